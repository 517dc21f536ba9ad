using System.Collections.Immutable;
using System.Globalization;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>The upstreams of all files: what services get whose host is the name of one.</summary>
internal sealed class UpstreamBook(ReadingScope scope)
{
    private const int UsualPort = 8000;

    private readonly Dictionary<string, MapItem> _upstreams = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<MapItem>> _targets = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, EndpointsService> _bound = new(StringComparer.OrdinalIgnoreCase);

    public void Add(MapItem file)
    {
        foreach (var upstream in file.List("upstreams").OfType<MapItem>())
        {
            var name = upstream.Text("name") ?? "";
            if (!_upstreams.TryAdd(name, upstream))
            {
                scope.Reject(Codes.DuplicateKey, upstream.Place, upstream.Path, $"two upstreams are named \"{name}\"");
            }
        }

        foreach (var target in file.List("targets").OfType<MapItem>())
        {
            var name = target.Entries.GetValueOrDefault("upstream") switch
            {
                ValueItem { Value: string text } => text,
                MapItem map => map.Text("name") ?? map.Text("id") ?? "",
                _ => "",
            };
            _targets.TryAdd(name, []);
            _targets[name].Add(target);
        }
    }

    /// <summary>A service with the addresses and the balancing of an upstream; null where there is none of that name.</summary>
    public EndpointsService? Find(string name)
    {
        if (!_upstreams.TryGetValue(name, out var upstream))
        {
            return null;
        }

        if (_used.Add(name))
        {
            _bound[name] = Bind(upstream);
        }

        return _bound[name];
    }

    /// <summary>Says which upstreams no service names, and which targets have none.</summary>
    public void SayUnused()
    {
        foreach (var (name, upstream) in _upstreams.Where(entry => !_used.Contains(entry.Key)))
        {
            scope.Ignore(upstream.Place, upstream.Path, $"no route leads to a service whose host is \"{name}\"");
        }

        foreach (var target in _targets.Where(entry => !IsKnown(entry.Key)).SelectMany(entry => entry.Value))
        {
            scope.Reject(Codes.UnknownPart, target.Place, target.Path, "names no upstream of these files");
        }
    }

    private bool IsKnown(string text) => _upstreams.ContainsKey(text) || _upstreams.Values.Any(upstream => upstream.Text("id") == text);

    private EndpointsService Bind(MapItem upstream)
    {
        IEnumerable<MapItem> Outside(string? key) => key is not null && _targets.TryGetValue(key, out var named) ? named : [];
        var targets = upstream.List("targets").OfType<MapItem>().Concat(Outside(upstream.Text("name"))).Concat(Outside(upstream.Text("id")));
        ImmutableArray<EndpointAddress> endpoints = [.. targets.Select(Endpoint).OfType<EndpointAddress>()];
        if (endpoints.All(endpoint => endpoint.Weight == 0))
        {
            scope.Approximate(upstream.Place, upstream.Path, "has no target with a weight: whoever asks is answered 503");
            endpoints = [];
        }

        var key = Key(upstream);
        var health = new HealthBinder(upstream.Map("healthchecks"), scope);
        return new EndpointsService
        {
            Name = "",
            Endpoints = endpoints,
            Host = upstream.Text("host_header") is { Length: > 0 } host ? new HostRewrite(HostKind.Literal, host) : HostRewrite.Service,
            Balancing = key is not null ? Balancing.Hash : Algorithm(upstream),
            HashKey = key,
            HealthCheck = health.Active(),
            Ejection = health.Passive(),
        };
    }

    private EndpointAddress? Endpoint(MapItem target)
    {
        var text = target.Text("target") ?? "";
        var (host, port) = (text, UsualPort);
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text.StartsWith('[')) && !text.EndsWith(']'))
        {
            host = text[..colon];
            port = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 0;
        }

        host = host is ['[', .., ']'] ? host[1..^1] : host;
        if (Addresses.IsHost(host) && port is > 0 and <= 65_535)
        {
            return new EndpointAddress { Host = host, Port = port, Weight = (int)target.Value<long>("weight", 100) };
        }

        if (target.Entries.GetValueOrDefault("target") is { } at)
        {
            scope.Reject(Codes.BadValue, at.Place, at.Path, $"\"{text}\" is not an address; host:port, port 1 to 65535");
        }

        return null;
    }

    private Balancing Algorithm(MapItem upstream)
    {
        var algorithm = upstream.Entries.GetValueOrDefault("algorithm") as ValueItem;
        switch (algorithm?.Value)
        {
            case "least-connections":
                return Balancing.LeastRequests;
            case "latency":
                scope.Approximate(algorithm.Place, algorithm.Path, "of two that are drawn the one with fewer requests under way is taken; latencies are not compared");
                return Balancing.PowerOfTwo;
            case "sticky-sessions":
                scope.Approximate(algorithm.Place, algorithm.Path, "clients are not held to one address: requests go round");
                return Balancing.RoundRobin;
            default:
                return Balancing.RoundRobin;
        }
    }

    private StickyKey? Key(MapItem upstream)
    {
        if (upstream.Text("algorithm") != "consistent-hashing")
        {
            return null;
        }

        StickyKey? key = upstream.Text("hash_on") switch
        {
            "ip" => new StickyKey(StickyKeyKind.ClientAddress),
            "path" => new StickyKey(StickyKeyKind.Path),
            "header" when upstream.Text("hash_on_header") is { Length: > 0 } header => new StickyKey(StickyKeyKind.Header, header),
            "query_arg" when upstream.Text("hash_on_query_arg") is { Length: > 0 } name => new StickyKey(StickyKeyKind.Query, name),
            "cookie" when upstream.Text("hash_on_cookie") is { Length: > 0 } cookie => new StickyKey(StickyKeyKind.Cookie, cookie),
            _ => null,
        };
        var at = upstream.Entries.GetValueOrDefault("hash_on") ?? upstream.Entries["algorithm"];
        if (key is null && upstream.Text("hash_on") is not (null or "none"))
        {
            scope.Approximate(at.Place, at.Path, "requests cannot be told apart by this here: they go round");
        }
        else if (key?.Kind == StickyKeyKind.Cookie)
        {
            scope.Approximate(at.Place, at.Path, "the cookie is read and never set: a request without it goes round");
        }

        if (upstream.Text("hash_fallback") is { } fallback and not "none")
        {
            var other = upstream.Entries["hash_fallback"];
            scope.Approximate(other.Place, other.Path, $"a request without the key goes round, whatever its {fallback}");
        }

        return key;
    }
}
