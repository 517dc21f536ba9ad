using System.Collections.Immutable;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Rules;

/// <summary>A rule as read.</summary>
/// <param name="Rule">The rule; null where there is a fault.</param>
/// <param name="Fault">What is wrong, or null.</param>
/// <param name="Notes">What is read as something close to it, each with its place.</param>
internal sealed record RuleReading(Rule? Rule, RuleFault? Fault, ImmutableArray<RuleFault> Notes);

/// <summary>Reads Traefik's rules: matchers joined by <c>&amp;&amp;</c>, <c>||</c>, <c>!</c> and parentheses.</summary>
internal sealed class RuleParser
{
    /// <summary>Levels of parentheses and negations.</summary>
    internal const int MostDepth = 64;

    /// <summary>Characters of a rule.</summary>
    internal const int MostCharacters = 64 * 1024;

    private readonly RuleLexer _lexer;
    private readonly RuleMatchers _matchers;
    private RuleToken _token;
    private int _depth;

    private RuleParser(string rule, bool older)
    {
        _lexer = new RuleLexer(rule);
        _matchers = new RuleMatchers(older);
    }

    /// <summary>Reads a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="older">Whether it is written in the syntax of version 2.</param>
    public static RuleReading Read(string rule, bool older = false)
    {
        if (rule.Length > MostCharacters)
        {
            return new RuleReading(null, new RuleFault(0, 1, $"the rule has {rule.Length} characters; at most {MostCharacters} are read"), []);
        }

        var parser = new RuleParser(rule, older);
        try
        {
            parser.Advance();
            var read = parser.Or();
            if (parser._token.Kind != RuleTokenKind.End)
            {
                throw parser.Unexpected("&&, || or the rule's end");
            }

            return new RuleReading(read, null, [.. parser._matchers.Notes]);
        }
        catch (RuleFaultException wrong)
        {
            return new RuleReading(null, wrong.Fault, []);
        }
    }

    private Rule Or()
    {
        var parts = ImmutableArray.CreateBuilder<Rule>();
        parts.Add(And());
        while (_token.Kind == RuleTokenKind.Or)
        {
            Advance();
            parts.Add(And());
        }

        return parts.Count == 1 ? parts[0] : new OneOf(parts.ToImmutable());
    }

    private Rule And()
    {
        var parts = ImmutableArray.CreateBuilder<Rule>();
        parts.Add(Operand());
        while (_token.Kind == RuleTokenKind.And)
        {
            Advance();
            parts.Add(Operand());
        }

        return parts.Count == 1 ? parts[0] : new AllOf(parts.ToImmutable());
    }

    private Rule Operand()
    {
        if (++_depth > MostDepth)
        {
            throw new RuleFaultException(new RuleFault(_token.At, 1, $"more than {MostDepth} levels"));
        }

        var rule = _token.Kind switch
        {
            RuleTokenKind.Not => Negation(),
            RuleTokenKind.Open => Group(),
            RuleTokenKind.Name => Matcher(),
            _ => throw Unexpected("a matcher as Host(`example.com`)"),
        };
        _depth--;
        return rule;
    }

    private Not Negation()
    {
        Advance();
        return new Not(Operand());
    }

    private Rule Group()
    {
        Advance();
        var rule = Or();
        Expect(RuleTokenKind.Close, "a closing parenthesis, && or ||");
        return rule;
    }

    private Rule Matcher()
    {
        var name = _token;
        Advance();
        Expect(RuleTokenKind.Open, "an opening parenthesis");
        var arguments = new List<RuleToken>();
        while (_token.Kind != RuleTokenKind.Close)
        {
            if (arguments.Count > 0)
            {
                Expect(RuleTokenKind.Comma, "a comma or a closing parenthesis");
            }

            arguments.Add(_token);
            Expect(RuleTokenKind.Text, "a text in back quotes");
        }

        Advance();
        return _matchers.Build(name, arguments);
    }

    private void Advance() => _token = _lexer.Next();

    private void Expect(RuleTokenKind kind, string words)
    {
        if (_token.Kind != kind)
        {
            throw Unexpected(words);
        }

        Advance();
    }

    private RuleFaultException Unexpected(string expected) => new(new RuleFault(_token.At, _token.Length, $"found {_token.Words}; expected {expected}"));
}
