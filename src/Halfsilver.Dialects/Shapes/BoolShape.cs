using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>True or false.</summary>
internal sealed class BoolShape : ScalarShape
{
    /// <summary>The value a later version will do, if one of them.</summary>
    public bool? LaterIf { get; init; }

    /// <summary>The only value allowed, where the other makes no sense.</summary>
    public bool? Only { get; init; }

    public override string Words => Only switch { true => "true", false => "false", null => "true or false" };

    public override JsonNode Example => Only ?? true;

    public override IEnumerable<JsonNode> Good => Only is { } only ? [only] : [true, false];

    public override IEnumerable<JsonNode> Bad =>
        base.Bad.Concat([(JsonNode)"yes", "true", 1]).Concat(Only is { } only ? [(JsonNode)!only] : []);

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "boolean" };
        if (Only is { } only)
        {
            schema["enum"] = new JsonArray(only);
        }

        return OrVariable(schema);
    }

    protected override string? LaterValue(object value) => LaterIf == (bool)value ? $"{((bool)value ? "true" : "false")}" : null;

    protected override object? Parse(ScalarText scalar, out string wrong)
    {
        wrong = $"{scalar.Shown} is not allowed here; use {Words}, without quotes";
        return scalar.Plain && CoreScalar.Bool(scalar.Text) is { } value && value == (Only ?? value) ? value : null;
    }
}
