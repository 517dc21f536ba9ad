using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Native.Keys;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Native;

/// <summary>The native file as JSON Schema draft-07, the newest that editors' YAML support reads everywhere.</summary>
public static class NativeSchema
{
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole schema, ending with a line break.</summary>
    public static string Write()
    {
        var definitions = new JsonObject
        {
            ["variable"] = new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = @"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}",
                ["description"] = "A value with ${NAME} or ${NAME:-default} in it.",
            },
        };
        foreach (var group in Groups())
        {
            definitions[group.Name] = group.Definition();
        }

        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Halfsilver configuration",
            ["$ref"] = $"#/definitions/{FileKeys.File.Name}",
            ["definitions"] = definitions,
        };
        return schema.ToJsonString(Layout) + "\n";
    }

    /// <summary>Every group that the file can hold, the file first, each once.</summary>
    internal static IReadOnlyList<GroupShape> Groups() => Shapes.Groups.Within(FileKeys.File);
}
