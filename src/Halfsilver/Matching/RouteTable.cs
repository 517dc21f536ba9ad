using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>
/// The routes of one entry point in the order of <see cref="Specificity"/>, with an index by host and by what a path begins
/// with. The index only leaves out routes that cannot match, so the answer is that of trying all in order.
/// </summary>
internal sealed class RouteTable<T>
    where T : class
{
    private readonly Route[] _routes;
    private readonly CompiledRule[] _rules;
    private readonly T[] _values;
    private readonly Dictionary<byte[], PathIndex> _hosts = new(HostComparer.Instance);
    private readonly Dictionary<byte[], PathIndex> _parents = new(HostComparer.Instance);
    private readonly Dictionary<byte[], PathIndex>.AlternateLookup<ReadOnlySpan<byte>> _byHost;
    private readonly Dictionary<byte[], PathIndex>.AlternateLookup<ReadOnlySpan<byte>> _byParent;
    private readonly PathIndex _anyHost = new();

    public RouteTable(IEnumerable<(Route Route, CompiledRule Rule, T Value)> routes)
    {
        var ordered = routes.Select(entry => new Entry(entry.Route, Specificity.Of(entry.Route.Rule), entry.Rule, entry.Value)).ToList();
        ordered.Sort(static (left, right) => Specificity.Compare(left.Route, left.Rank, right.Route, right.Rank));
        _routes = [.. ordered.Select(entry => entry.Route)];
        _rules = [.. ordered.Select(entry => entry.Rule)];
        _values = [.. ordered.Select(entry => entry.Value)];
        _byHost = _hosts.GetAlternateLookup<ReadOnlySpan<byte>>();
        _byParent = _parents.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var rank = 0; rank < _routes.Length; rank++)
        {
            foreach (var key in RouteKey.Of(_routes[rank].Rule))
            {
                IndexFor(key).Add(key, rank);
            }
        }
    }

    /// <summary>The routes in the order in which they are tried.</summary>
    public ImmutableArray<Route> Routes => [.. _routes];

    /// <summary>The value of the first route that matches, or null.</summary>
    public T? Find(RequestFacts facts)
    {
        var best = _rules.Length;
        var host = facts.Host;
        if (_hosts.Count > 0 && _byHost.TryGetValue(host, out var index))
        {
            best = index.Find(facts, _rules, best);
        }

        if (_parents.Count > 0)
        {
            best = FindByParents(facts, host, best);
        }

        best = _anyHost.Find(facts, _rules, best);
        return best < _values.Length ? _values[best] : null;
    }

    /// <summary>What <see cref="Find"/> does, in words: the route that matches, and why those before it do not.</summary>
    public RouteExplanation Explain(RequestFacts facts)
    {
        var rejected = ImmutableArray.CreateBuilder<RejectedRoute>();
        for (var rank = 0; rank < _rules.Length; rank++)
        {
            if (_rules[rank].Failing(facts) is not { } failing)
            {
                return new RouteExplanation(_routes[rank], rejected.ToImmutable());
            }

            rejected.Add(new RejectedRoute(_routes[rank], failing.Text));
        }

        return new RouteExplanation(null, rejected.ToImmutable());
    }

    private int FindByParents(RequestFacts facts, ReadOnlySpan<byte> host, int best)
    {
        for (var dot = host.IndexOf((byte)'.'); dot >= 0; dot = host.IndexOf((byte)'.'))
        {
            host = host[(dot + 1)..];
            if (_byParent.TryGetValue(host, out var index))
            {
                best = index.Find(facts, _rules, best);
            }
        }

        return best;
    }

    private PathIndex IndexFor(in RouteKey key)
    {
        if (key.Host is null)
        {
            return _anyHost;
        }

        var indexes = key.IsWildcard ? _parents : _hosts;
        var host = HostPattern.Octets(key.Host);
        if (!indexes.TryGetValue(host, out var index))
        {
            indexes.Add(host, index = new PathIndex());
        }

        return index;
    }

    private sealed record Entry(Route Route, RuleRank Rank, CompiledRule Rule, T Value);
}

/// <summary>Why a request goes where it goes.</summary>
/// <param name="Matched">The route that matches, or null.</param>
/// <param name="Rejected">The routes tried before it, in order.</param>
internal sealed record RouteExplanation(Route? Matched, ImmutableArray<RejectedRoute> Rejected);

/// <summary>A route that does not match.</summary>
/// <param name="Route">The route.</param>
/// <param name="Failed">The part of its rule that does not hold, in words.</param>
internal sealed record RejectedRoute(Route Route, string Failed);
