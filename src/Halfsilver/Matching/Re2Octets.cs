using System.Globalization;
using System.Text;

namespace Halfsilver.Matching;

/// <summary>The escapes of RE2's syntax, and characters as the octets that requests carry.</summary>
internal static class Re2Octets
{
    private static readonly string[] Categories =
    [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cs",
    ];

    /// <summary>The inside of a set for <c>\d</c>, <c>\s</c>, <c>\w</c> and their opposites (which the caller negates), else null.</summary>
    public static string? PerlClass(char c) => c switch
    {
        'd' or 'D' => "0-9",
        's' or 'S' => "\\t\\n\\f\\r\\x20",
        'w' or 'W' => "0-9A-Za-z_",
        _ => null,
    };

    /// <summary>Appends one character outside a set: ASCII escaped where needed, else its UTF-8 octets as one group.</summary>
    public static void Append(StringBuilder text, int rune)
    {
        if (rune < 0x80)
        {
            AppendOctet(text, rune);
            return;
        }

        text.Append("(?:");
        foreach (var octet in Encoding.UTF8.GetBytes(new Rune(rune).ToString()))
        {
            AppendOctet(text, octet);
        }

        text.Append(')');
    }

    public static void AppendOctet(StringBuilder text, int octet)
    {
        if (char.IsAsciiLetterOrDigit((char)octet))
        {
            text.Append((char)octet);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{octet:X2}");
        }
    }

    /// <summary>Reads one escape that stands for a character, from its backslash on; returns what is wrong, or null.</summary>
    public static string? Character(string pattern, ref int at, out int value)
    {
        value = 0;
        if (at + 1 == pattern.Length)
        {
            return "a backslash at the end is not allowed";
        }

        var c = pattern[at + 1];
        if (c is 'x')
        {
            return Hexadecimal(pattern, ref at, out value);
        }

        if (char.IsAsciiDigit(c))
        {
            return Octal(pattern, ref at, out value);
        }

        value = c switch
        {
            'a' => 7,
            'f' => 12,
            't' => 9,
            'n' => 10,
            'r' => 13,
            'v' => 11,
            _ => c,
        };
        at += 2;
        if (value == c && (c >= 0x80 || char.IsAsciiLetterOrDigit(c)))
        {
            return c is 'k' or 'g' ? "a backreference is not allowed" : $"the escape \\{c} is not allowed";
        }

        return null;
    }

    /// <summary>Reads <c>\pN</c> or <c>\p{Name}</c>; returns what is wrong, or null.</summary>
    public static string? Category(string pattern, ref int at, out string translated)
    {
        translated = "";
        var start = at;
        var negated = pattern[at + 1] == 'P';
        var braced = at + 2 < pattern.Length && pattern[at + 2] == '{';
        var end = braced ? pattern.IndexOf('}', at) : at + 2;
        if (end < 0 || end >= pattern.Length)
        {
            return "a character class \\p without a name is not allowed";
        }

        var name = braced ? pattern[(at + 3)..end] : pattern[end].ToString();
        at = end + 1;
        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        if (!Categories.Contains(name, StringComparer.Ordinal))
        {
            return $"the class {pattern[start..at]} is not allowed, only general categories are";
        }

        translated = $"\\{(negated ? 'P' : 'p')}{{{name}}}";
        return null;
    }

    public static bool ContainsOnlyWord(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    private static string? Hexadecimal(string pattern, ref int at, out int value)
    {
        value = 0;
        var start = at + 2;
        var braced = start < pattern.Length && pattern[start] == '{';
        var end = braced ? pattern.IndexOf('}', start) : Math.Min(start + 2, pattern.Length);
        var digits = end < 0 ? "" : braced ? pattern[(start + 1)..end] : pattern[start..end];
        var good = (braced || digits.Length == 2) && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        if (!good || !Rune.IsValid(value))
        {
            return "\\x without the digits of a character is not allowed";
        }

        at = braced ? end + 1 : end;
        return null;
    }

    private static string? Octal(string pattern, ref int at, out int value)
    {
        value = 0;
        var start = at + 1;
        var end = start;
        while (end < pattern.Length && end < start + 3 && pattern[end] is >= '0' and <= '7')
        {
            value = (value * 8) + pattern[end++] - '0';
        }

        if (end == start || (pattern[start] != '0' && end == start + 1))
        {
            return $"the backreference \\{pattern[start]} is not allowed";
        }

        at = end;
        return null;
    }
}
