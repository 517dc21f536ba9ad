using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Puts the parts of all files together and makes the plan of them.</summary>
internal sealed class Assembly
{
    private readonly ReadingScope _scope;
    private readonly PlanPlaces _places;
    private readonly Catalogue _listeners;
    private readonly Catalogue _routes;
    private readonly Catalogue _groups;
    private readonly Catalogue _destinations;
    private readonly Catalogue _middlewares;
    private readonly KubernetesServices _cluster;
    private readonly ImmutableDictionary<string, Service>? _others;

    /// <param name="scope">Told what there is to say.</param>
    /// <param name="cluster">Services that destinations may name.</param>
    /// <param name="others">Services of a plan that these parts are to be a part of; null where they are all there is.</param>
    public Assembly(ReadingScope scope, KubernetesServices cluster, ImmutableDictionary<string, Service>? others = null)
    {
        _scope = scope;
        _cluster = cluster;
        _others = others;
        _places = new PlanPlaces(scope);
        _listeners = new Catalogue("listener", scope);
        _routes = new Catalogue("route", scope);
        _groups = new Catalogue("group", scope);
        _destinations = new Catalogue("destination", scope);
        _middlewares = new Catalogue("middleware", scope);
    }

    /// <summary>What routes are called in the plan, by their ids.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> RouteNames => _routes.Called;

    /// <summary>What destinations are called in the plan, by their ids.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> DestinationNames => _destinations.Called;

    public Plan Build(IReadOnlyList<MapItem> parts)
    {
        foreach (var part in parts)
        {
            _listeners.Add(part.List("listeners"));
            _routes.Add(part.List("routes"));
            _groups.Add(part.List("groups"));
            _destinations.Add(part.List("destinations"));
            _middlewares.Add(part.List("middlewares"));
        }

        var destinations = new DestinationBinder(_destinations, _cluster, _others ?? ImmutableDictionary<string, Service>.Empty, _places, _scope);
        if (_others is not null)
        {
            destinations.BindAll();
        }

        var names = new PlanNames();
        var routes = new RouteBinder(_routes, destinations, _destinations, new MiddlewareBinder(_middlewares, _scope), names, _places, _scope).Bind(_groups);
        _destinations.SayUnused("no route leads to");
        _middlewares.SayUnused("no route uses");
        if (routes.IsEmpty && !_scope.Stops)
        {
            _scope.Remark(Yaml.Place.Start, "", "no route stands in the files; every request is answered with 404");
        }

        var listeners = new ListenerBinder(_places, names, _scope);
        var own = destinations.Services.ToImmutableDictionary(service => service.Name, StringComparer.Ordinal);
        var plan = new Plan
        {
            EntryPoints = listeners.Bind(_listeners),
            Services = own,
            Routes = [.. listeners.Pages.Select((page, i) => page with { Priority = routes.Length + listeners.Pages.Count - i }), .. routes],
            Metrics = new MetricSettings { Endpoints = listeners.Endpoints, Aliases = [MetricNames.Vrata] },
        };
        if (!_scope.Stops)
        {
            // What others are is not checked here, but references to them are.
            plan = BrokenMirrors.Without(plan with { Services = (_others ?? own).SetItems(own) }, _places, _scope);
            _places.Check(plan);
            plan = plan with { Services = own };
        }

        return plan;
    }
}
