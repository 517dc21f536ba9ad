using System.Collections.Frozen;
using System.Collections.Immutable;

using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Rules;

/// <summary>The matchers of a rule.</summary>
/// <param name="older">Whether the rule is written in the syntax of version 2.</param>
internal sealed class RuleMatchers(bool older)
{
    // Traefik takes each name as it stands, in lower case, in capitals and with one capital.
    private static readonly FrozenDictionary<string, Matcher> Known = new Matcher[]
    {
        new("Host", 1, true, (texts, _) => Any(texts, Host)),
        new("HostRegexp", 1, true, (texts, older) => Any(texts, text => new HostRegexRule(older ? OlderTemplates.Host(text) : text))),
        new("Path", 1, true, (texts, older) => Any(texts, text => older && OlderTemplates.Has(text) ? new PathRegexRule(OlderTemplates.Path(text, whole: true)) : new PathRule(text))),
        new("PathPrefix", 1, true, (texts, older) => Any(texts, text => older && OlderTemplates.Has(text) ? new PathRegexRule(OlderTemplates.Path(text, whole: false)) : new PathTextPrefixRule(text))),
        new("PathRegexp", 1, false, (texts, _) => new PathRegexRule(texts[0])),
        new("Method", 1, true, (texts, _) => new MethodRule([.. texts.Select(text => text.ToUpperInvariant())])),
        new("Header", 2, false, (texts, _) => new HeaderRule(texts[0], ValueTest.Is(texts[1]))),
        new("HeaderRegexp", 2, false, (texts, _) => new HeaderRule(texts[0], ValueTest.Matches(texts[1]))),
        new("Query", 1, false, (texts, older) => older ? Any(texts, OlderQuery) : new QueryRule(texts[0], ValueTest.Is(texts.Length > 1 ? texts[1] : ""))) { Further = 1 },
        new("QueryRegexp", 1, false, (texts, _) => new QueryRule(texts[0], texts.Length > 1 ? ValueTest.Matches(texts[1]) : ValueTest.Is(""))) { Further = 1 },
        new("ClientIP", 1, true, (texts, _) => new ClientAddressRule(texts)),
    }.ToFrozenDictionary(matcher => matcher.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Older =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Headers"] = "Header", ["HeadersRegexp"] = "HeaderRegexp" }
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all matchers.</summary>
    public static IEnumerable<string> Names => Known.Values.Select(matcher => matcher.Name).Order(StringComparer.Ordinal);

    /// <summary>What was read as something close to it.</summary>
    public List<RuleFault> Notes { get; } = [];

    /// <summary>The rule that a matcher with its texts comes to.</summary>
    /// <exception cref="RuleFaultException">The matcher or its texts are wrong.</exception>
    public Rule Build(RuleToken name, List<RuleToken> arguments)
    {
        if (Older.TryGetValue(name.Text, out var now))
        {
            Notes.Add(new RuleFault(name.At, name.Length, $"{name.Text} is a matcher of version 2, read as {now}"));
        }

        if (!Known.TryGetValue(now ?? name.Text, out var matcher))
        {
            throw Fault(name, $"no matcher named {name.Text}; there are: {string.Join(", ", Names)}", Nearest.To(name.Text, Names));
        }

        Count(matcher, name, arguments);
        var texts = arguments.Select(argument => argument.Text).ToImmutableArray();
        var rule = matcher.Build(texts, older);
        var problems = new List<Problem>();
        RuleCompiler.Compile(rule, "", problems, Expressions.ForChecks());
        if (problems.Count > 0)
        {
            throw Fault(Wrong(arguments, matcher), problems[0].Message, null);
        }

        return rule;
    }

    private static RuleToken Wrong(List<RuleToken> arguments, Matcher matcher)
    {
        // Of several alternatives the first that is wrong by itself; else the last, where expressions and values stand.
        var problems = new List<Problem>();
        foreach (var argument in matcher.Alternatives ? arguments : [])
        {
            RuleCompiler.Compile(matcher.Build([argument.Text], false), "", problems, Expressions.ForChecks());
            if (problems.Count > 0)
            {
                return argument;
            }
        }

        return arguments[^1];
    }

    private void Count(Matcher matcher, RuleToken name, List<RuleToken> arguments)
    {
        var most = matcher.Least + matcher.Further;
        if (arguments.Count >= matcher.Least && arguments.Count <= most)
        {
            return;
        }

        if (arguments.Count > most && (matcher.Alternatives || (older && matcher.Further > 0)))
        {
            if (!older)
            {
                Notes.Add(new RuleFault(name.At, name.Length, $"{matcher.Name} with several texts is version 2's, read as one of them"));
            }

            return;
        }

        var needed = matcher.Further > 0 ? $"{matcher.Least} or {most} texts" : matcher.Least == 1 ? "one text" : $"{matcher.Least} texts";
        throw Fault(arguments.Count > most ? arguments[most] : name, $"{matcher.Name} takes {needed}, not {arguments.Count}", null);
    }

    // "*.example.com" stands for exactly one label here; the plan's own wildcard for one or more.
    private static Rule Host(string text)
    {
        if (text == "*")
        {
            return AnyRule.Instance;
        }

        var host = text.ToLowerInvariant();
        return host.StartsWith("*.", StringComparison.Ordinal) && HostPattern.Check(host, "") is null
            ? new AllOf([new HostRule(host), new HostRegexRule($@"^[^.]+\.{host[2..].Replace(".", @"\.", StringComparison.Ordinal)}$")])
            : new HostRule(host);
    }

    private static QueryRule OlderQuery(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? new QueryRule(text[..at], ValueTest.Is(text[(at + 1)..])) : new QueryRule(text, ValueTest.Is(""));

    private static Rule Any(ImmutableArray<string> texts, Func<string, Rule> rule) =>
        texts.Length == 1 ? rule(texts[0]) : new OneOf([.. texts.Select(rule)]);

    private static RuleFaultException Fault(RuleToken at, string message, string? suggestion) =>
        new(new RuleFault(at.At, at.Length, message, suggestion));

    /// <summary>One of the matchers.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Least">Texts it needs.</param>
    /// <param name="Alternatives">Whether version 2 took several texts, one of which must hold.</param>
    /// <param name="Build">The rule it comes to; the flag says whether version 2 is written.</param>
    private sealed record Matcher(string Name, int Least, bool Alternatives, Func<ImmutableArray<string>, bool, Rule> Build)
    {
        /// <summary>Texts it may have beyond that.</summary>
        public int Further { get; init; }
    }
}
