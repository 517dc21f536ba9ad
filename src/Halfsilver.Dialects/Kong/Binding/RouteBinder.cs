using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>Binds routes, in Kong's order.</summary>
internal sealed class RouteBinder(ServiceBinder services, PluginBinder plugins, PlanNames serviceNames, PlanPlaces places, ReadingScope scope)
{
    public const string Web = "web";
    public const string WebSecure = "websecure";

    private readonly PlanNames _names = new();
    private readonly List<(RouteRank Rank, Route Route)> _routes = [];
    private readonly List<MirroringService> _mirroring = [];
    private int _count;

    /// <summary>Services that put one route's mirrors around several parts of it.</summary>
    public IEnumerable<MirroringService> Mirroring => _mirroring;

    /// <summary>Whether a route takes TLS.</summary>
    public bool TakesTls { get; private set; }

    /// <summary>The routes, each with a priority of its own.</summary>
    public ImmutableArray<Route> InOrder()
    {
        _routes.Sort((left, right) => left.Rank.Before(right.Rank));
        return [.. _routes.Select((entry, i) => entry.Route with { Priority = _routes.Count - i })];
    }

    public void Bind(RouteSource source)
    {
        var item = source.Item;
        var index = _count++;
        if (source.Service is { IsEnabled: false })
        {
            return;
        }

        var protocols = item.List("protocols").OfType<ValueItem>().Select(protocol => (string)protocol.Value).ToList();
        var clear = protocols.Count == 0 || protocols.Exists(protocol => protocol is "http" or "grpc" or "ws");
        var secure = protocols.Count == 0 || protocols.Exists(protocol => protocol is "https" or "grpcs" or "wss");
        if (!clear && !secure)
        {
            scope.Ignore(item.Place, item.Path, $"is not for HTTP ({string.Join(", ", protocols)}), and nothing else is served here");
            return;
        }

        source.Service?.IsUsed = true;
        var target = source.Service is { } service ? services.Bind(service) : null;
        var treatment = plugins.Of(source, target?.Service.Protocol ?? UpstreamProtocol.Http1);
        var strips = item.Value("strip_path", true);
        var isV1 = item.Text("path_handling") == "v1";
        if ((source.Service is not null && target is null) || new RuleBinder(scope).Bind(source, index, strips && !isV1) is not { } tests)
        {
            return;
        }

        TakesTls |= secure;
        var wanted = item.Text("name") ?? (source.Service is { } owner ? $"{owner.Item.Text("name") ?? "service"}-route" : item.Text("id") ?? "route");
        var action = Action(treatment, target?.Service, tests.Groups.Length > 1 ? wanted : null, item);
        foreach (var group in tests.Groups)
        {
            var name = _names.Make(wanted);
            places.Remember($"routes[{name}]", item);
            var rank = tests.Rank with { IsRegex = group.IsRegex, RegexPriority = group.IsRegex ? tests.Rank.RegexPriority : 0, Length = group.Length };
            var rule = Joined(tests.Tests, group.Rule());
            _routes.Add((rank, new Route
            {
                Name = name,
                Rule = rule,
                EntryPoints = clear && secure ? [] : [clear ? Web : WebSecure],
                Action = action,
                Mirrors = tests.Groups.Length == 1 && action is ForwardAction ? [.. treatment.Mirrors] : [],
                Rewrite = action is ForwardAction ? Rewrite(item, treatment, group.Rewrite(target?.Path ?? "", strips, isV1)) : Planning.Rewrite.None,
                MaxBodyBytes = treatment.MaxBodyBytes,
            }));
            if (!clear)
            {
                _routes.Add((rank, InClear(item, _names.Make($"{name}-in-clear"), rule)));
            }
        }
    }

    private RouteAction Action(Treatment treatment, EndpointsService? service, string? severalOf, MapItem item)
    {
        if (treatment.Ended is { } ended)
        {
            if (treatment.Mirrors.Count > 0)
            {
                scope.Ignore(item.Place, item.Path, "is ended by request-termination, so nothing is copied");
            }

            return ended;
        }

        if (service is null)
        {
            scope.Approximate(item.Place, item.Path, "has no service: requests are answered 503");
            return new DirectAction { Status = 503, Body = "{\"message\":\"no Service found with those values\"}", Fields = [new Field("Content-Type", "application/json; charset=utf-8")] };
        }

        // The parts of a route share its mirrors, and so their shares, connections and books.
        if (severalOf is not null && treatment.Mirrors.Count > 0)
        {
            var around = new MirroringService { Name = serviceNames.Make($"{severalOf}-mirrored"), Primary = new ServiceRef(service.Name), Mirrors = [.. treatment.Mirrors] };
            places.Remember($"services[{around.Name}]", item);
            _mirroring.Add(around);
            return new ForwardAction(new ServiceRef(around.Name));
        }

        return new ForwardAction(new ServiceRef(service.Name));
    }

    private static Rewrite Rewrite(MapItem item, Treatment treatment, Rewrite path)
    {
        var query = treatment.Query;
        return (treatment.Path is { } whole ? new Rewrite { ReplacePath = whole } : path) with
        {
            Host = item.Value("preserve_host", false) ? HostRewrite.Preserve : null,
            SetFields = treatment.SetFields,
            AddFields = treatment.AddFields,
            RemoveFields = treatment.RemoveFields,
            Query = query.Set.IsEmpty && query.Add.IsEmpty && query.Remove.IsEmpty ? null : query,
        };
    }

    private static Route InClear(MapItem item, string name, Rule rule)
    {
        var status = (int)item.Value<long>("https_redirect_status_code", 426);
        return new Route
        {
            Name = name,
            Rule = rule,
            EntryPoints = [Web],
            Action = status == 426
                ? new DirectAction { Status = 426, Body = "{\"message\":\"Please use HTTPS protocol\"}", Fields = [new Field("Content-Type", "application/json; charset=utf-8")] }
                : new RedirectAction { Status = status, Scheme = "https", Port = 443 },
        };
    }

    private static Rule Joined(ImmutableArray<Rule> tests, Rule? path)
    {
        ImmutableArray<Rule> all = path is null ? tests : [.. tests, path];
        return all.Length == 1 ? all[0] : new AllOf(all);
    }
}
