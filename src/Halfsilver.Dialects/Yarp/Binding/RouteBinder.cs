using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Turns routes into routes of a plan, in the order in which ASP.NET Core tries them.</summary>
internal sealed class RouteBinder(ClusterBinder clusters, IReadOnlyCollection<string> names, PlanPlaces places, ReadingScope scope)
{
    private readonly MatchBinder _matches = new(scope);
    private readonly TransformBinder _transforms = new(scope);
    private readonly MirrorBinder _mirrors = new(clusters, names, scope);
    private readonly PlanNames _names = new();

    public ImmutableArray<Route> Bind(IEnumerable<(string Name, MapItem Route)> routes)
    {
        var bound = new List<(long Order, Matched Match, Route Route)>();
        foreach (var (name, route) in routes)
        {
            if (Bind(name, route) is var (match, made))
            {
                bound.Add((route.Value<long>("Order", 0), match, made));
            }
        }

        var ordered = bound.OrderBy(one => one.Order).ThenBy(one => one.Match.Precedence, StringComparer.Ordinal)
            .ThenByDescending(one => one.Match.Others[0]).ThenByDescending(one => one.Match.Others[1]).ThenByDescending(one => one.Match.Others[2])
            .ThenByDescending(one => one.Match.Others[3]).ThenByDescending(one => one.Match.Others[4]).Select(one => one.Route).ToList();
        return [.. ordered.Select((route, i) => route with { Priority = ordered.Count - i })];
    }

    private (Matched Match, Route Route)? Bind(string written, MapItem route)
    {
        // What it refers to counts as used even where the route itself is refused.
        var cluster = Cluster(route);
        var match = _matches.Bind(route);
        Policies(route);
        var rewrite = _transforms.Bind(route.List("Transforms").OfType<MapItem>());
        var bases = cluster?.Base ?? "";
        var mirrors = _mirrors.Bind(route, bases);
        if (match is null)
        {
            return null;
        }

        var name = _names.Make(written);
        Remember(name, route, mirrors);
        return (match, new Route
        {
            Name = name,
            Rule = match.Rule,
            Action = cluster is null ? new DirectAction { Status = 503 } : new ForwardAction(new ServiceRef(cluster.Service.Name)),
            Rewrite = cluster is null ? Rewrite.None : bases.Length == 0 ? rewrite : rewrite with { AddPrefix = bases + rewrite.AddPrefix },
            Mirrors = cluster is null ? [] : [.. mirrors.Select(mirror => mirror.Mirror)],
            Timeout = cluster is null ? null : Timeout(route),
            MaxBodyBytes = route.Value<long>("MaxRequestBodySize", -1) is >= 0 and var most ? most : null,
        });
    }

    private Bound? Cluster(MapItem route)
    {
        if (route.Text("ClusterId") is not { Length: > 0 } id)
        {
            scope.Remark(route.Place, route.Path, "names no cluster; requests are answered with 503, as in YARP");
            return null;
        }

        if (clusters.Find(id) is { } found)
        {
            return found;
        }

        var item = route.Entries["ClusterId"];
        var meant = scope.IsFull ? null : Nearest.To(id, names);
        scope.Approximate(item.Place, item.Path, $"no cluster is named \"{FieldSyntax.Shown(id)}\"{(meant is null ? "" : $" (\"{meant}\"?)")}; requests are answered with 503");
        return null;
    }

    private void Policies(MapItem route)
    {
        if (Policy(route, "AuthorizationPolicy", "Anonymous") is { } authorization)
        {
            scope.Reject(Codes.NotHere, authorization.Place, authorization.Path, "who may come in is not asked here, and without that the route would be open; put what asks before this gateway, or take the policy out");
        }

        if (Policy(route, "RateLimiterPolicy", "Disable") is { } rate)
        {
            scope.Approximate(rate.Place, rate.Path, "clients are not limited here");
        }

        if (Policy(route, "CorsPolicy", "Disable") is { } cors)
        {
            scope.Approximate(cors.Place, cors.Path, "answers get no fields of CORS, and requests that ask whether a page may call go to the destination");
        }

        if (Policy(route, "OutputCachePolicy", "") is { } cache)
        {
            scope.Approximate(cache.Place, cache.Path, "nothing is answered from a cache; every request goes to a destination");
        }

        if (Policy(route, "TimeoutPolicy", "Disable") is { } time)
        {
            scope.Approximate(time.Place, time.Path, "a policy of the application's own is not known here; the time of the cluster counts, as HttpRequest.ActivityTimeout says it");
        }
    }

    private static ValueItem? Policy(MapItem route, string key, string free) =>
        route.Text(key) is { Length: > 0 } name && !name.Equals(free, StringComparison.OrdinalIgnoreCase) ? (ValueItem)route.Entries[key] : null;

    private static TimeSpan? Timeout(MapItem route) =>
        Times.Of(route, "Timeout") ?? (string.Equals(route.Text("TimeoutPolicy"), "Disable", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromDays(1) : null);

    private void Remember(string name, MapItem route, IReadOnlyList<(Mirror Mirror, Item At)> mirrors)
    {
        places.Remember($"routes[{name}]", route);
        places.Remember($"routes[{name}].match", route.Map("Match"));
        places.Remember($"routes[{name}].rewrite", route.Entries.GetValueOrDefault("Transforms"));
        places.Remember($"routes[{name}].timeout", route.Entries.GetValueOrDefault("Timeout"));
        foreach (var (mirror, at) in mirrors)
        {
            places.Remember($"routes[{name}].mirrors[{mirror.Name}]", at);
        }
    }
}
