using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Halfsilver.Dialects.Shapes;

/// <summary>One of several words.</summary>
internal sealed class ChoiceShape(params string[] now) : ScalarShape
{
    /// <summary>Words that later versions will do.</summary>
    public ImmutableArray<string> LaterWords { get; init; } = [];

    private IEnumerable<string> All => now.Concat(LaterWords);

    public override string Words => "one of " + string.Join(", ", All);

    public override JsonNode Example => now.Concat(LaterWords).First();

    public override IEnumerable<JsonNode> Good => All.Select(word => (JsonNode)word);

    public override IEnumerable<JsonNode> Bad => base.Bad.Concat([(JsonNode)"never-a-choice", 17]);

    public override JsonObject Schema() =>
        OrVariable(new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. All.Select(word => (JsonNode)word)]) });

    protected override string? LaterValue(object value) => LaterWords.Contains((string)value, StringComparer.Ordinal) ? $"\"{value}\"" : null;

    protected override string? Suggest(string text) => Nearest.To(text, All);

    protected override object? Parse(ScalarText scalar, out string wrong)
    {
        wrong = $"{scalar.Shown} is not allowed here; use {Words}";
        return All.FirstOrDefault(word => word == scalar.Text);
    }
}
