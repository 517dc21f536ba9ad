using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Halfsilver.Gateway.Admin.Kong.Management;

/// <summary>Objects in the words of the management interface, from and to Kong's.</summary>
internal static class ManagedForm
{
    private static readonly ImmutableArray<string> s_marks = ["id", "created_at", "updated_at"];
    private static readonly ImmutableArray<string> s_words = ["algorithm", "hash_on", "hash_fallback"];

    /// <summary>Reads a body that is an object.</summary>
    /// <exception cref="RefusedRequestException">There is none.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context) => context.Request.ContentType is null
        ? throw FieldFaults.Refusal("", "the body is missing: a JSON object, with Content-Type: application/json")
        : await StrictJson.ReadAsync(context) as JsonObject ?? throw FieldFaults.Refusal("", "the body must be a JSON object");

    /// <summary>An object as Kong has it.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="body">The object as it was sent.</param>
    /// <param name="needs">Fields that must be there.</param>
    /// <exception cref="RefusedRequestException">It has fields that there are not.</exception>
    public static JsonObject Inward(EntityKind kind, JsonObject body, params ReadOnlySpan<string> needs)
    {
        var faults = new FieldFaults();
        foreach (var name in needs)
        {
            if (body[name] is null)
            {
                faults.Add($"/{name}", "required field missing");
            }
        }

        var entity = new JsonObject();
        foreach (var (name, value) in body)
        {
            var inward = FieldNames.Snake(name);
            if (name.Contains('_', StringComparison.Ordinal) || s_marks.Contains(inward, StringComparer.Ordinal) || !kind.Fields.Any(field => field.Name == inward))
            {
                faults.Add(JsonPointer.Step(name), "unknown field");
                continue;
            }

            entity[inward] = s_words.Contains(inward, StringComparer.Ordinal) && StrictJson.Text(value) is { } word ? Word(inward, word)
                : inward == "healthchecks" ? Renamed(value, FieldNames.Snake)
                : value?.DeepClone();
        }

        faults.Throw();
        return entity;
    }

    /// <summary>An object as it is shown.</summary>
    public static JsonObject Outward(KongObjects objects, KongEntry entry)
    {
        var shown = new JsonObject();
        foreach (var (name, value) in entry.Shown)
        {
            var (outward, said) = (name, value) switch
            {
                ("name", _) when entry.Kind == EntityKind.Plugins => ("pluginName", value),
                ("service" or "route", _) => ($"{name}Name", NameOf(objects, name, value)),
                ("config", JsonObject config) when PluginConfigs.Find(entry.Entity.Text("name") ?? "") is { } table => (name, PluginConfigs.Spelt(table, config, snake: false)),
                ("healthchecks", _) => (name, Renamed(value, FieldNames.Camel)),
                _ when s_words.Contains(name, StringComparer.Ordinal) => (FieldNames.Camel(name), StrictJson.Text(value)?.ToUpperInvariant().Replace('-', '_')),
                _ => (FieldNames.Camel(name), value),
            };
            shown[outward] = said?.DeepClone();
        }

        if (entry.Kind == EntityKind.Services)
        {
            shown["url"] = $"{entry.Entity.Text("protocol") ?? "http"}://{entry.Entity.Text("host")}:{entry.Entity["port"] ?? 80}{entry.Entity.Text("path")}";
        }

        return shown;
    }

    private static JsonNode? NameOf(KongObjects objects, string kind, JsonNode? reference) =>
        (reference as JsonObject)?.Text("id") is { } id && objects.Find(kind == "service" ? EntityKind.Services : EntityKind.Routes, id) is { } found ? found.Name : null;

    private static string Word(string field, string word) => field == "algorithm" ? word.ToLowerInvariant().Replace('_', '-') : word.ToLowerInvariant();

    private static JsonNode? Renamed(JsonNode? node, Func<string, string> name)
    {
        if (node is not JsonObject map)
        {
            return node?.DeepClone();
        }

        var renamed = new JsonObject();
        foreach (var (key, value) in map)
        {
            renamed[key == "headers" ? key : name(key)] = key == "headers" ? value?.DeepClone() : Renamed(value, name);
        }

        return renamed;
    }
}
