using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Turns destinations that something uses into services.</summary>
internal sealed class DestinationBinder(Catalogue destinations, KubernetesServices cluster, IReadOnlyDictionary<string, Service> others, PlanPlaces places, ReadingScope scope)
{
    private static readonly MapItem Elsewhere = new("", Place.Start, new Dictionary<string, Item>(StringComparer.Ordinal)) { Names = [] };

    private readonly Dictionary<MapItem, EndpointsService> _bound = [];
    private readonly Dictionary<string, EndpointsService> _missing = new(StringComparer.Ordinal);
    private readonly PlanNames _names = new();
    private readonly TransportBinder _transports = new(scope);

    /// <summary>All services so far.</summary>
    public IEnumerable<Service> Services => _bound.Values.Concat(_missing.Values);

    /// <summary>The destination with this id, and its service; null where there is none.</summary>
    public (MapItem Destination, EndpointsService Service)? Find(string id)
    {
        if (destinations.Use(id) is not { } destination)
        {
            return others.TryGetValue(id, out var other) ? (Elsewhere, other as EndpointsService ?? new EndpointsService { Name = other.Name, Endpoints = [] }) : null;
        }

        if (!_bound.TryGetValue(destination, out var service))
        {
            _bound[destination] = service = Bind(destination);
            places.Remember($"services[{service.Name}]", destination);
            destinations.Call(destination, service.Name);
        }

        return (destination, service);
    }

    /// <summary>Binds those too that nothing uses.</summary>
    public void BindAll()
    {
        foreach (var id in destinations.All.Select(destination => destination.Text("id")).OfType<string>())
        {
            Find(id);
        }
    }

    /// <summary>A service that has no endpoint: what is sent to it is answered with 503.</summary>
    public EndpointsService Missing(string id)
    {
        if (!_missing.TryGetValue(id, out var service))
        {
            _missing[id] = service = new EndpointsService { Name = _names.Make(id.Length > 0 ? id : "missing"), Endpoints = [] };
        }

        return service;
    }

    private EndpointsService Bind(MapItem destination)
    {
        var options = destination.Map("options");
        var tls = _transports.Tls(options?.Map("tls"), destination);
        var addresses = Addresses(destination, options, tls is not null);
        var times = options?.Map("timeouts");
        var balancing = BalancerBinder.Bind(options?.Map("endpointBalancing"), addresses.Length, scope);
        return new EndpointsService
        {
            Name = _names.Make(Catalogue.NameOf(destination, "destination")),
            Endpoints = addresses,
            Balancing = balancing.Balancing,
            HashKey = balancing.Key,
            HealthCheck = Health(options?.Map("healthCheck")),
            Ejection = EjectionBinder.Bind(options?.Map("outlierDetection"), options?.Map("circuitBreaker"), scope),
            Timeouts = new ServiceTimeouts
            {
                Connect = Times.Of(times, "connect", 5),
                Request = Times.Shorter(Times.Of(times, "responseHeader", 10), Times.Of(times, "request", 30)),
                Idle = Times.Of(times, "idleConnection", 90),
            },
            MaxConnections = Connections(options),
            Protocol = !(options?.Value("http2", false) ?? false) ? UpstreamProtocol.Http1 : tls is null ? UpstreamProtocol.H2c : UpstreamProtocol.Http2,
            Tls = tls,
        };
    }

    private ImmutableArray<EndpointAddress> Addresses(MapItem destination, MapItem? options, bool tls)
    {
        var written = destination.List("endpoints").OfType<MapItem>().ToList();
        if (written.Count > 0)
        {
            return [.. written.Select(one => Address(one, tls)).OfType<EndpointAddress>()];
        }

        if (options?.Map("discovery") is { } discovery && discovery.Text("type") == "kubernetes" && InCluster(destination, discovery) is { } found)
        {
            return [.. found.Select(address => address with { Tls = tls })];
        }

        return Address(destination, tls) is { } only ? [only] : [];
    }

    private EndpointAddress? Address(MapItem item, bool tls)
    {
        var host = (item.Text("host") ?? "").Trim('[', ']');
        var port = item.Value<long>("port", 0);
        if (HostPort.IsHost(host) && port is > 0 and <= ushort.MaxValue)
        {
            return new EndpointAddress { Host = host, Port = (int)port, Tls = tls };
        }

        scope.Ignore(item.Place, item.Path, $"\"{FieldSyntax.Shown(host)}\" with port {port} is no address that can be called; nothing is sent to it");
        return null;
    }

    private ImmutableArray<EndpointAddress>? InCluster(MapItem destination, MapItem discovery)
    {
        var host = destination.Text("host") ?? "";
        if (host.Split('.') is not [{ Length: > 0 } name, { Length: > 0 } space, "svc", ..])
        {
            scope.Approximate(discovery.Place, discovery.Path, $"\"{host}\" is no Service's name, as app.shop.svc.cluster.local; it is found by DNS");
            return null;
        }

        if (!cluster.Stands(space, name))
        {
            scope.Approximate(discovery.Place, discovery.Path, $"no Service \"{space}/{name}\" stands in the files; its name is found by DNS, which names its endpoints or the address of them all");
            return null;
        }

        var backend = cluster.Find(space, name, $"{destination.Value<long>("port", 0)}");
        if (backend.Problem is not { } problem)
        {
            return backend.Endpoints;
        }

        scope.Approximate(discovery.Place, discovery.Path, $"{problem}; the host is called as it stands");
        return null;
    }

    private static HealthCheck? Health(MapItem? group) => group is null ? null : new HealthCheck
    {
        Path = group.Text("path") is { Length: > 0 } path ? path.StartsWith('/') ? path : $"/{path}" : "/",
        Interval = Times.Of(group, "interval", 10),
        Timeout = Times.Of(group, "timeout", 5),
        UnhealthyAfter = Number(group, "unhealthyThreshold", 3, 1_000),
        HealthyAfter = Number(group, "healthyThreshold", 2, 1_000),
    };

    private static int? Connections(MapItem? options)
    {
        var most = new[] { options?.Value<long>("maxConnsPerHost", 0) ?? 0, options?.Map("circuitBreaker")?.Value<long>("maxConnections", 0) ?? 0 }.Where(number => number > 0).ToList();
        return most.Count == 0 ? null : (int)Math.Min(most.Min(), int.MaxValue);
    }

    /// <summary>A number that stands, or what zero and absence stand for.</summary>
    public static int Number(MapItem? group, string key, int usual, int most) => group?.Value<long>(key, 0) is > 0 and var number ? (int)Math.Min(number, most) : usual;
}
