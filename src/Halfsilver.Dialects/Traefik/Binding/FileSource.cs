using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Takes the file provider's files apart.</summary>
internal sealed class FileSource(Assembly parts)
{
    private readonly FileServices _services = new(parts.Graph, parts.Transports, parts.Mirrors, parts.Scope);
    private readonly HashSet<string> _routers = new(StringComparer.Ordinal);

    /// <summary>Makes everything in a file known.</summary>
    public void Take(MapItem file)
    {
        if (file.Map("serversTransport") is { } usual)
        {
            parts.Transports.SetUsual(usual);
        }

        if (file.Map("core")?.Text("defaultRuleSyntax") == "v2")
        {
            parts.Routes.IsOlder = true;
        }

        foreach (var (name, group) in Groups(file.Map("entryPoints")))
        {
            parts.EntryPointGroups.Add((name, group));
        }

        parts.Tls.Take(file.Map("tls"));
        var http = file.Map("http");
        foreach (var (name, group) in Groups(http?.Map("serversTransports")))
        {
            parts.Transports.Add(Reference.File, name, group);
        }

        foreach (var (name, group) in Groups(http?.Map("middlewares")))
        {
            parts.Middlewares.Add(Reference.File, name, group);
        }

        foreach (var (name, group) in Groups(http?.Map("services")))
        {
            _services.Define(name, group);
        }

        foreach (var (name, group) in Groups(http?.Map("routers")))
        {
            Router(name, group);
        }
    }

    private void Router(string name, MapItem group)
    {
        if (!_routers.Add(name))
        {
            parts.Scope.Ignore(group.Place, group.Path, "a router of this name stands above, and that one counts");
            return;
        }

        if (group.Entries.GetValueOrDefault("rule") is not ValueItem rule || group.Entries.GetValueOrDefault("service") is not ValueItem service)
        {
            return;
        }

        var tls = group.Entries.GetValueOrDefault("tls");
        parts.Tls.Use((tls as MapItem)?.Entries.GetValueOrDefault("options"), tls, Reference.File, null);
        parts.Routers.Add(new RouterSource
        {
            Name = name,
            At = group,
            Rule = rule,
            Older = group.Text("ruleSyntax") is { } syntax ? syntax == "v2" : null,
            Priority = group.Value<long>("priority", 0),
            EntryPoints = [.. group.List("entryPoints").OfType<ValueItem>()],
            Middlewares = [.. group.List("middlewares").OfType<ValueItem>().Select(item => Reference.Of(item, Reference.File))],
            Tls = tls is MapItem or ValueItem { Value: true },
            Target = () => Targets.Of(Reference.Of(service, Reference.File), parts),
        });
    }

    private static IEnumerable<(string Name, MapItem Group)> Groups(MapItem? map)
    {
        foreach (var (name, item) in map?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            if (item is MapItem group)
            {
                yield return (name, group);
            }
        }
    }
}
