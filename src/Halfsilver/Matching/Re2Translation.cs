using System.Globalization;
using System.Text;

namespace Halfsilver.Matching;

/// <summary>
/// One pattern from RE2's syntax into .NET's. What is spelled alike and means something else is rewritten (<c>$</c>,
/// <c>\d \w \s</c>, POSIX classes, <c>\Q…\E</c>, <c>(?P&lt;name&gt;</c>); what RE2 does not know is refused. Requests are matched
/// octet by octet, so text beyond ASCII becomes its UTF-8 octets.
/// </summary>
internal sealed class Re2Translation(string pattern)
{
    private const int MaxRepeat = 1_000;

    private readonly StringBuilder _out = new(pattern.Length + 16);
    private readonly Stack<bool> _outerMultiline = new();
    private bool _multiline;
    private int _at;

    /// <summary>What is not allowed, once <see cref="Run"/> returned null.</summary>
    public string? Problem { get; private set; }

    public string? Run()
    {
        while (_at < pattern.Length && Problem is null)
        {
            Step();
        }

        return Problem is null ? _out.ToString() : null;
    }

    private void Step()
    {
        var c = pattern[_at];
        switch (c)
        {
            case '\\':
                Escape();
                break;
            case '[':
                var set = new Re2Set(pattern, _at);
                Problem = set.Read();
                _out.Append(set.Translated);
                _at = set.End;
                break;
            case '(':
                _outerMultiline.Push(_multiline);
                Group();
                break;
            case ')':
                _multiline = _outerMultiline.TryPop(out var outer) ? outer : _multiline;
                _out.Append(c);
                _at++;
                break;
            case '$':
                // .NET's own also holds before a last line feed.
                _out.Append(_multiline ? "$" : "\\z");
                _at++;
                break;
            case '{':
                Braces();
                break;
            case '#' or ' ':
                _out.Append(c);
                _at++;
                break;
            default:
                if (c < 0x80)
                {
                    _out.Append(c);
                    _at++;
                }
                else if (!Rune.TryGetRuneAt(pattern, _at, out var rune))
                {
                    Problem = "half of a surrogate pair is no character";
                }
                else
                {
                    Re2Octets.Append(_out, rune.Value);
                    _at += rune.Utf16SequenceLength;
                }

                break;
        }
    }

    private void Braces()
    {
        var end = pattern.IndexOf('}', _at);
        var numbers = end < 0 ? [] : pattern[(_at + 1)..end].Split(',');
        var isRepeat = numbers.Length is 1 or 2 && numbers[0].Length > 0 && numbers.All(n => n.All(char.IsAsciiDigit));
        if (!isRepeat)
        {
            _out.Append("\\{");
            _at++;
            return;
        }

        if (numbers.Any(n => n.Length > 0 && (!int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var times) || times > MaxRepeat)))
        {
            Problem = $"a repeat above {MaxRepeat:N0} is not allowed";
            return;
        }

        _out.Append(pattern, _at, end + 1 - _at);
        _at = end + 1;
    }

    private void Group()
    {
        var rest = pattern.AsSpan(_at);
        Problem = rest switch
        {
            ['(', '?', '=' or '!', ..] => "lookahead is not allowed",
            ['(', '?', '<', '=' or '!', ..] => "lookbehind is not allowed",
            ['(', '?', '>', ..] => "an atomic group is not allowed",
            ['(', '?', '#', ..] => "a comment is not allowed",
            ['(', '?', '(', ..] => "a condition is not allowed",
            ['(', '?', 'P', '=', ..] => "a backreference is not allowed",
            ['(', '?', 'P', '>', ..] or ['(', '?', '&' or 'R', ..] => "recursion is not allowed",
            ['(', '?', '\'', ..] or ['(', '?', '|', ..] => "this kind of group is not allowed",
            _ => null,
        };
        if (Problem is not null)
        {
            return;
        }

        switch (rest)
        {
            case ['(', '?', 'P', '<', ..]:
                _out.Append("(?<");
                _at += 4;
                break;
            case ['(', '?', '<', ..]:
                _out.Append("(?<");
                _at += 3;
                break;
            case ['(', '?', ..]:
                Flags();
                return;
            default:
                _out.Append('(');
                _at++;
                return;
        }

        var close = pattern.IndexOf('>', _at);
        if (close <= _at || !pattern.AsSpan(_at, close - _at).ContainsOnlyWord() || char.IsAsciiDigit(pattern[_at]))
        {
            Problem = "a group's name is not a word";
            return;
        }

        _out.Append(pattern, _at, close + 1 - _at);
        _at = close + 1;
    }

    private void Flags()
    {
        var on = true;
        var (set, cleared) = ("", "");
        for (_at += 2; _at < pattern.Length; _at++)
        {
            var flag = pattern[_at];
            switch (flag)
            {
                case 'i' or 's':
                    (set, cleared) = on ? (set + flag, cleared) : (set, cleared + flag);
                    break;
                case 'm':
                    (set, cleared) = on ? (set + flag, cleared) : (set, cleared + flag);
                    _multiline = on;
                    break;
                case 'U':
                    // Which of several matches is found changes nothing about whether there is one.
                    break;
                case '-' when on:
                    on = false;
                    break;
                case ':' or ')':
                    _out.Append("(?").Append(set).Append(cleared.Length > 0 ? "-" : "").Append(cleared);
                    if (flag == ')' && set.Length + cleared.Length == 0)
                    {
                        _out.Append(':');
                    }

                    _out.Append(flag);
                    _at++;
                    if (flag == ')')
                    {
                        // The flags hold until the enclosing group ends.
                        _outerMultiline.Pop();
                    }

                    return;
                default:
                    Problem = $"the flag {flag} is not allowed";
                    return;
            }
        }

        Problem = "a group is not closed";
    }

    private void Escape()
    {
        if (_at + 1 == pattern.Length)
        {
            Problem = "a backslash at the end is not allowed";
            return;
        }

        var c = pattern[_at + 1];
        if (c == 'Q')
        {
            Quoted();
        }
        else if (c is 'A' or 'z' or 'b' or 'B')
        {
            _out.Append('\\').Append(c);
            _at += 2;
        }
        else if (Re2Octets.PerlClass(c) is { } perl)
        {
            _out.Append(char.IsAsciiLetterUpper(c) ? "[^" : "[").Append(perl).Append(']');
            _at += 2;
        }
        else if (c is 'p' or 'P')
        {
            Problem = Re2Octets.Category(pattern, ref _at, out var category);
            _out.Append(category);
        }
        else if (Re2Octets.Character(pattern, ref _at, out var value) is { } wrong)
        {
            Problem = wrong;
        }
        else
        {
            Re2Octets.Append(_out, value);
        }
    }

    private void Quoted()
    {
        var end = pattern.IndexOf("\\E", _at + 2, StringComparison.Ordinal);
        var text = end < 0 ? pattern[(_at + 2)..] : pattern[(_at + 2)..end];
        foreach (var rune in text.EnumerateRunes())
        {
            Re2Octets.Append(_out, rune.Value);
        }

        _at = end < 0 ? pattern.Length : end + 2;
    }
}
