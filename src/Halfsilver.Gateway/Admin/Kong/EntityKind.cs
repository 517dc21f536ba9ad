using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong;

/// <summary>A kind of object.</summary>
/// <param name="Name">Its name, in the plural, as in paths: <c>services</c>.</param>
/// <param name="One">In the singular, as in references: <c>service</c>.</param>
/// <param name="Key">The field that names one, beside its id.</param>
/// <param name="Own">Its fields, without those that all kinds have.</param>
internal sealed record EntityKind(string Name, string One, string Key, ImmutableArray<EntityField> Own)
{
    private static readonly ImmutableArray<EntityField> s_marks =
    [
        new("id", new TextRule(text => Guid.TryParseExact(text, "D", out _) ? null : "expected a valid UUID")),
        new("created_at", new NumberRule(0, 253_402_300_799)),
        new("updated_at", new NumberRule(0, 253_402_300_799)),
        new("tags", new ListRule(new TextRule())),
    ];

    /// <summary>Who answers.</summary>
    public static EntityKind Services { get; } = new("services", "service", "name", EntityTables.Service);

    /// <summary>Which requests go to a service.</summary>
    public static EntityKind Routes { get; } = new("routes", "route", "name", EntityTables.Route);

    /// <summary>Something that is done with requests.</summary>
    public static EntityKind Plugins { get; } = new("plugins", "plugin", "instance_name", EntityTables.Plugin);

    /// <summary>Several addresses under one name.</summary>
    public static EntityKind Upstreams { get; } = new("upstreams", "upstream", "name", EntityTables.Upstream);

    /// <summary>An address of an upstream.</summary>
    public static EntityKind Targets { get; } = new("targets", "target", "target", EntityTables.Target);

    /// <summary>All kinds.</summary>
    public static ImmutableArray<EntityKind> All { get; } = [Services, Routes, Plugins, Upstreams, Targets];

    /// <summary>All fields.</summary>
    public ImmutableArray<EntityField> Fields { get; } = [.. s_marks, .. Own];

    /// <summary>An object with what its writer left out, in the order of the fields.</summary>
    public JsonObject Filled(JsonObject entity)
    {
        var filled = new JsonObject();
        foreach (var field in Fields.Where(field => field.Name != "url"))
        {
            filled[field.Name] = entity[field.Name]?.DeepClone() ?? (field.Default is { } usual ? JsonNode.Parse(usual) : null);
        }

        if (this == Plugins && PluginConfigs.Find(entity.Text("name") ?? "") is { } config)
        {
            filled["config"] = PluginConfigs.Filled(config, filled["config"] as JsonObject ?? []);
        }
        else if (this == Upstreams)
        {
            filled["healthchecks"] = Over(JsonNode.Parse(EntityTables.UsualChecks)!.AsObject(), filled["healthchecks"] as JsonObject);
        }

        return filled;
    }

    private static JsonObject Over(JsonObject usual, JsonObject? said)
    {
        foreach (var (name, value) in said ?? [])
        {
            usual[name] = usual[name] is JsonObject inner && value is JsonObject own ? Over((JsonObject)inner.DeepClone(), own) : value?.DeepClone();
        }

        return usual;
    }
}
