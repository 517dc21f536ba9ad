using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>Turns rules into routes: one for each match and each set of hosts.</summary>
internal sealed class RouteBinder(Gateways gateways, BackendBook book, Backends backends, RankedRoutes routes, PlanPlaces places, ReadingScope scope)
{
    private readonly RuleActions _actions = new(book, backends, scope);

    /// <summary>Binds a route.</summary>
    /// <param name="one">The object.</param>
    /// <param name="spec">What it is.</param>
    /// <param name="age">Its place among all, the oldest first.</param>
    public void Add(KubernetesObject one, MapItem spec, int age)
    {
        var attachments = gateways.Attach(one, spec);
        var rules = spec.List("rules").OfType<MapItem>().ToList();
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            var name = rule.Text("name") is { Length: > 0 } own ? $"{one.Namespace}-{one.Name}-{own}" : rules.Count == 1 ? $"{one.Namespace}-{one.Name}" : $"{one.Namespace}-{one.Name}-{i}";
            var filters = RuleFilters.Of(rule, one, backends, scope);
            var (action, rewrite) = _actions.Of(rule, one, name, filters);
            var matches = (one.Kind == "GRPCRoute" ? RouteMatches.Grpc(rule, scope) : RouteMatches.Http(rule)).ToList();
            foreach (var match in matches)
            {
                if (action is RedirectAction { PathPrefix: not null } && match.Prefix is null)
                {
                    scope.Reject(Codes.BadValue, rule.Place, rule.Path, "a prefix is replaced where every match of the rule has one (PathPrefix)");
                    continue;
                }

                var changes = action is ForwardAction or SplitAction ? Path(filters, match, rewrite, rule) : Rewrite.None;
                foreach (var attachment in attachments)
                {
                    Add(rule, new Route
                    {
                        Name = routes.NameFor(name),
                        Rule = All(attachment.Hosts, match.Rules),
                        EntryPoints = attachment.Points,
                        Action = action,
                        Rewrite = changes,
                        Timeout = TimeoutOf(rule),
                        Mirrors = action is ForwardAction or SplitAction ? filters.Mirrors : [],
                    }, attachment, match, age, i);
                }
            }
        }
    }

    private void Add(MapItem rule, Route route, Attachment attachment, RouteMatch match, int age, int index)
    {
        routes.Add(route, attachment.Hosts, match.Rules.IsEmpty, rule, [.. match.Ranks, age, index]);
        foreach (var mirror in route.Mirrors)
        {
            places.Remember($"routes[{route.Name}].mirrors[{mirror.Name}]", rule);
        }
    }

    private Rewrite Path(RuleFilters filters, RouteMatch match, Rewrite rewrite, MapItem rule)
    {
        if (filters.Path is not { } path)
        {
            return rewrite;
        }

        if (path.Text("replaceFullPath") is { } whole)
        {
            return rewrite with { ReplacePath = whole.Length == 0 ? "/" : whole };
        }

        if (match.Prefix is not { } from)
        {
            scope.Reject(Codes.BadValue, path.Place, path.Path, "a prefix is replaced where every match of the rule has one (PathPrefix)");
            return rewrite;
        }

        var to = path.Text("replacePrefixMatch")!.TrimEnd('/');
        var bare = from.TrimEnd('/');
        return bare.Length == 0 ? to.Length == 0 ? rewrite : rewrite with { AddPrefix = to }
            : to.Length == 0 ? rewrite with { StripPrefix = bare }
            : rewrite with { ReplacePrefix = new PrefixReplacement(bare, to) };
    }

    private static TimeSpan? TimeoutOf(MapItem rule)
    {
        var timeouts = rule.Map("timeouts");
        TimeSpan? request = timeouts is not null && timeouts.TryGet<TimeSpan>("request", out var whole) ? whole : null;
        TimeSpan? backend = timeouts is not null && timeouts.TryGet<TimeSpan>("backendRequest", out var once) ? once : null;
        var limits = new[] { request, backend }.OfType<TimeSpan>().Where(time => time > TimeSpan.Zero).ToList();
        return limits.Count > 0 ? limits.Min() : request is not null || backend is not null ? Keys.GatewayKinds.Longest : null;
    }

    private static Rule All(ImmutableArray<string> hosts, ImmutableArray<Rule> rules)
    {
        ImmutableArray<Rule> all = hosts switch
        {
            [] => rules,
            [var only] => [new HostRule(only), .. rules],
            _ => [new OneOf([.. hosts.Select(host => (Rule)new HostRule(host))]), .. rules],
        };
        return all switch { [] => AnyRule.Instance, [var single] => single, _ => new AllOf(all) };
    }
}
