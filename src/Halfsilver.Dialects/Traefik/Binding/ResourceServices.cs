using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Binds TraefikServices, and the Services that they and IngressRoutes refer to.</summary>
internal sealed class ResourceServices(Assembly parts, KubernetesServices services)
{
    private readonly Dictionary<string, (string Options, ServiceRef Service)> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a TraefikService known.</summary>
    public void Define(string name, string space, MapItem spec) => parts.Graph.Define(Reference.Resources, name, spec, plan => Build(plan, space, spec));

    /// <summary>Who answers an IngressRoute's route.</summary>
    public RouteAction? Target(MapItem route, string space)
    {
        var items = route.List("services").OfType<MapItem>().ToList();
        if (items.Count == 0)
        {
            // Traefik answers so where middlewares alone are there; most often one of them is a redirect.
            return new DirectAction { Status = 418 };
        }

        if (items is [var only])
        {
            return only.Entries.GetValueOrDefault("name") is ValueItem { Value: string name } named && name.EndsWith("@internal", StringComparison.Ordinal)
                ? Targets.Of(Reference.Of(named, Reference.Resources), parts)
                : Resolve(only, space) is { } one ? new ForwardAction(one) : null;
        }

        return Weighted(items, space) is { } several && parts.Graph.SharePath("", several.Select(each => each.Service), route) ? new SplitAction(several) : null;
    }

    private Service? Build(string name, string space, MapItem spec)
    {
        if (spec.Map("mirroring") is { } mirroring)
        {
            return parts.Mirrors.Build(name, mirroring, Resolve(mirroring, space), mirror => Resolve(mirror, space));
        }

        if (spec.Map("failover") is { } failover)
        {
            return Failovers.Build(
                name, failover,
                failover.Map("service") is { } first ? Resolve(first, space) : null,
                failover.Map("fallback") is { } second ? Resolve(second, space) : null,
                parts.Graph, parts.Scope);
        }

        var group = spec.Map("weighted") ?? spec.Map("highestRandomWeight");
        return group is not null && Weighted([.. group.List("services").OfType<MapItem>()], space) is { } to
            && parts.Graph.SharePath(name, to.Select(each => each.Service), group)
            ? new WeightedService { Name = name, To = to }
            : null;
    }

    private ImmutableArray<WeightedRef>? Weighted(List<MapItem> items, string space)
    {
        var to = ImmutableArray.CreateBuilder<WeightedRef>(items.Count);
        foreach (var item in items)
        {
            if (Resolve(item, space) is not { } service)
            {
                return null;
            }

            to.Add(new WeightedRef(service, (int)item.Value<long>("weight", 1)));
        }

        return to.ToImmutable();
    }

    private ServiceRef? Resolve(MapItem item, string space)
    {
        if (item.Entries.GetValueOrDefault("name") is not ValueItem { Value: string name } named)
        {
            return null;
        }

        if (item.List("middlewares") is { Count: > 0 } && item.Entries["middlewares"] is { } at)
        {
            parts.Graph.Fail(Codes.BadValue, at.Place, at.Path, "middlewares of a service are not read here; put them at the route");
            return null;
        }

        var owner = item.Text("namespace") ?? space;
        return name.Contains('@', StringComparison.Ordinal) ? parts.Graph.Resolve(Reference.Of(named, Reference.Resources))
            : item.Text("kind") == "TraefikService" ? parts.Graph.Resolve(new Reference(Reference.Resources, ResourceNames.Of(owner, name), named.Path, named.Place))
            : Service(item, owner, name, named);
    }

    private ServiceRef? Service(MapItem item, string space, string name, ValueItem named)
    {
        var port = item.Text("port");
        var backend = services.Find(space, name, port);
        if (backend.Problem is { } problem)
        {
            parts.Graph.Fail(ProblemCodes.UnknownService, named.Place, named.Path, problem);
            return null;
        }

        if (parts.Transports.Find(item, Reference.Resources, space, parts.Graph) is not { } transport)
        {
            return null;
        }

        // One Service may be asked in several ways, each a service of its own here.
        var wanted = ResourceNames.Of(space, $"{name}-{port ?? $"{backend.Port}"}");
        var built = BalancerBinder.Bind("", item, Addresses(item, backend), transport, parts.Scope);
        var options = Options(built);
        if (_known.TryGetValue($"{wanted} {options}", out var known))
        {
            return known.Service;
        }

        if (backend.Endpoints.IsEmpty)
        {
            parts.Scope.Approximate(named.Place, named.Path, $"the Service \"{space}/{name}\" has no endpoint that takes requests; they are answered with 503, and the routes that do not need it are served");
        }
        else if (!services.Stands(space, name))
        {
            parts.Scope.Remark(named.Place, named.Path, $"no Service \"{space}/{name}\" stands in the files: requests go to {backend.Endpoints[0].Host}:{backend.Endpoints[0].Port}");
        }

        var service = parts.Graph.Add(built with { Name = parts.Graph.NameFor(wanted) }, item);
        _known[$"{wanted} {options}"] = (options, service);
        return service;
    }

    private static ImmutableArray<EndpointAddress> Addresses(MapItem item, KubernetesBackend backend)
    {
        var scheme = item.Text("scheme")
            ?? (backend.Port == 443 || backend.PortName?.StartsWith("https", StringComparison.Ordinal) == true ? "https" : "http");
        return [.. backend.Endpoints.Select(address => address with { Tls = scheme == "https", OwnProtocol = scheme == "h2c" ? UpstreamProtocol.H2c : null })];
    }

    // Arrays have no equality of their own: what tells two ways apart is written out.
    private static string Options(EndpointsService service) =>
        $"{service.Balancing} {service.Host} {service.HealthCheck} {service.Ejection} {service.Tls} {service.Timeouts} {string.Join(' ', service.Endpoints)}";
}
