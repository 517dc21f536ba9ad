using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Traefik.Keys;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Binds the file provider's services.</summary>
internal sealed class FileServices(ServiceGraph graph, Transports transports, MirrorBuilder mirrors, ReadingScope scope)
{
    public void Define(string name, MapItem group) => graph.Define(Reference.File, name, group, plan => Build(plan, group));

    private Service? Build(string name, MapItem group)
    {
        if (group.List("middlewares") is { Count: > 0 } && group.Entries["middlewares"] is { } at)
        {
            graph.Fail(Codes.BadValue, at.Place, at.Path, "middlewares of a service are not read here; put them at its routers");
            return null;
        }

        return group.Map("loadBalancer") is { } balancer ? Balancer(name, balancer)
            : group.Map("weighted") is { } weighted ? Weighted(name, weighted)
            : group.Map("highestRandomWeight") is { } random ? Weighted(name, random)
            : group.Map("mirroring") is { } mirroring ? mirrors.Build(name, mirroring, Resolve(mirroring, "service"), mirror => Resolve(mirror, "name"))
            : group.Map("failover") is { } failover ? Failovers.Build(name, failover, Resolve(failover, "service"), Resolve(failover, "fallback"), graph, scope)
            : null;
    }

    private EndpointsService? Balancer(string name, MapItem group)
    {
        var servers = ImmutableArray.CreateBuilder<EndpointAddress>();
        var path = "";
        foreach (var server in group.List("servers").OfType<MapItem>())
        {
            if (!server.TryGet<ServerAddress>("url", out var address))
            {
                continue;
            }

            var url = server.Entries["url"];
            var kept = server.Value("preservePath", false) ? address.Path : "";
            if (address.Path.Length > 0 && kept.Length == 0)
            {
                scope.Ignore(url.Place, url.Path, $"the path \"{address.Path}\" means nothing without preservePath");
            }

            if (servers.Count > 0 && kept != path)
            {
                graph.Fail(Codes.BadValue, url.Place, url.Path, $"servers of one service put one path before a request's here, not \"{path}\" and \"{kept}\"; use services of their own");
                return null;
            }

            path = kept;
            servers.Add(address.Endpoint with { Weight = (int)server.Value<long>("weight", 1) });
        }

        graph.SetPath(name, path);
        return transports.Find(group, Reference.File, null, graph) is { } transport
            ? BalancerBinder.Bind(name, group, servers.ToImmutable(), transport, scope)
            : null;
    }

    private WeightedService? Weighted(string name, MapItem group)
    {
        var to = ImmutableArray.CreateBuilder<WeightedRef>();
        foreach (var item in group.List("services").OfType<MapItem>())
        {
            if (Resolve(item, "name") is not { } service)
            {
                return null;
            }

            to.Add(new WeightedRef(service, (int)item.Value<long>("weight", 1)));
        }

        return graph.SharePath(name, to.Select(each => each.Service), group) ? new WeightedService { Name = name, To = to.ToImmutable() } : null;
    }

    private ServiceRef? Resolve(MapItem group, string key) =>
        group.Entries.GetValueOrDefault(key) is ValueItem { Value: string } named ? graph.Resolve(Reference.Of(named, Reference.File)) : null;
}
