using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>
/// Routes in the order in which their own system tries them, which becomes their priorities: first by host (exact, then the longer wildcard,
/// then none), then by the ranks that the dialect gives, then as they were added.
/// </summary>
internal sealed class RankedRoutes(PlanPlaces places)
{
    private const int Exact = int.MaxValue;

    private readonly List<Entry> _entries = [];
    private readonly PlanNames _names = new();

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>A name for a route that no other has.</summary>
    public string NameFor(string wanted) => _names.Make(wanted);

    /// <summary>Adds a route.</summary>
    /// <param name="route">The route, its hosts in its rule.</param>
    /// <param name="hosts">Its hosts; none for every host.</param>
    /// <param name="takesAll">Whether it takes every request of its hosts.</param>
    /// <param name="at">Where it comes from.</param>
    /// <param name="ranks">What decides among routes of equal hosts, the smaller before the greater.</param>
    public void Add(Route route, ImmutableArray<string> hosts, bool takesAll, Item at, params ReadOnlySpan<int> ranks)
    {
        var host = hosts.IsEmpty ? 0 : hosts.Min(RankOf);
        _entries.Add(new Entry(route, hosts, takesAll, [-host, .. ranks, _entries.Count]));
        places.Remember($"routes[{route.Name}]", at);
    }

    /// <summary>The routes with their priorities.</summary>
    /// <param name="isClosed">
    /// Whether a host that some routes name belongs to them: what none of them takes is answered with 404, not by routes of less specific hosts.
    /// </param>
    public ImmutableArray<Route> Build(bool isClosed)
    {
        if (isClosed)
        {
            Close();
        }

        _entries.Sort(static (left, right) => Compare(left.Ranks, right.Ranks));
        return [.. _entries.Select((entry, place) => entry.Route with { Priority = _entries.Count - place })];
    }

    private void Close()
    {
        var hosts = _entries.SelectMany(entry => entry.Hosts.Select(host => new Hosted(host, entry))).GroupBy(pair => pair.Host, StringComparer.OrdinalIgnoreCase).ToList();
        var anywhere = _entries.Exists(entry => entry.Hosts.IsEmpty);
        var parents = hosts.Select(group => group.Key).Where(host => host.StartsWith("*.", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var group in hosts)
        {
            var points = group.Where(pair => !pair.Entry.TakesAll).SelectMany(pair => pair.Entry.Route.EntryPoints).Distinct(StringComparer.Ordinal)
                .Except(group.Where(pair => pair.Entry.TakesAll).SelectMany(pair => pair.Entry.Route.EntryPoints), StringComparer.Ordinal).ToImmutableArray();
            if (!points.IsEmpty && (anywhere || HasParent(group.Key, parents)))
            {
                var route = new Route
                {
                    Name = NameFor($"{group.Key.Replace("*.", "any.", StringComparison.Ordinal)}-else"),
                    Rule = new HostRule(group.Key),
                    EntryPoints = points,
                    Action = new DirectAction { Status = 404 },
                };
                _entries.Add(new Entry(route, [group.Key], true, [-RankOf(group.Key), int.MaxValue]));
            }
        }
    }

    private static bool HasParent(string host, HashSet<string> parents)
    {
        for (var dot = host.IndexOf('.', host.StartsWith("*.", StringComparison.Ordinal) ? 2 : 0); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (parents.Contains($"*{host[dot..]}"))
            {
                return true;
            }
        }

        return false;
    }

    private static int RankOf(string host) => host.StartsWith("*.", StringComparison.Ordinal) ? host.Length : Exact;

    private static int Compare(ImmutableArray<int> left, ImmutableArray<int> right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] != right[i])
            {
                return left[i].CompareTo(right[i]);
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private sealed record Hosted(string Host, Entry Entry);

    private sealed record Entry(Route Route, ImmutableArray<string> Hosts, bool TakesAll, ImmutableArray<int> Ranks);
}
