using Halfsilver.Planning;

namespace Halfsilver.Gateway.Serving;

/// <summary>The path prefix that a rule demands of every request, if it demands one.</summary>
internal static class Prefixes
{
    public static string? OfRule(Rule rule) => rule switch
    {
        PathPrefixRule prefix => prefix.Prefix,
        PathTextPrefixRule prefix => prefix.Prefix,
        PathRule exact => exact.Path,
        AllOf all => all.Rules.Select(OfRule).FirstOrDefault(prefix => prefix is not null),
        _ => null,
    };
}
