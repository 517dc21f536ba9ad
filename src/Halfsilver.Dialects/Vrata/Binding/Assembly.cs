using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
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

    public Assembly(ReadingScope scope, KubernetesServices cluster)
    {
        _scope = scope;
        _cluster = cluster;
        _places = new PlanPlaces(scope);
        _listeners = new Catalogue("listener", scope);
        _routes = new Catalogue("route", scope);
        _groups = new Catalogue("group", scope);
        _destinations = new Catalogue("destination", scope);
        _middlewares = new Catalogue("middleware", scope);
    }

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

        var destinations = new DestinationBinder(_destinations, _cluster, _places, _scope);
        var names = new PlanNames();
        var routes = new RouteBinder(_routes, destinations, _destinations, new MiddlewareBinder(_middlewares, _scope), names, _places, _scope).Bind(_groups);
        _destinations.SayUnused("no route leads to");
        _middlewares.SayUnused("no route uses");
        if (routes.IsEmpty && !_scope.Stops)
        {
            _scope.Remark(Yaml.Place.Start, "", "no route stands in the files; every request is answered with 404");
        }

        var listeners = new ListenerBinder(_places, names, _scope);
        var plan = new Plan
        {
            EntryPoints = listeners.Bind(_listeners),
            Services = destinations.Services.ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
            Routes = [.. listeners.Pages.Select((page, i) => page with { Priority = routes.Length + listeners.Pages.Count - i }), .. routes],
            Metrics = new MetricSettings { Endpoints = listeners.Endpoints, Aliases = [MetricNames.Vrata] },
        };
        if (!_scope.Stops)
        {
            plan = WithoutBroken(plan);
            _places.Check(plan);
        }

        return plan;
    }

    // A mirror that a plan cannot hold costs only itself.
    private Plan WithoutBroken(Plan plan)
    {
        var broken = PlanRules.CheckAll(plan).Where(problem => problem.Path.Contains("].mirrors[", StringComparison.Ordinal)).ToList();
        if (broken.Count == 0)
        {
            return plan;
        }

        var routes = plan.Routes.ToBuilder();
        for (var i = 0; i < routes.Count; i++)
        {
            var route = routes[i];
            foreach (var mirror in route.Mirrors)
            {
                var part = $"routes[{route.Name}].mirrors[{mirror.Name}]";
                if (broken.Find(problem => problem.Path.StartsWith(part, StringComparison.Ordinal)) is { } problem)
                {
                    var (path, place) = _places.Of(part);
                    _scope.Ignore(place, path, $"{problem.Message}; the route is served without this mirror");
                    routes[i] = route with { Mirrors = [] };
                }
            }
        }

        return plan with { Routes = routes.ToImmutable() };
    }
}
