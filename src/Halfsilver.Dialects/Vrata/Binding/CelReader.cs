using System.Collections.Immutable;
using System.Net;
using System.Text;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Vrata.Binding;

/// <summary>
/// Reads the conditions of CEL that rules can say: comparisons of method, path, host, fields, parameters and the client's address with texts,
/// joined by &amp;&amp;, || and !. A field that is not there makes a comparison fail either way round, as CEL's errors do.
/// </summary>
internal sealed class CelReader
{
    private const int Deepest = 32;

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _term;
    private string _wrong = "";

    private CelReader(string text) => _text = text;

    /// <summary>The rule; null where it cannot be said, with the reason.</summary>
    public static Rule? Read(string text, out string wrong)
    {
        var reader = new CelReader(text);
        var rule = reader.Either(negated: false);
        reader.Space();
        if (rule is not null && reader._at < text.Length)
        {
            reader.Fail();
            rule = null;
        }

        wrong = reader._wrong;
        return rule;
    }

    private Rule? Either(bool negated) => Joined("||", both: negated, () => Both(negated));

    private Rule? Both(bool negated) => Joined("&&", both: !negated, () => One(negated));

    private Rule? Joined(string sign, bool both, Func<Rule?> next)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        do
        {
            if (next() is not { } rule)
            {
                return null;
            }

            rules.Add(rule);
        }
        while (Take(sign));
        return rules.Count == 1 ? rules[0] : both ? new AllOf(rules.ToImmutable()) : new OneOf(rules.ToImmutable());
    }

    private Rule? One(bool negated)
    {
        if (++_depth > Deepest)
        {
            return Fail();
        }

        Rule? rule;
        if (Peek("!") && !Peek("!="))
        {
            _at++;
            rule = One(!negated);
        }
        else if (Take("("))
        {
            rule = Either(negated);
            rule = rule is not null && !Take(")") ? Fail() : rule;
        }
        else
        {
            rule = Comparison(negated);
        }

        _depth--;
        return rule;
    }

    private Rule? Comparison(bool negated)
    {
        Space();
        _term = _at;
        if (Peek("\"") || Peek("'"))
        {
            return Membership(negated);
        }

        if (!Take("request."))
        {
            return Fail();
        }

        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
        {
            _at++;
        }

        var part = _text[start.._at];
        string? key = null;
        if (part is "headers" or "queryParams")
        {
            if (!Take("[") || Text() is not { } name || !Take("]") || !IsKey(part, name))
            {
                return Fail();
            }

            key = name;
        }

        if (Take("==") || Take("!="))
        {
            var differs = _text[_at - 2] == '!';
            return Text() is { } value ? Equal(part, key, value, negated != differs) : Fail();
        }

        if (Take("in"))
        {
            return Take("[") ? Among(part, key, negated) : Fail();
        }

        if (Take("."))
        {
            foreach (var method in (string[])["startsWith", "endsWith", "contains", "matches"])
            {
                if (Take(method))
                {
                    return Take("(") && Text() is { } value && Take(")") ? Matching(part, key, method, value, negated) : Fail();
                }
            }
        }

        return Fail();
    }

    private Rule? Among(string part, string? key, bool negated)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        do
        {
            if (Text() is not { } value || Equal(part, key, value, negated) is not { } rule)
            {
                return Fail();
            }

            rules.Add(rule);
        }
        while (Take(","));
        return !Take("]") ? Fail() : rules.Count == 1 ? rules[0] : negated ? new AllOf(rules.ToImmutable()) : new OneOf(rules.ToImmutable());
    }

    private Rule? Membership(bool negated)
    {
        if (Text() is not { } name || !Take("in") || !Take("request."))
        {
            return Fail();
        }

        if (Take("headers") && IsKey("headers", name))
        {
            return new HeaderRule(name, negated ? ValueTest.Absent : ValueTest.Present);
        }

        return Take("queryParams") && IsKey("queryParams", name) ? new QueryRule(name, negated ? ValueTest.Absent : ValueTest.Present) : Fail();
    }

    private Rule? Equal(string part, string? key, string value, bool differs) => part switch
    {
        "method" when MethodNames.Check([value], "") is null => Unless(differs, new MethodRule([value])),
        "path" when value.StartsWith('/') => Unless(differs, new PathRule(value)),
        "host" when HostPattern.Check(value, "") is null && !value.Contains('*', StringComparison.Ordinal) => Unless(differs, new HostRule(value)),
        "clientIp" when IPAddress.TryParse(value, out _) && Addresses.IsNetwork(value) => Unless(differs, new ClientAddressRule([value])),
        "headers" or "queryParams" => There(part, key!, ValueTest.Is(value), differs),
        _ => Fail(),
    };

    private Rule? Matching(string part, string? key, string method, string value, bool negated)
    {
        var pattern = method switch
        {
            "startsWith" => $"^{MatchBinder.Escaped(value)}",
            "endsWith" => $"{MatchBinder.Escaped(value)}$",
            "contains" => MatchBinder.Escaped(value),
            _ => value,
        };
        if (Kinds.PlanFault(problems => LinearRegex.Check(pattern, "", problems)) is not null)
        {
            return Fail();
        }

        return part switch
        {
            "path" when method == "startsWith" && value.StartsWith('/') => Unless(negated, new PathTextPrefixRule(value)),
            "path" => Unless(negated, new PathRegexRule(pattern)),
            "host" => Unless(negated, new HostRegexRule(pattern)),
            "headers" or "queryParams" => There(part, key!, ValueTest.Matches(pattern), negated),
            _ => Fail(),
        };
    }

    private static Rule There(string part, string key, ValueTest test, bool negated)
    {
        Rule Of(ValueTest value) => part == "headers" ? new HeaderRule(key, value) : new QueryRule(key, value);
        return negated ? new AllOf([Of(ValueTest.Present), new Not(Of(test))]) : Of(test);
    }

    private static Rule Unless(bool negated, Rule rule) => negated ? new Not(rule) : rule;

    // Fields stand there in lower case; another name is never there.
    private static bool IsKey(string part, string name) =>
        part == "headers" ? FieldSyntax.IsToken(name) && !name.Any(char.IsAsciiLetterUpper) && name != "host" : name.Length > 0;

    private string? Text()
    {
        Space();
        if (_at >= _text.Length || _text[_at] is not ('"' or '\''))
        {
            return null;
        }

        var quote = _text[_at++];
        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            if (_text[_at] == '\\')
            {
                _at++;
                if (_at >= _text.Length || _text[_at] is not ('\\' or '"' or '\''))
                {
                    return null;
                }
            }

            text.Append(_text[_at++]);
        }

        return _at++ < _text.Length ? text.ToString() : null;
    }

    private bool Take(string sign)
    {
        if (!Peek(sign))
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }

    private bool Peek(string sign)
    {
        Space();
        return string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0;
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private Rule? Fail()
    {
        if (_wrong.Length == 0)
        {
            _wrong = $"this condition cannot be said from \"{FieldSyntax.Shown(_text[Math.Min(_term, _text.Length)..])}\" on; comparisons of request.method, path, host, headers, queryParams and clientIp with texts can";
        }

        return null;
    }
}
