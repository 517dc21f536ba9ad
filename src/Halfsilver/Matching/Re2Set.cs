using System.Text;

namespace Halfsilver.Matching;

/// <summary>One bracket expression of RE2's syntax, every member spelled so that .NET reads the same.</summary>
internal sealed class Re2Set(string pattern, int start)
{
    private readonly StringBuilder _out = new("[");
    private int _at = start + 1;

    /// <summary>First character behind the closing bracket.</summary>
    public int End => _at;

    public string Translated => _out.ToString();

    /// <summary>Returns what is wrong, or null.</summary>
    public string? Read()
    {
        if (_at < pattern.Length && pattern[_at] == '^')
        {
            _out.Append('^');
            _at++;
        }

        for (var first = true; _at < pattern.Length; first = false)
        {
            if (pattern[_at] == ']' && !first)
            {
                _out.Append(']');
                _at++;
                return null;
            }

            if (Member() is { } wrong)
            {
                return wrong;
            }
        }

        return "a set is not closed";
    }

    private string? Member()
    {
        if (pattern.AsSpan(_at).StartsWith("[:"))
        {
            var end = pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal);
            if (end >= 0)
            {
                return Posix(pattern[(_at + 2)..end], end + 2);
            }
        }

        if (pattern[_at] == '\\' && _at + 1 < pattern.Length)
        {
            var c = pattern[_at + 1];
            if (Re2Octets.PerlClass(c) is { } perl)
            {
                _out.Append(char.IsAsciiLetterUpper(c) ? Others(perl) : perl);
                _at += 2;
                return null;
            }

            if (c is 'p' or 'P')
            {
                var wrong = Re2Octets.Category(pattern, ref _at, out var category);
                _out.Append(category);
                return wrong;
            }
        }

        return Range();
    }

    private string? Range()
    {
        if (Character(out var low) is { } wrongLow)
        {
            return wrongLow;
        }

        var high = low;
        if (_at + 1 < pattern.Length && pattern[_at] == '-' && pattern[_at + 1] != ']')
        {
            _at++;
            if (Character(out high) is { } wrongHigh)
            {
                return wrongHigh;
            }
        }

        if (high < low)
        {
            return "a range that ends before it begins is not allowed";
        }

        Re2Octets.AppendOctet(_out, low);
        if (high > low)
        {
            _out.Append('-');
            Re2Octets.AppendOctet(_out, high);
        }

        return null;
    }

    private string? Character(out int value)
    {
        if (pattern[_at] == '\\')
        {
            if (Re2Octets.Character(pattern, ref _at, out value) is { } wrong)
            {
                return wrong;
            }
        }
        else
        {
            value = pattern[_at++];
        }

        // A set picks one octet; a character beyond ASCII is several.
        return value < 0x80 ? null : "a character beyond ASCII in a set is not allowed";
    }

    private string? Posix(string name, int end)
    {
        var negated = name.StartsWith('^');
        var members = (negated ? name[1..] : name) switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => "\\x00-\\x7F",
            "blank" => "\\t\\x20",
            "cntrl" => "\\x00-\\x1F\\x7F",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => "\\x20-~",
            "punct" => "!-/:-@\\x5B-`{-~",
            "space" => "\\t\\n\\v\\f\\r\\x20",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            _ => null,
        };
        if (members is null)
        {
            return $"the class [:{name}:] is not allowed";
        }

        _out.Append(negated ? Others(members) : members);
        _at = end;
        return null;
    }

    // .NET cannot negate a part of a set, so the other octets are spelled out.
    private static string Others(string members)
    {
        var within = new System.Text.RegularExpressions.Regex($"[{members}]", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
        var others = new StringBuilder();
        for (var octet = 0; octet <= 0xFF; octet++)
        {
            if (!within.IsMatch(((char)octet).ToString()))
            {
                others.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{octet:X2}");
            }
        }

        return others.ToString();
    }
}
