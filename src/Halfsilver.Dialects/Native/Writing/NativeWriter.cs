using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>
/// Writes a plan as a native file: only what differs from the defaults, in the order of the reference page, services by name. Equal plans
/// give equal bytes, and what is read back means what was written.
/// </summary>
public static class NativeWriter
{
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The plan as YAML, ending with a line break.</summary>
    /// <exception cref="ArgumentException">The plan holds a service, a rule or an action of a kind that no file can hold.</exception>
    public static string Yaml(Plan plan) => YamlText.Of(File(plan));

    /// <summary>The same as JSON, which the native reader takes as well.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Yaml"/>.</exception>
    public static string Json(Plan plan) => File(plan).ToJsonString(Layout) + "\n";

    /// <summary>The plan's keys; nothing in them is escaped.</summary>
    internal static JsonObject Keys(Plan plan, WritingStyle style) => KeyWriter.Of(style, plan, FileSection.Write);

    private static JsonObject File(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return (JsonObject)Escaped(Keys(plan, new WritingStyle(Defaults: false, Short: true)));
    }

    // Readers put variables into values, never into keys.
    private static JsonNode Escaped(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Escaped(entry.Value!)))),
        JsonArray list => new JsonArray([.. list.Select(item => Escaped(item!))]),
        _ when node.GetValueKind() == JsonValueKind.String => node.GetValue<string>().Replace("${", "$${", StringComparison.Ordinal),
        _ => node.DeepClone(),
    };
}
