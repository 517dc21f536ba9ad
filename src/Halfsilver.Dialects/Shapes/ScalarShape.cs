using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A single value.</summary>
internal abstract class ScalarShape : Shape
{
    /// <summary>What a value that waits for a later version would need; null when it can be used now.</summary>
    protected virtual string? LaterValue(object value) => null;

    /// <summary>The value, or a sentence that says what is wrong and what is allowed.</summary>
    protected abstract object? Parse(ScalarText scalar, out string wrong);

    /// <summary>What was probably meant.</summary>
    protected virtual string? Suggest(string text) => null;

    public override bool Takes(Node node) => node is ScalarNode;

    public override IEnumerable<JsonNode> Bad => [new JsonArray(), new JsonObject()];

    public override Item? Read(Node node, string path, ReadingScope scope)
    {
        if (node is not ScalarNode written || CoreScalar.IsNull(written))
        {
            return Refuse(node, path, scope);
        }

        if (ScalarText.From(written, path, scope) is not { } scalar)
        {
            return null;
        }

        if (Parse(scalar, out var wrong) is not { } value)
        {
            scope.Reject(Codes.BadValue, node.Place, path, wrong, Suggest(scalar.Text));
            return null;
        }

        if (LaterValue(value) is { } later)
        {
            scope.Later(node.Place, path, later);
        }

        return new ValueItem(path, node.Place, value);
    }

    /// <summary>A schema that also allows a text with a variable, whose value no editor can know.</summary>
    protected static JsonObject OrVariable(JsonObject schema) =>
        new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["$ref"] = "#/definitions/variable" }) };

    /// <summary>A text that matches a pattern.</summary>
    protected static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
