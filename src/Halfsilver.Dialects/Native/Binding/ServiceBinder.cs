using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Binds services: those with addresses first, for the others refer to them.</summary>
internal sealed class ServiceBinder(References references, MirrorBinder mirrors)
{
    private readonly FanOutBinder _fanOuts = new(references);

    public ImmutableDictionary<string, Service> Bind(MapItem? map)
    {
        var services = ImmutableDictionary.CreateBuilder<string, Service>(StringComparer.Ordinal);
        var groups = map?.Entries.Select(entry => (entry.Key, Group: (MapItem)entry.Value)).ToList() ?? [];
        foreach (var (name, group) in groups)
        {
            if (Endpoints(name, group) is { } service)
            {
                services[name] = service;

                // Without an address nothing is known of ports: there are none, or they are wrong and that has been said.
                if (!service.Endpoints.IsEmpty)
                {
                    references.Learn(service);
                }
            }
            else if (group.Map("mirroring") is not null || group.Map("failover") is not null || group.Map("fanOut") is not null || group.List("weighted").Count > 0)
            {
                references.LearnWithoutPorts(name);
            }
        }

        foreach (var (name, group) in groups)
        {
            Service? bound = Weighted(name, group);
            bound ??= Mirroring(name, group);
            bound ??= Failover(name, group);
            bound ??= group.Map("fanOut") is { } fanOut ? _fanOuts.Bind(name, fanOut) : null;
            if (bound is { } service)
            {
                services[name] = service;
            }
        }

        return services.ToImmutable();
    }

    /// <summary>References with their weights.</summary>
    public static ImmutableArray<WeightedRef> Weighted(IEnumerable<Item> items, References references) =>
        [.. from item in items.Cast<MapItem>()
            let to = references.Service(item)
            where to is not null
            select new WeightedRef(to.Value, (int)item.Value<long>("weight", 1))];

    private WeightedService? Weighted(string name, MapItem group) =>
        group.List("weighted") is { Count: > 0 } items ? new WeightedService { Name = name, To = Weighted(items, references) } : null;

    private MirroringService? Mirroring(string name, MapItem group) =>
        group.Map("mirroring") is { } inner && references.Service(inner) is { } primary
            ? new MirroringService { Name = name, Primary = primary, Mirrors = mirrors.Bind(inner.Map("mirrors")) }
            : null;

    private FailoverService? Failover(string name, MapItem group) =>
        group.Map("failover") is { } inner && references.Service(inner) is { } first && Fallback(inner) is { } fallback
            ? new FailoverService
            {
                Name = name,
                Primary = first,
                Fallback = fallback,
                OnStatus = HealthBinder.Statuses(inner, "onStatus") ?? [],
                MaxBufferedBody = inner.Value("maxBufferedBody", 1024L * 1024),
            }
            : null;

    private ServiceRef? Fallback(MapItem group) => group.Entries.GetValueOrDefault("fallback") switch
    {
        MapItem map => references.Service(map),
        ValueItem named => references.Service(new MapItem(named.Path, named.Place, new Dictionary<string, Item>(StringComparer.Ordinal) { ["service"] = named }) { Names = ["service"] }),
        _ => null,
    };

    private static EndpointsService? Endpoints(string name, MapItem group)
    {
        var endpoints = Addresses(group);
        if (endpoints.IsEmpty && !group.Entries.ContainsKey("endpoints"))
        {
            return null;
        }

        var times = new ServiceTimeouts();
        return new EndpointsService
        {
            Name = name,
            Endpoints = endpoints,
            Balancing = group.Text("balancing") switch
            {
                "leastRequests" => Balancing.LeastRequests,
                "powerOfTwo" => Balancing.PowerOfTwo,
                "random" => Balancing.Random,
                _ when group.Map("balancing") is not null => Balancing.Hash,
                _ => Balancing.RoundRobin,
            },
            HashKey = group.Map("balancing")?.Map("hash")?.Text("key") is { } key ? MirrorBinder.Key(key) : null,
            HealthCheck = HealthBinder.Check(group.Map("healthCheck")),
            Ejection = HealthBinder.Ejection(group.Map("ejection")),
            Timeouts = group.Map("timeouts") is not { } timeouts ? times : new ServiceTimeouts
            {
                Connect = timeouts.Value("connect", times.Connect),
                Request = timeouts.Value("request", times.Request),
                Idle = timeouts.Value("idle", times.Idle),
            },
            MaxConnections = group.Limit("maxConnections"),
            Host = RewriteBinder.Host(group.Map("headers")) ?? HostRewrite.Preserve,
            Protocol = Protocol(group.Text("protocol")),
            Tls = TlsBinder.Bind(group.Map("tls")),
            Routable = group.Text("protocol") != "other",
        };
    }

    private static UpstreamProtocol Protocol(string? word) => word switch
    {
        "http2" => UpstreamProtocol.Http2,
        "h2c" => UpstreamProtocol.H2c,
        _ => UpstreamProtocol.Http1,
    };

    private static ImmutableArray<EndpointAddress> Addresses(MapItem group)
    {
        var tls = TlsBinder.Asked(group.Map("tls"));
        var port = tls ? 443 : 80;
        if (group.Text("host") is { } host)
        {
            return group.Map("ports") is { } ports
                ? [.. ports.Entries.Select(port => new EndpointAddress { Host = host, PortName = port.Key, Port = (int)(long)((ValueItem)port.Value).Value, Tls = tls })]
                : [new EndpointAddress { Host = host, Port = (int)group.Value<long>("port", port), Tls = tls }];
        }

        return [.. group.List("endpoints").Select(item => Address(item, tls)).OfType<EndpointAddress>()];
    }

    private static EndpointAddress? Address(Item item, bool tls)
    {
        if (item is not MapItem group)
        {
            var written = (EndpointAddress)((ValueItem)item).Value;
            return tls ? written with { Tls = true } : written;
        }

        var address = group.TryGet<EndpointAddress>("url", out var url) ? url
            : group.Text("host") is { } host ? new EndpointAddress { Host = host, Port = (int)group.Value<long>("port", 80) }
            : null;
        var own = group.Map("tls");
        return address is null ? null : address with
        {
            PortName = group.Text("portName"),
            Weight = (int)group.Value<long>("weight", 1),
            Tls = group.Value("tls", true) && (address.Tls || (own is null ? tls : url is null && TlsBinder.Asked(own))),
            OwnProtocol = group.Text("protocol") is { } protocol ? Protocol(protocol) : null,
            OwnTls = TlsBinder.Own(own),
            OwnHealthCheck = HealthBinder.Check(group.Map("healthCheck")),
        };
    }
}
