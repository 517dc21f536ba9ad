using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>One of several shapes that a node's kind (value, list, map) tells apart.</summary>
internal sealed class EitherShape(params Shape[] shapes) : Shape
{
    public override string Words => string.Join(", or ", shapes.Select(shape => shape.Words));

    public override JsonNode Example => shapes[0].Example;

    public override IEnumerable<JsonNode> Good => shapes.SelectMany(shape => shape.Good);

    // What is wrong for one kind may be right for another: only the kind's own refusals count.
    public override IEnumerable<JsonNode> Bad =>
        shapes.SelectMany(shape => shape.Bad.Where(bad => KindOf(bad) == KindOf(shape.Example)));

    public override IEnumerable<Shape> Inner => shapes;

    public override bool Takes(Node node) => shapes.Any(shape => shape.Takes(node));

    public override Item? Read(Node node, string path, ReadingScope scope) =>
        shapes.FirstOrDefault(shape => shape.Takes(node)) is { } shape ? shape.Read(node, path, scope) : Refuse(node, path, scope);

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray([.. shapes.Select(shape => shape.Schema())]) };

    private static Type KindOf(JsonNode node) => node switch { JsonArray => typeof(JsonArray), JsonObject => typeof(JsonObject), _ => typeof(JsonValue) };
}
