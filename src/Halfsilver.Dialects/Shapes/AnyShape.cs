using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Whatever stands there; read as its <see cref="Node"/>.</summary>
internal sealed class AnyShape : Shape
{
    public override string Words => "anything";

    public override JsonNode Example => "text";

    public override IEnumerable<JsonNode> Good => ["text", 17, new JsonObject(), new JsonArray()];

    public override IEnumerable<JsonNode> Bad => [];

    public override bool Takes(Node node) => true;

    public override Item Read(Node node, string path, ReadingScope scope) => new ValueItem(path, node.Place, node);

    public override JsonObject Schema() => [];
}
