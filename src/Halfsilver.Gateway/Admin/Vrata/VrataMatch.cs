using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Admin.Vrata;

/// <summary>Rules as Vrata's matches.</summary>
internal static class VrataMatch
{
    /// <summary>The match; where one part of the rule cannot be said, the whole rule as the native file has it, under <c>rule</c>.</summary>
    public static JsonObject Of(Rule rule)
    {
        var match = new JsonObject();
        ImmutableArray<Rule> parts = rule switch
        {
            AnyRule => [],
            AllOf all => all.Rules,
            _ => [rule],
        };
        return parts.All(part => Put(match, part)) ? match : new JsonObject { ["rule"] = KeyWriter.Of(new WritingStyle(Defaults: false, Short: true), rule, RuleSection.Write) };
    }

    private static bool Put(JsonObject match, Rule part) => part switch
    {
        PathRule path => Once(match, "path", path.Path),
        PathTextPrefixRule prefix => Once(match, "pathPrefix", prefix.Prefix),
        PathRegexRule { Pattern: ['^', .. var pattern] } => Once(match, "pathRegex", pattern),
        MethodRule methods => Once(match, "methods", Texts(methods.Methods)),
        HostRule host => Once(match, "hostnames", Texts([host.Host])),
        OneOf hosts when hosts.Rules.All(host => host is HostRule) => Once(match, "hostnames", Texts(hosts.Rules.Select(host => ((HostRule)host).Host))),
        HeaderRule header => Add(match, "headers", header.Name, header.Test),
        QueryRule query => Add(match, "queryParams", query.Key, query.Test),
        _ => false,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static bool Once(JsonObject match, string key, JsonNode value)
    {
        if (match.ContainsKey(key))
        {
            return false;
        }

        match[key] = value;
        return true;
    }

    private static bool Add(JsonObject match, string key, string name, ValueTest test)
    {
        if (test.Kind is ValueTestKind.Absent)
        {
            return false;
        }

        if (match[key] is not JsonArray list)
        {
            match[key] = list = [];
        }

        var item = new JsonObject { ["name"] = name };
        if (test.Value is { } value)
        {
            item["value"] = value;
        }

        if (test.Kind is ValueTestKind.Regex)
        {
            item["regex"] = true;
        }

        list.Add((JsonNode)item);
        return true;
    }
}
