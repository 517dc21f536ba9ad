using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A duration in Go's notation; read as <see cref="TimeSpan"/>. One that cannot be read counts as absent, as it does there.</summary>
/// <param name="system">Whose files these are.</param>
internal sealed class GoTimeShape(string system) : Shape
{
    /// <summary>Whether an empty text stands for nothing, as it does where empty keys are written too.</summary>
    public bool OrEmpty { get; init; }

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

        if (OrEmpty && scalar.Text.Length == 0)
        {
            return null;
        }

        scope.Remark(node.Place, path, $"{ScalarText.Show(scalar)} is no duration as 150ms or 2s: as in {system} the default counts");
        return null;
    }

    public override JsonObject Schema() => new() { ["type"] = "string" };
}
