using System.Collections.Immutable;

using Halfsilver.Dialects.GatewayApi.Keys;
using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>Puts the objects together and makes the plan of them.</summary>
internal sealed class GatewayAssembly
{
    private readonly ReadingScope _scope;
    private readonly ImmutableArray<KubernetesObject> _objects;
    private readonly PlanPlaces _places;
    private readonly RankedRoutes _routes;
    private readonly BackendBook _book;
    private readonly Gateways _gateways;
    private readonly Grants _grants = new();
    private readonly Backends _backends;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public GatewayAssembly(ReadingScope scope, ImmutableArray<KubernetesObject> objects)
    {
        (_scope, _objects) = (scope, objects);
        _places = new PlanPlaces(scope);
        _routes = new RankedRoutes(_places);
        _book = new BackendBook(new KubernetesServices(objects, scope), scope, _places);
        _gateways = new Gateways(scope, _places);
        _backends = new Backends(_book, _grants, scope);
    }

    /// <summary>The plan of all objects.</summary>
    public Plan Build()
    {
        var own = _objects.Where(one => one.Group == GatewayApiDialect.Group).ToList();
        var gateways = own.Where(one => one.Kind == "Gateway").ToList();
        foreach (var one in _objects)
        {
            Define(one, gateways.Count == 1);
        }

        // The oldest first, then by namespace and name.
        var routes = own.Where(one => one.Kind is "HTTPRoute" or "GRPCRoute").OrderBy(Created, StringComparer.Ordinal).ThenBy(one => $"{one.Namespace}/{one.Name}", StringComparer.Ordinal).ToList();
        var binder = new RouteBinder(_gateways, _book, _backends, _routes, _places, _scope);
        for (var age = 0; age < routes.Count; age++)
        {
            if (Spec(routes[age].Kind == "HTTPRoute" ? RouteKeys.HttpRoute : RouteKeys.GrpcRoute, routes[age]) is { } spec)
            {
                binder.Add(routes[age], spec, age);
            }
        }

        if (_routes.IsEmpty && !_scope.Stops)
        {
            _scope.Remark(Place.Start, "", "no route is served by these files; every request is answered with 404");
        }

        var plan = new Plan { EntryPoints = _gateways.Build(), Services = _book.Built, Routes = _routes.Build(isClosed: false) };
        plan = gateways is [var only] ? plan with { Gateway = only.Name } : plan;
        if (!_scope.Stops)
        {
            _places.Check(plan);
        }

        return plan;
    }

    private void Define(KubernetesObject one, bool isOnly)
    {
        switch (one.Group, one.Kind)
        {
            case (GatewayApiDialect.Group, "Gateway"):
                if (Spec(GatewayKeys.Gateway, one) is { } gateway)
                {
                    _gateways.Define(one, gateway, isOnly);
                }

                break;
            case (GatewayApiDialect.Group, "ReferenceGrant"):
                if (Spec(GatewayKeys.ReferenceGrant, one) is { } grant)
                {
                    _grants.Define(one, grant);
                }

                break;
            case (GatewayApiDialect.Group, "BackendTLSPolicy"):
                if (Spec(GatewayKeys.BackendTlsPolicy, one) is { } policy)
                {
                    _backends.Define(one, policy);
                }

                break;
            case ("", "Namespace"):
                _gateways.Define(one);
                break;
            case (GatewayApiDialect.Group, "HTTPRoute" or "GRPCRoute" or "GatewayClass"):
                break;
            case (GatewayApiDialect.Group, "TLSRoute" or "TCPRoute" or "UDPRoute"):
                _scope.Approximate(one.Root.Place, one.Path, "only HTTP and gRPC are served: it takes nothing");
                break;
            default:
                if (!KubernetesServices.Reads(one) && _told.Add(one.Kind))
                {
                    _scope.Ignore(one.Root.Place, one.Path, $"objects of kind {one.Kind} are not read here");
                }

                break;
        }
    }

    private MapItem? Spec(GroupShape shape, KubernetesObject one) => (shape.Read(one.Root, one.Path, _scope) as MapItem)?.Map("spec");

    // Times are written so that their texts sort; an object that was never in a cluster is as young as any other.
    private static string Created(KubernetesObject one) =>
        (one.Root.Find("metadata") as MapNode)?.Find("creationTimestamp") is ScalarNode { Text: { Length: > 0 } text }
            ? text
            : "~";
}
