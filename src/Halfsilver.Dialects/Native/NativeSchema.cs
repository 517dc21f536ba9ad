using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Native.Keys;
using Halfsilver.Dialects.Native.Shapes;

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
    internal static IReadOnlyList<GroupShape> Groups()
    {
        var groups = new List<GroupShape>();
        Gather(FileKeys.File, groups);
        return groups;
    }

    /// <summary>One key's schema.</summary>
    internal static JsonObject Property(Key key)
    {
        var shape = key.Shape.Schema();
        if (key.OrNull)
        {
            shape = new JsonObject { ["anyOf"] = new JsonArray(shape, new JsonObject { ["type"] = "null" }) };
        }

        // Beside $ref, draft-07 reads nothing else: a reference stands alone in allOf.
        var property = shape.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(shape) } : shape;
        property["description"] = key.Later is null ? key.Description : $"{key.Description} Not built yet.";
        property["examples"] = new JsonArray(key.Example);
        if (key.Default is { } value)
        {
            property["default"] = value.DeepClone();
        }

        return property;
    }

    private static void Gather(Shape shape, List<GroupShape> groups)
    {
        if (shape is GroupShape group)
        {
            // By name: two threads that ask first may each have built the group.
            if (groups.Exists(known => known.Name == group.Name))
            {
                return;
            }

            groups.Add(group);
        }

        foreach (var inner in shape.Inner)
        {
            Gather(inner, groups);
        }
    }
}
