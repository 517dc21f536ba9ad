using System.Collections.Immutable;
using System.Text;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Turns routers into routes: one each, and more where middlewares answer some requests themselves.</summary>
internal sealed class RouteBinder(Middlewares middlewares, ServiceGraph graph, EntryPoints entryPoints, PlanPlaces places, ReadingScope scope)
{
    // Routes of one rule tie two by two; nobody reads about all of them.
    private const int MostTies = 1_000;

    private readonly PlanNames _names = new();
    private readonly List<Route> _routes = [];
    private readonly Dictionary<string, Item> _at = new(StringComparer.Ordinal);

    /// <summary>Whether rules are in the syntax of version 2 where routers do not say.</summary>
    public bool IsOlder { get; set; }

    /// <summary>Binds a router.</summary>
    public void Add(RouterSource router)
    {
        var rule = RuleText.Read(router.Rule, router.Older ?? IsOlder, scope);
        var target = router.Target();
        if (rule is null || target is null)
        {
            return;
        }

        var priority = router.Priority != 0 ? router.Priority : Encoding.UTF8.GetByteCount((string)router.Rule.Value);
        foreach (var group in entryPoints.PlacesOf(router).GroupBy(point => Kind(point, router)))
        {
            var points = group.ToList();
            var chain = Shared(points[0]).Concat(router.Middlewares);
            if (middlewares.Of(chain, rule, points[0].IsTls) is { } treatment)
            {
                Add(router, rule, target, treatment, (int)Math.Clamp(priority, int.MinValue, int.MaxValue), [.. points.Select(point => point.Name)]);
            }
        }
    }

    /// <summary>Binds the redirects of whole entry points.</summary>
    public void AddRedirects()
    {
        foreach (var point in entryPoints.All.ToList())
        {
            if (point.Group?.Map("http")?.Map("redirections")?.Map("entryPoint") is not { } group || group.Text("to") is not { } to)
            {
                continue;
            }

            var scheme = group.Text("scheme") ?? "https";
            var port = to.StartsWith(':') && int.TryParse(to.AsSpan(1), out var written) ? written : entryPoints.Find(to)?.Port;
            if (port is not > 0)
            {
                var at = group.Entries["to"];
                scope.Reject(ProblemCodes.UnknownEntryPoint, at.Place, at.Path, $"no entry point named \"{to}\"");
                continue;
            }

            Add(group, new Route
            {
                Name = _names.Make($"{point.Name}-to-{to.TrimStart(':')}"),
                Rule = AnyRule.Instance,
                Priority = (int)group.Value<long>("priority", int.MaxValue - 1),
                EntryPoints = [point.Name],
                Action = new RedirectAction { Status = group.Value("permanent", true) ? 308 : 307, Scheme = scheme, Port = port },
            });
        }
    }

    /// <summary>The routes, with priorities of their own where some would rank equal.</summary>
    public ImmutableArray<Route> Build()
    {
        var ties = RouteTies.Check(_routes, MostTies).DistinctBy(tie => tie.Path, StringComparer.Ordinal).ToList();
        if (ties.Count == 0)
        {
            return [.. _routes];
        }

        foreach (var tie in ties)
        {
            var name = tie.Path["routes[".Length..^1];
            scope.Approximate(_at[name].Place, _at[name].Path, "a router of the same priority takes some of the same requests; Traefik tries them in no certain order, here it is that of their names");
        }

        _routes.Sort(Specificity.Compare);
        return [.. _routes.Select((route, rank) => route with { Priority = _routes.Count - rank })];
    }

    private void Add(RouterSource router, Rule rule, RouteAction target, Treatment treatment, int priority, ImmutableArray<string> points)
    {
        var route = new Route
        {
            Name = _names.Make(router.Name),
            Rule = rule,
            Priority = priority,
            EntryPoints = points,
            Action = (RouteAction?)treatment.Redirect ?? target,
            Rewrite = treatment.Redirect is null ? Simple(Before(target, treatment.Rewrite())) : Rewrite.None,
            MaxBodyBytes = treatment.MaxBodyBytes,
        };
        if (treatment.HostRedirect is { } redirect && treatment.Redirect is null)
        {
            Add(router.At, route with { Name = _names.Make($"{router.Name}-redirect"), Rule = Both(rule, new HostRule(redirect.Host)), Action = redirect.To, Rewrite = Rewrite.None, MaxBodyBytes = null });
        }

        if (treatment.Allowed.Count > 0)
        {
            // The narrower rule is tried first, so this takes only those who are not let in.
            Add(router.At, route with
            {
                Name = _names.Make($"{router.Name}-denied"),
                Action = new DirectAction { Status = treatment.DeniedStatus },
                Rewrite = Rewrite.None,
                MaxBodyBytes = null,
            });
            route = route with { Rule = treatment.Allowed.Aggregate(rule, (all, networks) => Both(all, new ClientAddressRule(networks))) };
        }

        Add(router.At, route);
    }

    private void Add(Item at, Route route)
    {
        _routes.Add(route);
        _at[route.Name] = at;
        places.Remember($"routes[{route.Name}]", at);
    }

    private static AllOf Both(Rule rule, Rule further) => rule is AllOf all ? new AllOf(all.Rules.Add(further)) : new AllOf([rule, further]);

    private Rewrite Before(RouteAction target, Rewrite rewrite)
    {
        var path = target switch
        {
            ForwardAction forward => graph.PathOf(forward.To),
            SplitAction { To: [var first, ..] } => graph.PathOf(first.Service),
            _ => "",
        };
        return path.Length == 0 ? rewrite : rewrite with { AddPrefix = path + rewrite.AddPrefix };
    }

    // A route that changes nothing says so in the usual words.
    private static Rewrite Simple(Rewrite rewrite) =>
        rewrite is { StripPrefix: null, ReplaceRegex: null, ReplacePath: null, AddPrefix: null, Host: null, SetFields.IsEmpty: true, AddFields.IsEmpty: true, RemoveFields.IsEmpty: true }
            ? Rewrite.None
            : rewrite;

    // Routers of several entry points are one route where those treat requests alike.
    private Likeness Kind(EntryPoints.Point point, RouterSource router)
    {
        var shared = Shared(point).ToList();
        return new Likeness(point.IsTls && middlewares.LookAtScheme(shared.Concat(router.Middlewares)), string.Join(' ', shared.Select(reference => reference.Whole)));
    }

    private sealed record Likeness(bool Tls, string Shared);

    private static IEnumerable<Reference> Shared(EntryPoints.Point point) =>
        (point.Group?.Map("http")?.List("middlewares") ?? []).OfType<ValueItem>().Select(item => Reference.Of(item, Reference.File));
}
