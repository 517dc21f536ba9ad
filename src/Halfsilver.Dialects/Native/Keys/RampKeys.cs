using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of ramps.</summary>
internal static class RampKeys
{
    public static GroupShape Ramp => field ??= new("ramp", "A share that rises over time, held by guardrails.", () =>
    [
        new("steps", new ListShape("percentages", Percent, 1), "Shares, one after another.") { Required = true, Sample = new System.Text.Json.Nodes.JsonArray(1, 5, 25, 50, 100) },
        new("hold", Duration(most: TimeSpan.FromHours(8_760)), "How long each step lasts at least.") { Required = true, Sample = "10m" },
        new("minPairs", new IntegerShape(0, 1_000_000_000), "Compared pairs that each step needs.") { Sample = 500 },
        new("start", new ChoiceShape("manual", "onApply"), "Who starts it.") { Default = "manual" },
        new("guardrails", new ListShape("guardrails", Guardrail), "What must hold."),
        new("notify", new ListShape("receivers", Receiver), "Who is told."),
    ]);

    private static GroupShape Guardrail => field ??= new("guardrail", "A bound, and what happens beyond it.", () =>
    [
        new("name", Name, "Its name.") { Required = true, Sample = "mirror-errors" },
        new("metric", new ChoiceShape("mirror_error_rate", "p99_ratio", "mismatch_rate", "primary_p99_change", "dropped_rate"), "What is measured.") { Required = true },
        new("max", new ParsedShape("ratio or percentage", @"^[0-9]+(\.[0-9]+)?%?$", Bound, ["0.5%", 1.1], ["-1", "many", ""]) { OrNumber = true, Decimals = true }, "What it may be at most: a ratio, or a percentage with its sign.") { Required = true },
        new("action", new ChoiceShape("pause", "rollback-step", "abort", "kill"), "What happens beyond that.") { Required = true },
    ]);

    private static GroupShape Receiver => field ??= new("receiver", "Who is told.", () =>
    [
        new("webhook", new GroupShape("webhook", "An address that is posted to.", () =>
        [
            new("urlFrom", StoreKeys.Secret, "Where the address stands.") { Required = true },
        ]), "An address that is posted to.") { Required = true },
    ]);

    private static Parsed Bound(string text)
    {
        var number = text.EndsWith('%') ? text[..^1] : text;
        return Yaml.CoreScalar.Number(number) is >= 0 and var value
            ? new Parsed(text.EndsWith('%') ? value / 100 : value)
            : new Parsed(null, "is not a bound; use a ratio as 1.10, or a percentage as 0.5%");
    }
}
