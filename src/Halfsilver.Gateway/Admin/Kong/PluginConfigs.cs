using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>The plugins that there are, and what their configurations hold.</summary>
internal static class PluginConfigs
{
    /// <summary>A plugin that copies.</summary>
    public const string TrafficMirror = "traffic-mirror";

    private static readonly FrozenDictionary<string, RecordRule> s_tables = new Dictionary<string, RecordRule>(StringComparer.Ordinal)
    {
        [TrafficMirror] = new(
        [
            new("mirrorHost", new TextRule(EntityTables.HostFault)) { Required = true, Alias = "mirror_host" },
            new("mirrorPort", new NumberRule(1, 65_535)) { Required = true, Alias = "mirror_port" },
            new("percentage", new NumberRule(0, 100, whole: false)) { Default = "100" },
            new("synchronous", new BoolRule()) { Default = "false" },
            new("logResponses", new BoolRule()) { Default = "true", Alias = "log_responses" },
        ]),
        ["http-mirror"] = new(
        [
            new("mirror_endpoints", new ListRule(new TextRule(UrlFault))) { Required = true },
            new("mirror_request_body", new BoolRule()) { Default = "false" },
        ]),
        ["request-size-limiting"] = new(),
        ["request-termination"] = new(),
        ["request-transformer"] = new(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } = [.. s_tables.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What a plugin's configuration holds; null where there is no such plugin.</summary>
    public static RecordRule? Find(string plugin) => s_tables.GetValueOrDefault(plugin);

    /// <summary>A configuration with what its writer left out, in the writer's spelling.</summary>
    public static JsonObject Filled(RecordRule table, JsonObject config)
    {
        if (table.Fields.IsEmpty)
        {
            return (JsonObject)config.DeepClone();
        }

        var filled = new JsonObject();
        var snake = table.Fields.Any(field => field.Alias is { } alias && config.ContainsKey(alias));
        foreach (var field in table.Fields)
        {
            var value = config[field.Name] ?? (field.Alias is { } alias ? config[alias] : null);
            filled[snake ? field.Alias ?? field.Name : field.Name] = value?.DeepClone() ?? (field.Default is { } usual ? JsonNode.Parse(usual) : null);
        }

        return filled;
    }

    /// <summary>A configuration in one spelling.</summary>
    public static JsonObject Spelt(RecordRule table, JsonObject config, bool snake)
    {
        var spelt = new JsonObject();
        foreach (var (name, value) in config)
        {
            var field = table.Fields.FirstOrDefault(field => field.Alias is not null && (field.Name == name || field.Alias == name));
            spelt[field is null ? name : snake ? field.Alias! : field.Name] = value?.DeepClone();
        }

        return spelt;
    }

    /// <summary>A change over a configuration, in the spelling that this one has.</summary>
    public static JsonObject Merged(RecordRule table, JsonObject config, JsonObject change)
    {
        var snake = table.Fields.Any(field => field.Alias is { } alias && config.ContainsKey(alias));
        var merged = (JsonObject)config.DeepClone();
        foreach (var (name, value) in Spelt(table, change, snake))
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    /// <summary>A plugin's schema, as Kong's are.</summary>
    public static JsonObject Describe(string plugin, RecordRule table)
    {
        var config = table.Describe();
        config["required"] = true;
        return new JsonObject
        {
            ["name"] = plugin,
            ["fields"] = new JsonArray(
                new JsonObject { ["protocols"] = new ListRule(new ChoiceRule("grpc", "grpcs", "http", "https")).Describe() },
                new JsonObject { ["config"] = config }),
        };
    }

    private static string? UrlFault(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : text.IndexOf('/', scheme + 3);
        return Addresses.Endpoint(slash < 0 ? text : text[..slash]) is { Value: null, Wrong: var wrong } ? wrong : null;
    }
}
