using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>A cluster as a service, with what its addresses put before every path.</summary>
internal sealed record Bound(EndpointsService Service, string Base);

/// <summary>Turns clusters that something uses into services.</summary>
internal sealed class ClusterBinder(IReadOnlyDictionary<string, (string Name, MapItem Item)> clusters, PlanPlaces places, ReadingScope scope)
{
    private readonly Dictionary<string, Bound> _bound = new(StringComparer.OrdinalIgnoreCase);
    private readonly PlanNames _names = new();

    /// <summary>All services so far.</summary>
    public IEnumerable<Service> Services => _bound.Values.Select(bound => bound.Service);

    /// <summary>Whether something uses a cluster.</summary>
    public bool IsUsed(string name) => _bound.ContainsKey(name);

    /// <summary>The cluster of that name; null where there is none.</summary>
    public Bound? Find(string name)
    {
        if (_bound.TryGetValue(name, out var bound))
        {
            return bound;
        }

        if (!clusters.TryGetValue(name, out var cluster))
        {
            return null;
        }

        _bound[name] = bound = Bind(cluster.Name, cluster.Item);
        places.Remember($"services[{bound.Service.Name}]", cluster.Item);
        return bound;
    }

    private Bound Bind(string name, MapItem cluster)
    {
        var destinations = new List<(MapItem Item, Destination Address)>();
        foreach (var (_, item) in (cluster.Map("Destinations")?.Entries ?? ImmutableDictionary<string, Item>.Empty).OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (item is MapItem group && Destination.Read(group, scope) is { } address)
            {
                destinations.Add((group, address));
            }
        }

        if (destinations.Count > 1 && Is(cluster.Text("LoadBalancingPolicy"), "FirstAlphabetical"))
        {
            var item = cluster.Entries["LoadBalancingPolicy"];
            scope.Approximate(item.Place, item.Path, "the first destination by name is called alone, well or not");
            destinations.RemoveRange(1, destinations.Count - 1);
        }

        var bases = destinations.Select(one => one.Address.Base).FirstOrDefault() ?? "";
        if (destinations.Find(one => one.Address.Base != bases).Item is { } other)
        {
            scope.Reject(Codes.NotHere, other.Place, other.Path, "the addresses of one cluster put different paths before a request's, which cannot be said here; make a cluster of each");
        }

        if (cluster.Map("HealthCheck") is { } health && health.Text("AvailableDestinationsPolicy") is { Length: > 0 } policy && !Is(policy, "HealthyAndUnknown"))
        {
            var item = health.Entries["AvailableDestinationsPolicy"];
            scope.Approximate(item.Place, item.Path, "where no destination is well by requests of the gateway's own, clients get 503; the last one is never left alone for live requests that fail");
        }

        var request = RequestBinder.Bind(cluster.Map("HttpRequest"), destinations.Exists(one => one.Address.Endpoint.Tls), scope);
        var client = cluster.Map("HttpClient");
        var (balancing, key) = Balancing(cluster, destinations.Count);
        return new Bound(
            new EndpointsService
            {
                Name = _names.Make(name),
                Endpoints = [.. destinations.Select(one => one.Address.Endpoint with { OwnHealthCheck = HealthBinder.Own(cluster, one.Item, one.Address, scope) })],
                Balancing = balancing,
                HashKey = key,
                HealthCheck = HealthBinder.Active(cluster, bases),
                Ejection = HealthBinder.Passive(cluster.Map("HealthCheck")?.Map("Passive"), scope),
                Timeouts = new ServiceTimeouts { Connect = TimeSpan.FromSeconds(15), Request = request.Allowed },
                MaxConnections = client?.Value<long>("MaxConnectionsPerServer", 0) is > 0 and var most ? (int)most : null,
                Host = Host(destinations),
                Protocol = request.Protocol,
                Tls = client?.Value("DangerousAcceptAnyServerCertificate", false) ?? false ? new UpstreamTls { InsecureSkipVerify = true } : null,
            },
            bases);
    }

    private HostRewrite Host(List<(MapItem Item, Destination Address)> destinations)
    {
        var host = destinations.Select(one => one.Item.Text("Host")).FirstOrDefault();
        if (destinations.Find(one => one.Item.Text("Host") != host).Item is { } other)
        {
            scope.Reject(Codes.NotHere, other.Place, other.Path, "the destinations of one cluster are sent different Hosts, which cannot be said here; make a cluster of each");
        }

        return host is { Length: > 0 } ? new HostRewrite(HostKind.Literal, host) : HostRewrite.Service;
    }

    private (Balancing, StickyKey?) Balancing(MapItem cluster, int destinations)
    {
        if (cluster.Map("SessionAffinity") is { } affinity && affinity.Value("Enabled", false))
        {
            var name = affinity.Text("AffinityKeyName") ?? "";
            if (!FieldSyntax.IsToken(name))
            {
                scope.Reject(Codes.BadValue, affinity.Place, affinity.Path, $"\"{FieldSyntax.Shown(name)}\" is no name of a cookie or field; AffinityKeyName is needed");
                return (Planning.Balancing.RoundRobin, null);
            }

            if (destinations > 1)
            {
                scope.Approximate(affinity.Place, affinity.Path, "a client's key is never given to it: one that comes with a key always has the same destination, one without goes round");
            }

            return (Planning.Balancing.Hash, new StickyKey(Is(affinity.Text("Policy"), "CustomHeader") ? StickyKeyKind.Header : StickyKeyKind.Cookie, name));
        }

        switch (cluster.Text("LoadBalancingPolicy")?.ToLowerInvariant())
        {
            case null or "" or "poweroftwochoices" or "firstalphabetical":
                return (Planning.Balancing.PowerOfTwo, null);
            case "leastrequests":
                return (Planning.Balancing.LeastRequests, null);
            case "roundrobin":
                return (Planning.Balancing.RoundRobin, null);
            case "random":
                return (Planning.Balancing.Random, null);
            default:
                var item = cluster.Entries["LoadBalancingPolicy"];
                scope.Approximate(item.Place, item.Path, "a policy of the application's own is not known here; the better of two drawn at random is called");
                return (Planning.Balancing.PowerOfTwo, null);
        }
    }

    private static bool Is(string? text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);
}
