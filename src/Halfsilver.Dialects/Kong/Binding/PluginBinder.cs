using System.Text.Json;

using Halfsilver.Dialects.Kong.Keys;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>What the plugins of a route come to: those of it with its service, its own, those of its service, and those of everything.</summary>
internal sealed class PluginBinder(Entities entities, MirrorBinder mirrors, ReadingScope scope)
{
    private readonly HashSet<PluginSource> _told = [];
    private readonly HashSet<PluginSource> _used = [];

    /// <param name="route">The route.</param>
    /// <param name="spoken">What its service speaks.</param>
    public Treatment Of(RouteSource route, UpstreamProtocol spoken)
    {
        var effective = new Dictionary<string, PluginSource>(StringComparer.Ordinal);
        foreach (var plugin in entities.Plugins.Concat(route.Service?.Plugins ?? []).Concat(route.Plugins).Concat(route.ServicePlugins))
        {
            effective[plugin.Name] = plugin;
        }

        var treatment = new Treatment();
        foreach (var plugin in effective.Values)
        {
            _used.Add(plugin);
            Apply(plugin, treatment, spoken);
        }

        var taken = new PlanNames();
        for (var i = 0; i < treatment.Mirrors.Count; i++)
        {
            treatment.Mirrors[i] = treatment.Mirrors[i] with { Name = taken.Make(treatment.Mirrors[i].Name) };
        }

        return treatment;
    }

    /// <summary>Says which plugins nothing comes by: another one goes before each of them, or no route leads there.</summary>
    public void SayUnused()
    {
        foreach (var plugin in entities.Plugins.Concat(entities.Services.SelectMany(service => service.Plugins)).Concat(entities.Routes.Where(route => route.ServicePlugins.Count > 0).SelectMany(route => route.Plugins)).Where(plugin => !_used.Contains(plugin)))
        {
            scope.Ignore(plugin.Item.Place, plugin.Item.Path, "no route comes by it, or each has one of its own");
        }
    }

    private void Apply(PluginSource plugin, Treatment treatment, UpstreamProtocol spoken)
    {
        var first = _told.Add(plugin);
        var (item, name) = (plugin.Item, plugin.Name);
        if (first && item.Entries.GetValueOrDefault("protocols") is ListItem protocols && !Covers(protocols))
        {
            scope.Approximate(protocols.Place, protocols.Path, "is for requests of all protocols");
        }

        switch (name)
        {
            case "traffic-mirror":
                if (Config(plugin, ConfigKeys.TrafficMirror) is { } traffic && mirrors.Traffic(item, traffic, spoken) is { } mirror)
                {
                    treatment.Mirrors.Add(mirror);
                }

                break;
            case "http-mirror":
                if (Config(plugin, ConfigKeys.HttpMirror) is { } http)
                {
                    treatment.Mirrors.AddRange(mirrors.Http(item, http));
                }

                break;
            case "request-termination":
                treatment.Ended = Config(plugin, ConfigKeys.Termination) is { } ending ? Ended(ending) : treatment.Ended;
                break;
            case "request-size-limiting":
                SizeLimit(plugin, treatment, first);
                break;
            case "request-transformer" or "request-transformer-advanced":
                if (Config(plugin, ConfigKeys.Transformer) is { } changes)
                {
                    new Transformer(treatment, scope, first).Apply(changes);
                }

                break;
            default:
                if (first)
                {
                    Tell(item, name);
                }

                break;
        }
    }

    private void Tell(MapItem item, string name)
    {
        if (PluginKeys.Guards.Contains(name))
        {
            scope.Reject(Codes.NotHere, item.Place, item.Path, $"\"{name}\" asks who or what may come in, which is not done here: without it the route would be open");
        }
        else if (PluginKeys.Approximated.TryGetValue(name, out var how))
        {
            scope.Approximate(item.Place, item.Path, $"{name}: {how}");
        }
        else if (PluginKeys.Ignored.TryGetValue(name, out var why))
        {
            scope.Ignore(item.Place, item.Path, $"{name}: {why}");
        }
        else
        {
            scope.Reject(Codes.NotHere, item.Place, item.Path, $"what the plugin \"{name}\" does is not done here, and it might be what keeps others out or sends requests elsewhere");
        }
    }

    // One plugin may serve many routes; it is read once.
    private MapItem? Config(PluginSource plugin, GroupShape shape)
    {
        if (!plugin.IsRead)
        {
            plugin.IsRead = true;
            var at = plugin.Item.Entries.GetValueOrDefault("config") as ValueItem;
            var node = at?.Value as Node ?? new MapNode([], plugin.Item.Place);
            plugin.Config = shape.Read(node is ScalarNode scalar && CoreScalar.IsNull(scalar) ? new MapNode([], node.Place) : node, $"{plugin.Item.Path}.config", scope) as MapItem;
        }

        return plugin.Config;
    }

    private static bool Covers(ListItem protocols)
    {
        var names = protocols.Items.OfType<ValueItem>().Select(item => (string)item.Value).ToList();
        return names.Contains("http", StringComparer.Ordinal) && names.Contains("https", StringComparer.Ordinal);
    }

    private void SizeLimit(PluginSource plugin, Treatment treatment, bool first)
    {
        if (Config(plugin, ConfigKeys.SizeLimit) is not { } config)
        {
            return;
        }

        treatment.MaxBodyBytes = config.Value<long>("allowed_payload_size", 128) * config.Text("size_unit") switch { "kilobytes" => 1L << 10, "bytes" => 1, _ => 1L << 20 };
        if (first && config.Value("require_content_length", false))
        {
            scope.Approximate(config.Entries["require_content_length"].Place, config.Entries["require_content_length"].Path, "a body without a length is counted as it comes");
        }
    }

    private static DirectAction Ended(MapItem config)
    {
        var body = config.Text("body") ?? $"{{\"message\":{JsonSerializer.Serialize(config.Text("message") ?? "Service unavailable", Plain.Default.String)}}}";
        return new DirectAction
        {
            Status = Math.Max(200, (int)config.Value<long>("status_code", 503)),
            Body = body,
            Fields = [new Field("Content-Type", config.Text("content_type") ?? "application/json; charset=utf-8")],
        };
    }
}

/// <summary>Texts as JSON.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class Plain : System.Text.Json.Serialization.JsonSerializerContext;
