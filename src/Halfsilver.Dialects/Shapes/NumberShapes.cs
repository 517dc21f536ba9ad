using System.Text.Json.Nodes;

using Halfsilver.Dialects.Yaml;

namespace Halfsilver.Dialects.Shapes;

/// <summary>A whole number in a range; read as <see cref="long"/>.</summary>
internal sealed class IntegerShape(long least, long most) : ScalarShape
{
    /// <summary>Whether <c>unlimited</c> is allowed.</summary>
    public bool OrUnlimited { get; init; }

    public override string Words => $"whole number from {least} to {most}" + (OrUnlimited ? ", or unlimited" : "");

    public override JsonNode Example => Math.Clamp(100, least, most);

    public override IEnumerable<JsonNode> Good => OrUnlimited ? [least, most, "unlimited"] : [least, most];

    public override IEnumerable<JsonNode> Bad => base.Bad.Concat([(JsonNode)(least - 1), most + 1, 1.5, "many", "100", true]);

    public override JsonObject Schema()
    {
        var number = new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
        var schema = OrVariable(number);
        if (OrUnlimited)
        {
            schema["anyOf"]!.AsArray().Add(new JsonObject { ["const"] = "unlimited" });
        }

        return schema;
    }

    protected override object? Parse(ScalarText scalar, out string wrong)
    {
        wrong = "";
        if (OrUnlimited && scalar.Text == "unlimited")
        {
            return MapItem.Unlimited;
        }

        if (!scalar.Plain || CoreScalar.Integer(scalar.Text) is not { } value)
        {
            wrong = $"{scalar.Shown} is not a {Words}" + (scalar.Plain ? "" : "; leave the quotes out");
            return null;
        }

        wrong = value < least ? $"{scalar.Shown} is below {least}; use {least} to {most}" : $"{scalar.Shown} is above {most}; use {least} to {most}";
        return value < least || value > most ? null : value;
    }
}

/// <summary>A number with decimals in a range, exact; read as <see cref="decimal"/>.</summary>
/// <param name="words">What it is.</param>
/// <param name="least">Smallest.</param>
/// <param name="most">Largest.</param>
/// <param name="decimals">Places after the point that are told apart.</param>
internal sealed class DecimalShape(string words, decimal least, decimal most, int decimals) : ScalarShape
{
    public override string Words => $"{words} from {least} to {most}, up to {decimals} decimals";

    public override JsonNode Example => Math.Clamp(10m, least, most);

    public override IEnumerable<JsonNode> Good => [least, most, least + ((most - least) / 4)];

    public override IEnumerable<JsonNode> Bad =>
        base.Bad.Concat([(JsonNode)(least - 1), most + 1, "10", "10%", "some", true, least + (1m / (decimal)Math.Pow(10, decimals + 1))]);

    public override JsonObject Schema() => OrVariable(new JsonObject { ["type"] = "number", ["minimum"] = least, ["maximum"] = most });

    protected override object? Parse(ScalarText scalar, out string wrong)
    {
        if (!scalar.Plain || CoreScalar.Number(scalar.Text) is not { } value)
        {
            wrong = $"{scalar.Shown} is not a {Words}" + (scalar.Text.EndsWith('%') ? "; leave the sign out" : scalar.Plain ? "" : "; leave the quotes out");
            return null;
        }

        wrong = value < least ? $"{scalar.Shown} is below {least}; use {least} to {most}, decimals allowed"
            : value > most ? $"{scalar.Shown} is above {most}; use {least} to {most}, decimals allowed"
            : $"{scalar.Shown} has more than {decimals} decimals; use {Words}";
        return value < least || value > most || decimal.Round(value, decimals) != value ? null : value;
    }
}
