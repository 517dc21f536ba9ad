using System.Globalization;

namespace Halfsilver.Dialects.Yaml;

/// <summary>What a plain scalar stands for in YAML 1.2's core schema (<c>yes</c> and <c>on</c> are texts, <c>0o17</c> is octal).</summary>
internal static class CoreScalar
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
        if (IsDecimal(text))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        if (IsHexadecimal(text))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value >= 0
                ? value
                : null;
        }

        return IsOctal(text) && text.Length <= 22 ? Convert.ToInt64(text[2..], 8) is >= 0 and var octal ? octal : null : null;
    }

    /// <summary>The number, exact; null when the text is none (or infinite, or not representable).</summary>
    public static decimal? Number(string text)
    {
        if (Integer(text) is { } integer)
        {
            return integer;
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return IsFloat(text) && decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>Whether a plain scalar of this text is a text rather than null, a boolean or a number.</summary>
    public static bool IsText(string text) =>
        text.Length > 0 && text[0] is not ((>= '0' and <= '9') or '+' or '-' or '.')
            ? text is not ("~" or "null" or "Null" or "NULL") && Bool(text) is null
            : text.Length > 0 && !IsFloat(text) && !IsHexadecimal(text) && !IsOctal(text);

    // [-+]? [0-9]+
    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        var digits = Unsigned(text);
        return digits.Length > 0 && Digits(digits) == digits.Length;
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> text)
    {
        if (text.Length <= 2 || !text.StartsWith("0x"))
        {
            return false;
        }

        foreach (var c in text[2..])
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOctal(ReadOnlySpan<char> text) => text.Length > 2 && text.StartsWith("0o") && !text[2..].ContainsAnyExceptInRange('0', '7');

    // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?; every decimal is one.
    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        var rest = Unsigned(text);
        var whole = Digits(rest);
        rest = rest[whole..];
        if (rest is ['.', ..])
        {
            var part = Digits(rest[1..]);
            if (whole + part == 0)
            {
                return false;
            }

            rest = rest[(1 + part)..];
        }
        else if (whole == 0)
        {
            return false;
        }

        return rest.IsEmpty || (rest[0] is 'e' or 'E' && IsDecimal(rest[1..]));
    }

    private static ReadOnlySpan<char> Unsigned(ReadOnlySpan<char> text) => text is ['-' or '+', ..] ? text[1..] : text;

    private static int Digits(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
        {
            length++;
        }

        return length;
    }
}
