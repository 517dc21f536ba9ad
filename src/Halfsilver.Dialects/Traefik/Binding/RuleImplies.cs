using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>What every request has that a rule takes.</summary>
internal static class RuleImplies
{
    /// <summary>Whether every path begins with a prefix.</summary>
    public static bool Prefix(Rule rule, string prefix) => rule switch
    {
        AllOf all => all.Rules.Any(part => Prefix(part, prefix)),
        OneOf one => one.Rules.All(part => Prefix(part, prefix)),
        PathTextPrefixRule path => path.Prefix.StartsWith(prefix, StringComparison.Ordinal),
        PathRule path => path.Path.StartsWith(prefix, StringComparison.Ordinal),
        _ => false,
    };
}
