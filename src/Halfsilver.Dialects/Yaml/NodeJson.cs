using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Yaml;

/// <summary>What a node is as JSON: a file in JSON comes out as it went in.</summary>
internal static class NodeJson
{
    /// <summary>The node as JSON; null for null.</summary>
    public static JsonNode? Of(Node node)
    {
        switch (node)
        {
            case MapNode map:
                var members = new JsonObject();
                foreach (var (key, value) in map.Entries)
                {
                    members[key.Text] = Of(value);
                }

                return members;
            case ListNode list:
                return new JsonArray([.. list.Items.Select(Of)]);
            default:
                return Scalar((ScalarNode)node);
        }
    }

    private static JsonNode? Scalar(ScalarNode node)
    {
        if (CoreScalar.IsNull(node))
        {
            return null;
        }

        if (!node.Plain || CoreScalar.IsText(node.Text))
        {
            return JsonValue.Create(node.Text);
        }

        if (CoreScalar.Bool(node.Text) is { } flag)
        {
            return JsonValue.Create(flag);
        }

        return AsWritten(node.Text) ?? (CoreScalar.Number(node.Text) is { } number ? JsonValue.Create(number) : JsonValue.Create(node.Text));
    }

    // Numbers keep their digits where JSON writes them as YAML does.
    private static JsonNode? AsWritten(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // A number that only YAML knows, as 0x1f.
            return null;
        }
    }
}
