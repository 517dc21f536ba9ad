using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>Turns routes into routes of a plan, in the order in which Vrata tries them.</summary>
internal sealed class RouteBinder(Catalogue routes, DestinationBinder destinations, Catalogue known, MiddlewareBinder middlewares, PlanNames names, PlanPlaces places, ReadingScope scope)
{
    /// <summary>The field that tells destinations how often a request was sent.</summary>
    public const string AttemptCount = "X-Request-Attempt-Count";

    private readonly MatchBinder _matches = new(scope);
    private readonly RewriteBinder _rewrites = new(scope);
    private readonly ActionBinder _actions = new(destinations, known, scope);
    private readonly MirrorBinder _mirrors = new(destinations, known, scope);
    private readonly List<Route> _bound = [];

    public ImmutableArray<Route> Bind(Catalogue groups)
    {
        foreach (var group in groups.All)
        {
            var ids = group.List("routeIds").OfType<ValueItem>().ToList();
            if (ids.Count == 0)
            {
                scope.Remark(group.Place, group.Path, "has no routes");
            }

            foreach (var item in ids)
            {
                if (routes.Use((string)item.Value) is { } route)
                {
                    Bind(route, group);
                }
                else
                {
                    scope.Ignore(item.Place, item.Path, $"no route has the id \"{FieldSyntax.Shown((string)item.Value)}\"", routes.Near((string)item.Value));
                }
            }
        }

        foreach (var route in routes.All.Where(route => !routes.IsUsed(route)))
        {
            Bind(route, null);
        }

        return [.. _bound.Select((route, i) => route with { Priority = _bound.Count - i })];
    }

    private void Bind(MapItem route, MapItem? group)
    {
        // What it refers to counts as used even where the route itself is left out.
        var matched = _matches.Bind(route, group);
        var steps = middlewares.Bind(route, group);
        var forward = route.Map("forward");
        (RouteAction Action, TimeSpan? Allowed)? target = forward is not null ? _actions.Forward(forward)
            : route.Map("redirect") is { } redirect ? (ActionBinder.Redirect(redirect), null)
            : route.Map("directResponse") is { } direct ? (ActionBinder.Direct(direct), null)
            : null;
        var counts = forward is not null && (group?.Value("includeAttemptCount", false) ?? false);
        var mirrors = _mirrors.Bind(forward?.Map("mirror"), counts);
        if (matched is null || target is not var (action, allowed))
        {
            return;
        }

        if (counts)
        {
            steps.Set(AttemptCount, "1");
        }

        var forwards = action is ForwardAction or SplitAction;
        var name = names.Make(Catalogue.NameOf(route, $"route-{_bound.Count + 1}"));
        _bound.Add(new Route
        {
            Name = name,
            Rule = matched.Rule,
            Action = action,
            Rewrite = forwards ? steps.On(_rewrites.Bind(forward!.Map("rewrite"), matched.Path)) : Rewrite.None,
            Mirrors = forwards ? mirrors : [],
            Timeout = Timeout(forward, allowed),
        });
        routes.Call(route, name);
        Remember(name, route, forward, mirrors);
    }

    private static TimeSpan? Timeout(MapItem? forward, TimeSpan? allowed) =>
        Times.Of(forward?.Map("timeouts"), "request") is { } own && allowed is { } other ? Times.Shorter(own, other) : null;

    private void Remember(string name, MapItem route, MapItem? forward, ImmutableArray<Mirror> mirrors)
    {
        places.Remember($"routes[{name}]", route);
        places.Remember($"routes[{name}].destinations", forward?.Entries.GetValueOrDefault("destinations"));
        places.Remember($"routes[{name}].rewrite", forward?.Map("rewrite"));
        places.Remember($"routes[{name}].redirect", route.Map("redirect"));
        places.Remember($"routes[{name}].respond", route.Map("directResponse"));
        foreach (var mirror in mirrors)
        {
            places.Remember($"routes[{name}].mirrors[{mirror.Name}]", forward?.Map("mirror"));
        }
    }
}
