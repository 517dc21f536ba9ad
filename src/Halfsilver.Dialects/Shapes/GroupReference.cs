using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A group named from inside itself.</summary>
internal sealed class GroupReference(string name, Func<GroupShape> group) : Shape
{
    public string Name => name;

    public override string Words => group().Words;

    public override JsonNode Example => group().Example;

    public override IEnumerable<JsonNode> Good => group().Good;

    public override IEnumerable<JsonNode> Bad => group().Bad;

    public override bool Takes(Node node) => group().Takes(node);

    public override Item? Read(Node node, string path, ReadingScope scope) => group().Read(node, path, scope);

    public override JsonObject Schema() => new() { ["$ref"] = $"#/definitions/{name}" };
}
