using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A text that matches a pattern.</summary>
/// <param name="words">What it is, in a few words.</param>
/// <param name="pattern">What it looks like, anchored.</param>
/// <param name="allowed">What is allowed, in words.</param>
/// <param name="good">Right values; the first is the example.</param>
/// <param name="bad">Values that are refused.</param>
internal sealed class TextShape(string words, string pattern, string allowed, string[] good, string[] bad) : ScalarShape
{
    public override string Words => words;

    /// <summary>Whether numbers and booleans are taken as the text they are written with.</summary>
    public bool Loose { get; init; }

    /// <summary>What a pattern cannot say: what is wrong with a text, as a whole sentence, or null.</summary>
    public Func<string, string?>? Check { get; init; }

    public override JsonNode Example => good[0];

    public override IEnumerable<JsonNode> Good => good.Select(value => (JsonNode)value);

    public override IEnumerable<JsonNode> Bad =>
        base.Bad.Concat(bad.Select(value => (JsonNode)value)).Concat(Loose ? [] : [(JsonNode)true, 17]);

    public override JsonObject Schema()
    {
        var text = Pattern(pattern);
        if (Loose)
        {
            text["type"] = new JsonArray("string", "number", "boolean");
        }

        return pattern == Kinds.Anything ? text : OrVariable(text);
    }

    protected override object? Parse(ScalarText scalar, out string wrong)
    {
        wrong = "";
        if (!Loose && scalar.Plain && !CoreScalar.IsText(scalar.Text) && !scalar.Put && !scalar.Loose)
        {
            wrong = $"{scalar.Shown} is not a text; write it in quotes if it is the {words}";
        }
        else if (!Patterns.Match(pattern, scalar.Text))
        {
            wrong = $"{scalar.Shown} is not a {words}; use {allowed}";
        }
        else if (Check?.Invoke(scalar.Text) is { } fault)
        {
            // The engine's sentences quote the value, and one that came from a variable may be secret.
            wrong = scalar.Put ? $"{scalar.Shown} is not a {words}; use {allowed}" : fault;
        }

        return wrong.Length == 0 ? scalar.Text : null;
    }
}
