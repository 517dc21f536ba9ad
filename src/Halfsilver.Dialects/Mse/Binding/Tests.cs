using System.Collections.Immutable;
using System.Text.RegularExpressions;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>Rules of tests that both forms have.</summary>
internal static class Tests
{
    /// <summary>A test of a value that is compared whole, by its begin, or by an expression that matches it whole.</summary>
    public static ValueTest Of(string kind, string value) => kind switch
    {
        "PRE" => ValueTest.Matches($"^{Literal(value)}"),
        "ERGULAR" or "REGULAR" => ValueTest.Matches($"^(?:{value})$"),
        _ => ValueTest.Is(value.Trim(' ', '\t')),
    };

    /// <summary>All of them; every request where there are none.</summary>
    public static Rule All(ImmutableArray<Rule> rules) => rules switch
    {
        [] => AnyRule.Instance,
        [var only] => only,
        _ => new AllOf(rules),
    };

    /// <summary>One of some hosts; null for every host.</summary>
    public static Rule? Hosts(ImmutableArray<string> hosts) => hosts switch
    {
        [] => null,
        [var only] => new HostRule(only),
        _ => new OneOf([.. hosts.Select(host => (Rule)new HostRule(host))]),
    };

    /// <summary>A path that is compared without case.</summary>
    /// <param name="path">The path, or its begin.</param>
    /// <param name="isPrefix">Whether more segments may follow.</param>
    public static PathRegexRule AnyCase(string path, bool isPrefix)
    {
        var bare = isPrefix ? path.TrimEnd('/') : path;
        return new PathRegexRule(isPrefix ? $"^(?i:{Literal(bare)})(?:/.*)?$" : $"^(?i:{Literal(bare)})$");
    }

    /// <summary>A text as an expression that matches it.</summary>
    public static string Literal(string text) => Regex.Escape(text).Replace("\\ ", " ", StringComparison.Ordinal).Replace("\\#", "#", StringComparison.Ordinal);
}
