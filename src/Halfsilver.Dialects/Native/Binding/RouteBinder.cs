using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Binds routes.</summary>
internal sealed class RouteBinder(References references, MirrorBinder mirrors)
{
    public ImmutableArray<Route> Bind(MapItem? map)
    {
        var routes = ImmutableArray.CreateBuilder<Route>();
        foreach (var (name, item) in map?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            if (Bind(name, (MapItem)item) is { } route)
            {
                routes.Add(route);
            }
        }

        return routes.ToImmutable();
    }

    private Route? Bind(string name, MapItem group)
    {
        var entryPoints = group.List("entryPoints").Cast<ValueItem>().ToList();
        foreach (var entryPoint in entryPoints)
        {
            references.EntryPoint(entryPoint);
        }

        var action = Action(group);
        var copies = mirrors.Bind(group.Map("mirrors"));
        var rewrite = group.Map("rewrite");
        return action is null ? null : new Route
        {
            Name = name,
            Rule = RuleBinder.Bind(group.Map("match")),
            Priority = group.TryGet<long>("priority", out var priority) ? (int)priority : null,
            EntryPoints = RuleBinder.Texts(entryPoints),
            Action = action,
            Mirrors = copies,
            Rewrite = rewrite is null ? Rewrite.None : RewriteBinder.Bind(rewrite, rewrite.Map("query"), rewrite.Map("headers"), RewriteBinder.Host(rewrite)),
            Timeout = group.TryGet<TimeSpan>("timeout", out var timeout) ? timeout : null,
            MaxBodyBytes = group.Size("maxBodySize"),
        };
    }

    private RouteAction? Action(MapItem group)
    {
        if (group.Map("redirect") is { } redirect)
        {
            return new RedirectAction
            {
                Status = (int)redirect.Value<long>("status", 302),
                Scheme = redirect.Text("scheme"),
                Host = redirect.Text("host"),
                Port = redirect.Limit("port"),
                Path = redirect.Text("path"),
                PathPrefix = redirect.Text("pathPrefix"),
                DropQuery = redirect.Value("dropQuery", false),
            };
        }

        if (group.Map("respond") is { } respond)
        {
            return respond.Text("page") is not null ? new MetricsAction() : new DirectAction
            {
                Status = (int)respond.Value<long>("status", 200),
                Body = respond.Text("body") ?? "",
                Fields = RewriteBinder.Fields(respond.Map("headers")),
            };
        }

        if (references.Service(group) is { } service)
        {
            return new ForwardAction(service);
        }

        var to = ServiceBinder.Weighted(group.List("destinations"), references);
        return to.Length switch
        {
            0 => null,
            1 when to[0].Weight > 0 => new ForwardAction(to[0].Service),
            _ => new SplitAction(to),
        };
    }
}
