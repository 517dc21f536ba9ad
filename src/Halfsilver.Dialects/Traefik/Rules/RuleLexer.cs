using System.Globalization;
using System.Text;

namespace Halfsilver.Dialects.Traefik.Rules;

/// <summary>Splits a rule into its words, as Go does: texts in back quotes as they stand, in double quotes with escapes.</summary>
internal sealed class RuleLexer(string rule)
{
    private int _at;

    /// <summary>The next word.</summary>
    /// <exception cref="RuleFaultException">There is none.</exception>
    public RuleToken Next()
    {
        while (_at < rule.Length && rule[_at] is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }

        if (_at == rule.Length)
        {
            return new RuleToken(RuleTokenKind.End, Math.Max(rule.Length - 1, 0), 1, "");
        }

        var c = rule[_at];
        return c switch
        {
            '(' => Take(RuleTokenKind.Open, 1),
            ')' => Take(RuleTokenKind.Close, 1),
            ',' => Take(RuleTokenKind.Comma, 1),
            '!' => Take(RuleTokenKind.Not, 1),
            '&' or '|' => Twice(c),
            '`' => Raw(),
            '"' => Quoted(),
            '\'' => throw Fault(_at, 1, "a text stands in back quotes or double quotes, not in single quotes"),
            _ when char.IsAsciiLetter(c) || c == '_' => Name(),
            _ => throw Fault(_at, 1, $"\"{c}\" cannot stand here; use matchers as Host(`example.com`), &&, ||, ! and parentheses"),
        };
    }

    private RuleToken Take(RuleTokenKind kind, int length)
    {
        var token = new RuleToken(kind, _at, length, rule.Substring(_at, length));
        _at += length;
        return token;
    }

    private RuleToken Twice(char c) =>
        _at + 1 < rule.Length && rule[_at + 1] == c
            ? Take(c == '&' ? RuleTokenKind.And : RuleTokenKind.Or, 2)
            : throw Fault(_at, 1, $"\"{c}\" stands alone; use {c}{c}");

    private RuleToken Name()
    {
        var length = 1;
        while (_at + length < rule.Length && (char.IsAsciiLetterOrDigit(rule[_at + length]) || rule[_at + length] == '_'))
        {
            length++;
        }

        return Take(RuleTokenKind.Name, length);
    }

    private RuleToken Raw()
    {
        var end = rule.IndexOf('`', _at + 1);
        if (end < 0)
        {
            throw Fault(_at, rule.Length - _at, "the text that begins here has no closing back quote");
        }

        var token = new RuleToken(RuleTokenKind.Text, _at, end + 1 - _at, rule[(_at + 1)..end].Replace("\r", "", StringComparison.Ordinal));
        _at = end + 1;
        return token;
    }

    private RuleToken Quoted()
    {
        var text = new StringBuilder();
        var start = _at++;
        while (true)
        {
            if (_at >= rule.Length || rule[_at] is '\n' or '\r')
            {
                throw Fault(start, _at - start, "the text that begins here has no closing double quote");
            }

            var c = rule[_at];
            if (c == '"')
            {
                _at++;
                return new RuleToken(RuleTokenKind.Text, start, _at - start, text.ToString());
            }

            if (c == '\\')
            {
                Escape(text);
            }
            else
            {
                text.Append(c);
                _at++;
            }
        }
    }

    private void Escape(StringBuilder text)
    {
        var start = _at;
        var kind = _at + 1 < rule.Length ? rule[_at + 1] : '\0';
        var plain = kind switch { 'a' => '\a', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v', '\\' => '\\', '"' => '"', _ => '\0' };
        if (plain != '\0')
        {
            text.Append(plain);
            _at += 2;
            return;
        }

        var (digits, from) = kind switch { 'x' => (2, 2), 'u' => (4, 2), 'U' => (8, 2), >= '0' and <= '7' => (3, 1), _ => (0, 0) };
        var number = digits > 0 && start + from + digits <= rule.Length ? rule.AsSpan(start + from, digits) : default;
        var value = -1;
        if (from == 1 && number.Length == 3 && number.IndexOfAnyExceptInRange('0', '7') < 0)
        {
            value = ((number[0] - '0') * 64) + ((number[1] - '0') * 8) + (number[2] - '0');
        }
        else if (from == 2 && uint.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex <= 0x10FFFF)
        {
            value = (int)hex;
        }

        if (value < 0 || !Rune.IsValid(value))
        {
            throw Fault(start, Math.Min(2, rule.Length - start), "a backslash begins no escape here; write \\\\ for a backslash, or use back quotes");
        }

        text.Append(new Rune(value).ToString());
        _at = start + from + digits;
    }

    private static RuleFaultException Fault(int at, int length, string message) => new(new RuleFault(at, Math.Max(length, 1), message));
}
