using Halfsilver.Planning;

namespace Halfsilver.Dialects.Tests.Traefik;

/// <summary>A rule on one line, so that tests can say what they expect.</summary>
internal static class RuleShown
{
    public static string Of(Rule rule) => rule switch
    {
        AnyRule => "any",
        AllOf all => $"all({string.Join(", ", all.Rules.Select(Of))})",
        OneOf one => $"one({string.Join(", ", one.Rules.Select(Of))})",
        Not not => $"not({Of(not.Rule)})",
        HostRule host => $"host {host.Host}",
        HostRegexRule host => $"host~ {host.Pattern}",
        PathRule path => $"path {path.Path}",
        PathTextPrefixRule path => $"prefix {path.Prefix}",
        PathRegexRule path => $"path~ {path.Pattern}",
        MethodRule method => $"method {string.Join('|', method.Methods)}",
        HeaderRule header => $"header {header.Name}{Of(header.Test)}",
        QueryRule query => $"query {query.Key}{Of(query.Test)}",
        ClientAddressRule client => $"client {string.Join('|', client.Networks)}",
        _ => rule.ToString(),
    };

    private static string Of(ValueTest test) => test.Kind switch
    {
        ValueTestKind.Equal => $"={test.Value}",
        ValueTestKind.Regex => $"~{test.Value}",
        _ => $" {test.Kind}",
    };
}
