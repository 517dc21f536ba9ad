using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A value with a notation of its own.</summary>
/// <param name="Value">The value, or null.</param>
/// <param name="Wrong">What is wrong, and what is allowed, as the rest of a sentence that begins with the value.</param>
internal readonly record struct Parsed(object? Value, string Wrong = "");

/// <summary>A text in a notation that a function reads: duration, size, address.</summary>
/// <param name="words">What it is, in a few words.</param>
/// <param name="pattern">Its notation for the schema, anchored.</param>
/// <param name="parse">Reads it. What is wrong is said as the rest of a sentence that begins with the value.</param>
/// <param name="good">Right values; the first is the example.</param>
/// <param name="bad">Values that are refused.</param>
internal sealed class ParsedShape(string words, string pattern, Func<string, Parsed> parse, JsonNode[] good, JsonNode[] bad) : ScalarShape
{
    /// <summary>Whether a bare number is allowed.</summary>
    public bool OrNumber { get; init; }

    /// <summary>Whether that number may have decimals.</summary>
    public bool Decimals { get; init; }

    /// <summary>Whether the same number in quotes is allowed as well, for names that are digits.</summary>
    public bool OrQuoted { get; init; }

    /// <summary>What waits for a later version, or null.</summary>
    public Func<object, string?>? LaterIf { get; init; }

    public override string Words => words;

    public override JsonNode Example => good[0].DeepClone();

    public override IEnumerable<JsonNode> Good => good.Select(value => value.DeepClone());

    public override IEnumerable<JsonNode> Bad => base.Bad.Concat(bad.Select(value => value.DeepClone()));

    public override JsonObject Schema()
    {
        var schema = OrVariable(Pattern(pattern));
        if (OrNumber)
        {
            schema["anyOf"]!.AsArray().Insert(0, new JsonObject { ["type"] = Decimals ? "number" : "integer", ["minimum"] = 0 });
        }

        return schema;
    }

    protected override string? LaterValue(object value) => LaterIf?.Invoke(value);

    protected override object? Parse(ScalarText scalar, out string wrong)
    {
        var quotedNumber = !scalar.Plain && OrNumber && !OrQuoted && CoreScalar.Integer(scalar.Text) is not null;
        var parsed = quotedNumber ? new Parsed(null, "is a text; leave the quotes out") : parse(scalar.Text);
        wrong = parsed.Value is null ? $"{scalar.Shown} {parsed.Wrong}" : "";
        return parsed.Value;
    }
}
