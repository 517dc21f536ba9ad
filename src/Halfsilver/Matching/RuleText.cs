using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>Rules in words. Equal words mean equal rules: hosts and field names are lower-cased, methods sorted.</summary>
internal static class RuleText
{
    public static string Of(Rule rule) => rule switch
    {
        AllOf all => Join(all.Rules.IsDefaultOrEmpty ? [] : all.Rules, " and ", "any request"),
        OneOf one => Join(one.Rules.IsDefaultOrEmpty ? [] : one.Rules, " or ", "no request"),
        Not not => $"not ({Of(not.Rule)})",
        HostRule host => $"host is {HostPattern.Canonical(host.Host)}",
        HostRegexRule host => $"host matches {Quote(host.Pattern)}",
        PathRule path => $"path is {path.Path}",
        PathTextPrefixRule path => $"path begins with the text {path.Prefix}",
        PathPrefixRule path => $"path lies under {path.Prefix}",
        PathTemplateRule path => $"path has the form {path.Template}{(path.AnyCase ? " in any case" : "")}",
        PathRegexRule path => $"path matches {Quote(path.Pattern)}",
        MethodRule method => $"method is {string.Join(" or ", Sorted(method.Methods))}",
        HeaderRule header => $"header {header.Name.ToLowerInvariant()} {Of(header.Test)}",
        QueryRule query => $"query key {Quote(query.Key)} {Of(query.Test)}",
        ClientAddressRule client => $"client lies in {string.Join(" or ", Sorted(client.Networks))}",
        _ => "any request",
    };

    private static string Of(ValueTest test) => test.Kind switch
    {
        ValueTestKind.Present => "is there",
        ValueTestKind.Absent => "is absent",
        ValueTestKind.Equal => $"is {Quote(test.Value ?? "")}",
        _ => $"matches {Quote(test.Value ?? "")}",
    };

    private static string Join(IEnumerable<Rule> rules, string word, string none)
    {
        var texts = rules.Select(rule => rule is AllOf or OneOf ? $"({Of(rule)})" : Of(rule)).ToArray();
        return texts.Length == 0 ? none : string.Join(word, texts);
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> words) => words.Order(StringComparer.Ordinal);

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
