using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>
/// The order in which routes are tried. First the priority, higher first; a route without one has priority 0. Then, the
/// first of these that differs:
/// <list type="number">
/// <item>host: exact, then wildcard (longer first), then regular expression, then none;</item>
/// <item>path: exact, then template, then segment prefix (longer first), then text prefix (longer first), then regular
/// expression, then none. Templates are compared segment by segment: a literal before <c>{name}</c> before <c>{*rest}</c>;</item>
/// <item>the number of further tests (methods, headers, query, client, negations), more first;</item>
/// <item>the name, ordinal, so that the order never depends on a file's.</item>
/// </list>
/// Of parts that must all hold the most specific counts, of alternatives the least specific.
/// </summary>
internal static class Specificity
{
    /// <summary>Negative where <paramref name="left"/> is tried first.</summary>
    public static int Compare(Route left, Route right) => Compare(left, Of(left.Rule), right, Of(right.Rule));

    /// <summary>The same of routes whose ranks are known.</summary>
    public static int Compare(Route left, in RuleRank leftRank, Route right, in RuleRank rightRank)
    {
        var order = (right.Priority ?? 0).CompareTo(left.Priority ?? 0);
        order = order != 0 ? order : -Compare(leftRank, rightRank);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }

    /// <summary>Positive where <paramref name="left"/> is more specific.</summary>
    public static int Compare(in RuleRank left, in RuleRank right)
    {
        var order = CompareHosts(left, right);
        order = order != 0 ? order : ComparePaths(left, right);
        return order != 0 ? order : left.Tests.CompareTo(right.Tests);
    }

    public static RuleRank Of(Rule rule) => rule switch
    {
        AllOf { Rules.IsDefaultOrEmpty: false } all => OfAll(all.Rules),
        OneOf { Rules.IsDefaultOrEmpty: false } one => OfOne(one.Rules),
        HostRule host => HostPattern.IsWildcard(host.Host)
            ? new RuleRank { Host = HostRank.Wildcard, HostLength = HostPattern.Canonical(host.Host).Length }
            : new RuleRank { Host = HostRank.Exact },
        HostRegexRule => new RuleRank { Host = HostRank.Regex },
        PathRule => new RuleRank { Path = PathRank.Exact },
        PathTemplateRule template => new RuleRank { Path = PathRank.Template, Shape = PathTemplate.Parse(template.Template, "", [])?.Shape ?? "" },
        PathPrefixRule prefix => new RuleRank { Path = PathRank.Prefix, PathLength = RuleCompiler.PrefixOctets(prefix.Prefix).Length },
        PathTextPrefixRule prefix => new RuleRank { Path = PathRank.TextPrefix, PathLength = PathForm.OfText(prefix.Prefix).Length },
        PathRegexRule => new RuleRank { Path = PathRank.Regex },
        Not or MethodRule or HeaderRule or QueryRule or ClientAddressRule => new RuleRank { Tests = 1 },
        _ => default,
    };

    // Without LINQ: what it makes of a struct of ours is compiled at each start.
    private static RuleRank OfAll(ImmutableArray<Rule> rules)
    {
        var rank = Of(rules[0]);
        for (var i = 1; i < rules.Length; i++)
        {
            rank = Both(rank, Of(rules[i]));
        }

        return rank;
    }

    private static RuleRank OfOne(ImmutableArray<Rule> rules)
    {
        var rank = Of(rules[0]);
        for (var i = 1; i < rules.Length; i++)
        {
            var other = Of(rules[i]);
            rank = Compare(rank, other) <= 0 ? rank : other;
        }

        return rank;
    }

    private static RuleRank Both(RuleRank left, RuleRank right)
    {
        var host = CompareHosts(left, right) >= 0 ? left : right;
        var path = ComparePaths(left, right) >= 0 ? left : right;

        // A second host or path test narrows too; it counts like any other test.
        var doubled = (left.Host != HostRank.None && right.Host != HostRank.None ? 1 : 0)
            + (left.Path != PathRank.None && right.Path != PathRank.None ? 1 : 0);
        return new RuleRank
        {
            Host = host.Host,
            HostLength = host.HostLength,
            Path = path.Path,
            PathLength = path.PathLength,
            Shape = path.Shape,
            Tests = left.Tests + right.Tests + doubled,
        };
    }

    private static int CompareHosts(in RuleRank left, in RuleRank right)
    {
        var order = left.Host.CompareTo(right.Host);
        return order != 0 ? order : left.HostLength.CompareTo(right.HostLength);
    }

    private static int ComparePaths(in RuleRank left, in RuleRank right)
    {
        var order = left.Path.CompareTo(right.Path);
        order = order != 0 ? order : left.PathLength.CompareTo(right.PathLength);
        return order != 0 ? order : string.CompareOrdinal(left.Shape ?? "", right.Shape ?? "");
    }
}

/// <summary>How specific a rule is; <see cref="Specificity"/> compares.</summary>
internal readonly record struct RuleRank
{
    public HostRank Host { get; init; }

    public int HostLength { get; init; }

    public PathRank Path { get; init; }

    public int PathLength { get; init; }

    /// <summary>A template's <see cref="PathTemplate.Shape"/>; null elsewhere.</summary>
    public string? Shape { get; init; }

    public int Tests { get; init; }
}

/// <summary>Kinds of host rules, the more specific the higher.</summary>
internal enum HostRank
{
    None,
    Regex,
    Wildcard,
    Exact,
}

/// <summary>Kinds of path rules, the more specific the higher.</summary>
internal enum PathRank
{
    None,
    Regex,
    TextPrefix,
    Prefix,
    Template,
    Exact,
}
