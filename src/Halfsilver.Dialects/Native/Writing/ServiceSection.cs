using System.Collections.Immutable;
using System.Text.Json.Nodes;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes services, as <see cref="Binding.ServiceBinder"/> reads them.</summary>
internal static class ServiceSection
{
    public static void Write(KeyWriter keys, Service service)
    {
        switch (service)
        {
            case EndpointsService endpoints:
                Endpoints(keys, endpoints);
                break;
            case WeightedService weighted:
                keys.List("weighted", References(keys.Style, weighted.To));
                break;
            case MirroringService mirroring:
                keys.Group("mirroring", inner =>
                {
                    Reference(inner, mirroring.Primary);
                    inner.Named("mirrors", mirroring.Mirrors, mirror => mirror.Name, MirrorSection.Write, needed: true);
                });
                break;
            case FailoverService failover:
                keys.Group("failover", inner => Failover(inner, failover));
                break;
            case FanOutService fanOut:
                keys.Group("fanOut", inner => FanOutSection.Write(inner, fanOut));
                break;
            default:
                throw new ArgumentException($"The native file has no service of this kind: {service.GetType().Name}.", nameof(service));
        }
    }

    /// <summary>A service and its port, beside other keys.</summary>
    public static void Reference(KeyWriter keys, ServiceRef reference)
    {
        keys.Text("service", reference.Service);
        keys.Text("port", reference.Port);
    }

    /// <summary>References with their weights.</summary>
    public static IEnumerable<JsonNode> References(WritingStyle style, ImmutableArray<WeightedRef> to) => to.Select(each => KeyWriter.Of(style, each, (keys, weighted) =>
    {
        Reference(keys, weighted.Service);
        keys.Number("weight", weighted.Weight, 1);
    }));

    private static void Endpoints(KeyWriter keys, EndpointsService service)
    {
        EndpointSection.Write(keys, service);
        keys.Put("balancing", service is { Balancing: Balancing.Hash, HashKey: { } key }
            ? new JsonObject { ["hash"] = new JsonObject { ["key"] = Words.Of(key) } }
            : service.Balancing != Balancing.RoundRobin || keys.Style.Defaults ? Words.Of(service.Balancing) : null);
        var usual = new ServiceTimeouts();
        keys.Group("timeouts", times =>
        {
            times.Time("connect", service.Timeouts.Connect, usual.Connect);
            times.Time("request", service.Timeouts.Request, usual.Request);
            times.Time("idle", service.Timeouts.Idle, usual.Idle);
        });
        keys.Limit("maxConnections", service.MaxConnections);
        keys.Group("headers", headers => RewriteSection.Host(headers, service.Host, HostRewrite.Preserve));
        keys.Text("protocol", service.Routable ? Words.Of(service.Protocol) : "other", "http1");
        keys.Whole("healthCheck", service.HealthCheck, HealthSection.Check);
        keys.Whole("ejection", service.Ejection, HealthSection.Ejection);

        // No settings and settings that say nothing are the same.
        keys.Whole("tls", service.Tls ?? (keys.Style.Defaults ? new UpstreamTls() : null), EndpointSection.Tls);
    }

    private static void Failover(KeyWriter keys, FailoverService failover)
    {
        Reference(keys, failover.Primary);
        keys.Put("fallback", keys.Style.Short && failover.Fallback.Port is null ? failover.Fallback.Service : KeyWriter.Of(keys.Style, failover.Fallback, Reference));
        keys.Statuses("onStatus", failover.OnStatus);
        keys.Size("maxBufferedBody", failover.MaxBufferedBody, 1024 * 1024);
    }
}
