using System.Globalization;
using System.Text.RegularExpressions;

namespace Halfsilver.Dialects.Yaml;

/// <summary>What a plain scalar stands for in YAML 1.2's core schema (<c>yes</c> and <c>on</c> are texts, <c>0o17</c> is octal).</summary>
internal static partial class CoreScalar
{
    public static bool IsNull(ScalarNode node) => node.Plain && node.Text is "" or "~" or "null" or "Null" or "NULL";

    public static bool? Bool(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>The integer, or null when the text is none or exceeds 64 bits.</summary>
    public static long? Integer(string text)
    {
        if (Decimals().IsMatch(text))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        if (Hexadecimals().IsMatch(text))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value >= 0
                ? value
                : null;
        }

        return Octals().IsMatch(text) && text.Length <= 22 ? Convert.ToInt64(text[2..], 8) is >= 0 and var octal ? octal : null : null;
    }

    /// <summary>The number, exact; null when the text is none (or infinite, or not representable).</summary>
    public static decimal? Number(string text)
    {
        if (Integer(text) is { } integer)
        {
            return integer;
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return Floats().IsMatch(text) && decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>Whether a plain scalar of this text is a text rather than null, a boolean or a number.</summary>
    public static bool IsText(string text) =>
        text is not ("" or "~" or "null" or "Null" or "NULL") && Bool(text) is null
        && !Decimals().IsMatch(text) && !Floats().IsMatch(text) && !Hexadecimals().IsMatch(text) && !Octals().IsMatch(text);

    [GeneratedRegex(@"\A[-+]?[0-9]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Decimals();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Hexadecimals();

    [GeneratedRegex(@"\A0o[0-7]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Octals();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Floats();
}
