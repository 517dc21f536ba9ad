using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A list of one shape.</summary>
internal sealed class ListShape(string words, Shape item, int least = 0) : Shape
{
    private const int Most = 10_000;

    /// <summary>Items that are allowed at most.</summary>
    public int AtMost { get; init; } = Most;

    public override string Words => $"list of {words}";

    public override JsonNode Example => new JsonArray(item.Example.DeepClone());

    public override IEnumerable<JsonNode> Good => item.Good.Select(value => new JsonArray(value));

    public override IEnumerable<JsonNode> Bad =>
        item.Bad.Select(value => (JsonNode)new JsonArray(value)).Concat([(JsonNode)"text", 17]).Concat(least > 0 ? [new JsonArray()] : []);

    public override IEnumerable<Shape> Inner => [item];

    public override bool Takes(Node node) => node is ListNode;

    public override Item? Read(Node node, string path, ReadingScope scope)
    {
        if (node is not ListNode list)
        {
            return Refuse(node, path, scope);
        }

        if (list.Items.Length < least || list.Items.Length > AtMost)
        {
            scope.Reject(Codes.BadValue, node.Place, path, $"has {list.Items.Length} items; use {least} to {AtMost}");
            return null;
        }

        var items = new List<Item>(list.Items.Length);
        for (var i = 0; i < list.Items.Length; i++)
        {
            var at = $"{path}[{i}]";
            scope.Remember(at, list.Items[i].Place);
            if (item.Read(list.Items[i], at, scope) is { } read)
            {
                items.Add(read);
            }
        }

        return new ListItem(path, node.Place, items);
    }

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Schema() };
        if (least > 0)
        {
            schema["minItems"] = least;
        }

        return schema;
    }
}
