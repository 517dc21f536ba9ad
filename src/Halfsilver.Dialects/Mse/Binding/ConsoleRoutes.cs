using System.Collections.Immutable;

using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Binds the console's routes.</summary>
internal sealed class ConsoleRoutes(MseAssembly parts, ConsoleServices services, ConsoleFile file)
{
    private readonly ConsolePolicies _policies = new(services, parts.Scope, parts.Places);

    public void Add(MapItem item)
    {
        if (item.Text("name") is not { } name || !IsServed(item) || file.DomainsOf(item) is not { } domains || Action(item, name) is not { } action)
        {
            return;
        }

        var predicates = item.Map("predicates");
        var path = predicates?.Map("pathPredicates");
        var tests = TestsOf(predicates, path).ToImmutableArray();
        var policies = item.Map("policies");
        var order = item.TryGet<long>("routeOrder", out var written) ? (int)written : int.MaxValue;
        var any = file.EveryHost(item);
        var groups = domains.GroupBy(domain => new Served(domain.Tls, domain.MustTls, domain.Host.StartsWith("*.", StringComparison.Ordinal))).ToList();
        if (groups.Count == 0 || any is not null)
        {
            Add(item, name, [], any?.Tls == true, any?.MustTls == true, tests, path, policies, order, action);
        }

        foreach (var group in groups)
        {
            Add(item, name, [.. group.Select(domain => domain.Host)], group.Key.Tls, group.Key.MustTls, tests, path, policies, order, action);
        }
    }

    private void Add(
        MapItem item, string name, ImmutableArray<string> hosts, bool tls, bool mustTls, ImmutableArray<Rule> tests, MapItem? path, MapItem? policies, int order, RouteAction action)
    {
        var rule = Tests.All(Tests.Hosts(hosts) is { } host ? [host, .. tests] : tests);
        var called = parts.Routes.NameFor(name);
        var answered = action is ForwardAction or SplitAction;
        var route = new Route
        {
            Name = called,
            Rule = rule,
            Action = action,
            EntryPoints = mustTls ? parts.Points.Secure() : tls ? parts.Points.Both() : Points.Clear,
            Rewrite = answered ? _policies.Rewrite(policies, path) : Rewrite.None,
            Timeout = ConsolePolicies.Timeout(policies),
            Mirrors = answered && _policies.Mirror(policies, item.Text("gatewayUniqueId"), called) is { } mirror ? [mirror] : [],
        };
        _policies.SayOthers(policies);

        // The order is the console's; where two have the same, the narrower path comes first.
        var kind = path?.Text("type") ?? "PRE";
        var written = path?.Text("path") ?? "";
        int[] ranks = [order, kind == "EQUAL" ? 0 : kind == "PRE" ? 1 : 2, -written.Length, -tests.Length];
        var takesAll = tests.IsEmpty || (tests.Length == 1 && kind == "PRE" && written == "/");
        parts.Routes.Add(route, hosts, takesAll, item, ranks);
        if (mustTls)
        {
            var redirect = new Route
            {
                Name = parts.Routes.NameFor($"{name}-to-tls"),
                Rule = rule,
                EntryPoints = Points.Clear,
                Action = new RedirectAction { Status = 308, Scheme = "https", Port = 443 },
            };
            parts.Routes.Add(redirect, hosts, takesAll, item, ranks);
        }
    }

    private bool IsServed(MapItem item)
    {
        var status = item.Text("status") ?? "Published";
        var at = item.Entries.GetValueOrDefault("status") ?? item;
        switch (status)
        {
            case "Published":
                return true;
            case "Publishing":
                parts.Scope.Approximate(at.Place, at.Path, "is being published: it is served");
                return true;
            case "Edited":
                parts.Scope.Approximate(at.Place, at.Path, "was edited after it was published: what stands here is served, the edits too");
                return true;
            default:
                parts.Scope.Remark(at.Place, at.Path, $"is not published ({status}): it takes no requests, and makes no copies");
                return false;
        }
    }

    private RouteAction? Action(MapItem item, string name)
    {
        var gateway = item.Text("gatewayUniqueId");
        switch (item.Text("destinationType") ?? "Single")
        {
            case "Mock":
                return new DirectAction { Status = (int)(item.Map("directResponse")?.Value<long>("code", 200) ?? 200), Body = item.Map("directResponse")?.Text("body") ?? "" };
            case "Redirect":
                var redirect = item.Map("redirect");
                var host = redirect?.Text("host");
                var port = host is not null && MseKinds.HostAndPort(host).Value is (string bare, int number) ? (Host: bare, Port: (int?)number) : (Host: host, Port: null);
                return new RedirectAction { Status = (int)(redirect?.Value<long>("code", 302) ?? 302), Host = port.Host is { Length: > 0 } ? port.Host : null, Port = port.Port, Path = redirect?.Text("path") is { Length: > 0 } path ? path : null };
        }

        var destinations = item.List("services").OfType<MapItem>().ToList();
        if (destinations.Count == 0)
        {
            parts.Scope.Reject(Codes.MissingKey, item.Place, item.Path, "names no service; write services, directResponse or redirect");
            return null;
        }

        var to = ImmutableArray.CreateBuilder<WeightedRef>(destinations.Count);
        foreach (var destination in destinations)
        {
            if (services.OfRoute(destination, gateway) is { } service)
            {
                to.Add(new WeightedRef(service, (int)destination.Value<long>("percent", Even(destinations))));
            }
        }

        if (to.Count < destinations.Count)
        {
            return null;
        }

        RouteAction action = to.Count == 1 ? new ForwardAction(to[0].Service) : new SplitAction(to.ToImmutable());
        return item.Value("fallback", false) ? WithFallback(item, name, gateway, action) : action;
    }

    // Where no share is written all are alike; beside written ones a share that is not written is none.
    private static long Even(List<MapItem> destinations) => destinations.Any(destination => destination.Entries.ContainsKey("percent")) ? 0 : 1;

    private RouteAction? WithFallback(MapItem item, string name, string? gateway, RouteAction action)
    {
        var at = item.Entries.GetValueOrDefault("fallbackServices") ?? item;
        var others = item.List("fallbackServices").OfType<MapItem>().ToList();
        if (others.Count == 0)
        {
            parts.Scope.Approximate(at.Place, at.Path, "names no fallback service: none answers");
            return action;
        }

        if (services.OfRoute(others[0], gateway) is not { } fallback)
        {
            return null;
        }

        if (others.Count > 1)
        {
            parts.Scope.Approximate(at.Place, at.Path, "only the first fallback service answers");
        }

        parts.Scope.Approximate(at.Place, at.Path, "the fallback service also answers where the connection fails, not only where no address is well");
        var first = action switch
        {
            ForwardAction forward => forward.To,
            SplitAction split => parts.Book.Add($"{name}-services", called => new WeightedService { Name = called, To = split.To }, item.Path, item.Place),
            _ => default,
        };
        return new ForwardAction(parts.Book.Add($"{name}-fallback", called => new FailoverService { Name = called, Primary = first, Fallback = fallback }, item.Path, item.Place));
    }

    private static IEnumerable<Rule> TestsOf(MapItem? predicates, MapItem? path)
    {
        if (path?.Text("path") is { } text)
        {
            var anyCase = path.Value("ignoreCase", false);
            yield return (path.Text("type") ?? "PRE") switch
            {
                "EQUAL" => anyCase ? Tests.AnyCase(text, isPrefix: false) : new PathRule(text),
                "PRE" => anyCase ? Tests.AnyCase(text, isPrefix: true) : new PathPrefixRule(text),
                _ => new PathRegexRule(anyCase ? $"^(?i:{text})$" : $"^(?:{text})$"),
            };
        }

        var methods = MseKinds.TextsOf(predicates, "methodPredicates").Select(method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (!methods.IsEmpty)
        {
            yield return new MethodRule(methods);
        }

        foreach (var test in (predicates?.List("headerPredicates") ?? []).OfType<MapItem>().Where(IsWhole))
        {
            yield return new HeaderRule(test.Text("key")!, Tests.Of(test.Text("type") ?? "EQUAL", test.Text("value")!));
        }

        foreach (var test in (predicates?.List("queryPredicates") ?? []).OfType<MapItem>().Where(IsWhole))
        {
            yield return new QueryRule(test.Text("key")!, Tests.Of(test.Text("type") ?? "EQUAL", test.Text("value")!));
        }
    }

    /// <summary>How a domain is served: those that are served alike share a route.</summary>
    private sealed record Served(bool Tls, bool MustTls, bool Wide);

    private static bool IsWhole(MapItem test) => test.Text("key") is not null && test.Text("value") is not null;
}
