using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>One of several whole numbers; read as <see cref="long"/>.</summary>
internal sealed class ChoiceNumberShape(params long[] numbers) : ScalarShape
{
    public override string Words => (numbers.Length > 1 ? "one of " : "") + string.Join(", ", numbers);

    public override JsonNode Example => numbers[0];

    public override IEnumerable<JsonNode> Good => numbers.Select(number => (JsonNode)number);

    public override IEnumerable<JsonNode> Bad => base.Bad.Concat([(JsonNode)0, -1, "many", $"{numbers[0]}"]);

    public override JsonObject Schema() =>
        OrVariable(new JsonObject { ["type"] = "integer", ["enum"] = new JsonArray([.. numbers.Select(number => (JsonNode)number)]) });

    protected override object? Parse(ScalarText scalar, out string wrong)
    {
        wrong = $"{scalar.Shown} is not allowed here; use {Words}";
        return scalar.Plain && CoreScalar.Integer(scalar.Text) is { } value && numbers.Contains(value) ? value : null;
    }
}
