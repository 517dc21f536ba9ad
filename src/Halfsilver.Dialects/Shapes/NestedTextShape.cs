using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A shape that may also stand as text: JSON inside a string, as programs write that put one document into another.</summary>
internal sealed class NestedTextShape(Shape inner) : Shape
{
    /// <summary>Characters of such a text.</summary>
    private const int Longest = 16 * 1024;

    public override string Words => $"{inner.Words}, or the same as JSON in a text";

    public override JsonNode Example => inner.Example;

    public override IEnumerable<JsonNode> Good => inner.Good.Concat([(JsonNode)inner.Example.ToJsonString()]);

    public override IEnumerable<JsonNode> Bad => inner.Bad.Where(bad => bad is not JsonValue).Concat([(JsonNode)"{", "\u0001"]);

    public override IEnumerable<Shape> Inner => [inner];

    public override bool Takes(Node node) => node is ScalarNode || inner.Takes(node);

    public override Item? Read(Node node, string path, ReadingScope scope)
    {
        if (node is not ScalarNode text || CoreScalar.IsNull(text) || text.Text.AsSpan().TrimStart() is not (['{' or '[', ..]))
        {
            return inner.Read(node, path, scope);
        }

        // One text may be aliased many times; it is read once.
        if (!scope.Texts.TryGetValue(text, out var root))
        {
            root = text.Text.Length <= Longest ? JsonTree.Read(text.Text, text.Place, scope.ShortTexts) : null;
            if (root is null)
            {
                if (Parse(text, path, scope) is not { } parsed)
                {
                    return null;
                }

                root = Moved(parsed, text.Place);
            }

            scope.Texts[text] = root;
        }

        return inner.Read(root, path, scope);
    }

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(inner.Schema(), new JsonObject { ["type"] = "string" }) };

    private static Node? Parse(ScalarNode text, string path, ReadingScope scope)
    {
        if (text.Text.Length > Longest)
        {
            scope.Reject(Codes.TooLarge, text.Place, path, $"the text has {text.Text.Length} characters; at most {Longest} are read");
            return null;
        }

        var notices = new NoticeList(new DialectText("", text.Text));
        var root = TreeReader.Read(text.Text, notices);
        if (root is not null && !notices.Stops)
        {
            return root;
        }

        var why = notices.ToImmutable() is [var first, ..] ? first.Message : "it is empty";
        scope.Reject(Codes.Syntax, text.Place, path, $"the JSON in this text cannot be read: {why}");
        return null;
    }

    // Notices point at the text that holds it all.
    private static Node Moved(Node node, Place place) => node switch
    {
        ScalarNode scalar => new ScalarNode(scalar.Text, scalar.Plain, place),
        ListNode list => new ListNode([.. list.Items.Select(item => Moved(item, place))], place),
        MapNode map => new MapNode([.. map.Entries.Select(entry => KeyValuePair.Create(new ScalarNode(entry.Key.Text, entry.Key.Plain, place), Moved(entry.Value, place)))], place),
        _ => node,
    };
}
