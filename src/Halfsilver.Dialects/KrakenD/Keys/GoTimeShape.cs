using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>A duration in Go's notation; read as <see cref="TimeSpan"/>. One that cannot be read counts as absent, as it does there.</summary>
internal sealed class GoTimeShape : Shape
{
    public override string Words => "duration as 1.5s";

    public override JsonNode Example => "1.5s";

    public override IEnumerable<JsonNode> Good => ["150ms", "2s", "1h30m", "1.5s"];

    public override IEnumerable<JsonNode> Bad => [new JsonArray(), new JsonObject()];

    public override bool Takes(Node node) => node is ScalarNode;

    public override Item? Read(Node node, string path, ReadingScope scope)
    {
        if (node is not ScalarNode scalar)
        {
            return Refuse(node, path, scope);
        }

        if (GoDurations.Parse(scalar.Text) is { } time)
        {
            return new ValueItem(path, node.Place, time);
        }

        scope.Remark(node.Place, path, $"{ScalarText.Show(scalar)} is no duration as 150ms or 2s: as in KrakenD the default counts");
        return null;
    }

    public override JsonObject Schema() => new() { ["type"] = "string" };
}
