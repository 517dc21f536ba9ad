using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Binds what a load balancer says beside its servers; the file provider and the custom resources say it alike.</summary>
internal static class BalancerBinder
{
    public static EndpointsService Bind(string name, MapItem group, ImmutableArray<EndpointAddress> servers, Transport transport, ReadingScope scope)
    {
        var strategy = group.Text("strategy");
        if (strategy == "leasttime" && group.Entries["strategy"] is { } at)
        {
            scope.Approximate(at.Place, at.Path, "the server with the fewest requests under way is chosen, not the fastest");
        }

        return new EndpointsService
        {
            Name = name,
            Endpoints = servers,
            Balancing = strategy switch
            {
                "p2c" => Balancing.PowerOfTwo,
                "hrw" => Balancing.Hash,
                "leasttime" => Balancing.LeastRequests,
                _ => Balancing.RoundRobin,
            },
            HashKey = strategy == "hrw" ? new StickyKey(StickyKeyKind.ClientAddress) : null,
            Host = group.Value("passHostHeader", true) ? HostRewrite.Preserve : HostRewrite.Service,
            HealthCheck = Health(group.Map("healthCheck"), scope),
            Ejection = Ejection(group.Map("passiveHealthCheck")),
            Tls = transport.Tls,
            Timeouts = transport.Timeouts,
        };
    }

    private static HealthCheck? Health(MapItem? group, ReadingScope scope)
    {
        if (group is null)
        {
            return null;
        }

        if (group.Text("mode") == "grpc")
        {
            var at = group.Entries["mode"];
            scope.Approximate(at.Place, at.Path, "gRPC's own health is not asked; servers count as well");
            return null;
        }

        var path = group.Text("path") ?? "/";
        return new HealthCheck
        {
            Path = path.StartsWith('/') ? path : $"/{path}",
            Method = group.Text("method") ?? "GET",
            Interval = Positive(group, "interval", TimeSpan.FromSeconds(30)),
            Timeout = Positive(group, "timeout", TimeSpan.FromSeconds(5)),
            UnhealthyAfter = 1,
            HealthyAfter = 1,
            Status = group.Value<long>("status", 0) is > 0 and var status ? [new StatusRange((int)status, (int)status)] : [new StatusRange(200, 399)],
            Port = group.Value<long>("port", 0) is > 0 and var port ? (int)port : null,
            Host = group.Text("hostname"),
            Fields = [.. (group.Map("headers")?.Entries ?? ImmutableDictionary<string, Item>.Empty).Select(entry => new Field(entry.Key, (string)((ValueItem)entry.Value).Value))],
        };
    }

    private static Ejection? Ejection(MapItem? group) => group is null ? null : new Ejection
    {
        ConsecutiveFailures = (int)group.Value<long>("maxFailedAttempts", 1),
        For = Positive(group, "failureWindow", TimeSpan.FromSeconds(10)),
        MaxEjected = Share.All,
    };

    private static TimeSpan Positive(MapItem group, string key, TimeSpan usual) => group.Value(key, usual) is { Ticks: > 0 } time ? time : usual;
}
