using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>Rules as written, made into rules as asked. What cannot be compiled becomes a problem and a rule that never holds.</summary>
internal static class RuleCompiler
{
    /// <summary>The rule compiled.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="path">Where it stands in the plan.</param>
    /// <param name="problems">Told what is wrong.</param>
    /// <param name="expressions">Those of the whole plan; null where the rule stands alone.</param>
    public static CompiledRule Compile(Rule rule, string path, ICollection<Problem> problems, Expressions? expressions = null)
    {
        expressions ??= Expressions.ForRequests();
        var text = RuleText.Of(rule);
        CompiledRule? compiled = rule switch
        {
            AnyRule => new AnyMatch { Text = text },
            AllOf all => Parts(all.Rules, $"{path}.all", problems, expressions, parts => new AllMatch(parts) { Text = text }),
            OneOf one => Parts(one.Rules, $"{path}.any", problems, expressions, parts => new OneMatches(parts) { Text = text }),
            Not not => new NotMatch(Compile(not.Rule, $"{path}.not", problems, expressions)) { Text = text },
            HostRule host => Host(host.Host, $"{path}.host", text, problems),
            HostRegexRule host => Regex(host.Pattern, $"{path}.host", problems, expressions, regex => new HostRegexMatch(regex) { Text = text }, ignoreCase: true),
            PathRule exact => Path(exact.Path, $"{path}.path", problems, octets => new PathMatch(octets) { Text = text }),
            PathTextPrefixRule prefix => Path(prefix.Prefix, $"{path}.path", problems, octets => new PathTextPrefixMatch(octets) { Text = text }),
            PathPrefixRule prefix => Path(prefix.Prefix, $"{path}.path", problems, _ => new PathPrefixMatch(PrefixOctets(prefix.Prefix)) { Text = text }),
            PathTemplateRule template => Template(template, $"{path}.path", text, problems),
            PathRegexRule regexRule => Regex(regexRule.Pattern, $"{path}.path", problems, expressions, regex => new PathRegexMatch(regex) { Text = text }),
            MethodRule method => Method(method.Methods, $"{path}.methods", text, problems),
            HeaderRule header => Header(header, $"{path}.headers[{header.Name}]", text, problems, expressions),
            QueryRule query => Query(query, $"{path}.query[{query.Key}]", text, problems, expressions),
            ClientAddressRule client => Client(client.Networks, $"{path}.client", text, problems),
            _ => throw new ArgumentException($"A rule of a kind unknown here: {rule.GetType().Name}.", nameof(rule)),
        };
        return compiled ?? new NeverMatch { Text = text };
    }

    /// <summary>A segment prefix as octets: <c>/a/</c> means <c>/a</c>, and <c>/</c> leaves nothing.</summary>
    public static byte[] PrefixOctets(string prefix) => Segments(PathForm.OfText(WithoutClosingSlash(prefix)));

    private static PathTemplateMatch? Template(PathTemplateRule template, string path, string text, ICollection<Problem> problems) =>
        PathTemplate.Parse(template.Template, path, problems, template.AnyCase) is { } parsed ? new PathTemplateMatch(parsed) { Text = text } : null;

    private static string WithoutClosingSlash(string prefix) => prefix.Length > 1 && prefix[^1] == '/' ? prefix[..^1] : prefix;

    private static byte[] Segments(byte[] octets) => octets is [(byte)'/'] ? [] : octets;

    private static CompiledRule? Parts(
        ImmutableArray<Rule> rules, string path, ICollection<Problem> problems, Expressions expressions, Func<CompiledRule[], CompiledRule> build)
    {
        if (rules.IsDefaultOrEmpty)
        {
            problems.Report(ProblemCodes.EmptyRule, path, "no rules (0); at least one rule, or none of this key");
            return null;
        }

        var parts = new CompiledRule[rules.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Compile(rules[i], $"{path}[{i}]", problems, expressions);
        }

        return build(parts);
    }

    private static CompiledRule? Host(string host, string path, string text, ICollection<Problem> problems)
    {
        if (HostPattern.Check(host, path) is { } problem)
        {
            problems.Add(problem);
            return null;
        }

        var canonical = HostPattern.Canonical(host);
        return HostPattern.IsWildcard(host)
            ? new HostSuffixMatch(HostPattern.Octets(canonical[1..])) { Text = text }
            : new HostMatch(HostPattern.Octets(canonical)) { Text = text };
    }

    private static CompiledRule? Path(string value, string path, ICollection<Problem> problems, Func<byte[], CompiledRule> build)
    {
        if (value != "*" && !value.StartsWith('/'))
        {
            problems.Report(ProblemCodes.BadPath, path, $"path does not begin with / ({value}); a path as /orders, or * for OPTIONS *");
            return null;
        }

        if (value.IndexOfAny(['?', '#']) >= 0)
        {
            problems.Report(ProblemCodes.BadPath, path, $"path holds ? or # ({value}); a path without query, a query has its own rule");
            return null;
        }

        return build(PathForm.OfText(value));
    }

    private static CompiledRule? Regex(
        string pattern, string path, ICollection<Problem> problems, Expressions expressions, Func<Regex, CompiledRule> build, bool ignoreCase = false) =>
        expressions.Of(pattern, path, problems, ignoreCase) is { } regex ? build(regex) : null;

    private static MethodMatch? Method(ImmutableArray<string> methods, string path, string text, ICollection<Problem> problems)
    {
        if (MethodNames.Check(methods, path) is { } problem)
        {
            problems.Add(problem);
            return null;
        }

        return new MethodMatch([.. methods.Select(Encoding.ASCII.GetBytes)]) { Text = text };
    }

    private static CompiledRule? Header(HeaderRule rule, string path, string text, ICollection<Problem> problems, Expressions expressions)
    {
        if (FieldSyntax.CheckName(rule.Name, path) is { } badName)
        {
            problems.Add(badName);
            return null;
        }

        var name = Encoding.ASCII.GetBytes(rule.Name);
        switch (rule.Test.Kind)
        {
            case ValueTestKind.Present or ValueTestKind.Absent:
                return new HeaderPresenceMatch(name, rule.Test.Kind == ValueTestKind.Present) { Text = text };
            case ValueTestKind.Regex:
                return Regex(rule.Test.Value ?? "", path, problems, expressions, regex => new HeaderRegexMatch(name, regex) { Text = text });
            default:
                var value = rule.Test.Value ?? "";
                if (FieldSyntax.CheckValue(value, path) is { } badValue)
                {
                    problems.Add(badValue);
                    return null;
                }

                if (value != value.Trim(' ', '\t'))
                {
                    problems.Report(
                        ProblemCodes.BadTest,
                        path,
                        $"value begins or ends with white space, which no field does (\"{value}\"); the value without it");
                    return null;
                }

                return new HeaderEqualMatch(name, Encoding.UTF8.GetBytes(value)) { Text = text };
        }
    }

    private static CompiledRule? Query(QueryRule rule, string path, string text, ICollection<Problem> problems, Expressions expressions)
    {
        if (rule.Key.Length == 0)
        {
            problems.Report(ProblemCodes.BadTest, path, "key is empty (\"\"); the name of a query key");
            return null;
        }

        var key = Encoding.UTF8.GetBytes(rule.Key);
        return rule.Test.Kind switch
        {
            ValueTestKind.Present => new QueryPresenceMatch(key, present: true) { Text = text },
            ValueTestKind.Absent => new QueryPresenceMatch(key, present: false) { Text = text },
            ValueTestKind.Regex => Regex(rule.Test.Value ?? "", path, problems, expressions, regex => new QueryRegexMatch(key, regex) { Text = text }),
            _ => new QueryEqualMatch(key, Encoding.UTF8.GetBytes(rule.Test.Value ?? "")) { Text = text },
        };
    }

    private static ClientMatch? Client(ImmutableArray<string> networks, string path, string text, ICollection<Problem> problems)
    {
        if (networks.IsDefaultOrEmpty)
        {
            problems.Report(ProblemCodes.BadNetwork, path, "no networks (0); at least one, as 10.0.0.0/8");
            return null;
        }

        var parsed = new List<IPNetwork>(networks.Length);
        foreach (var network in networks)
        {
            if (Networks.Parse(network) is { } good)
            {
                parsed.Add(good);
            }
            else
            {
                problems.Report(
                    ProblemCodes.BadNetwork,
                    path,
                    $"not a network ({network}); an address and a prefix length, as 10.0.0.0/8 or 2001:db8::/32");
            }
        }

        return parsed.Count == networks.Length ? new ClientMatch([.. parsed]) { Text = text } : null;
    }
}
