using System.Collections.Immutable;
using System.Text.Json.Nodes;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Writing;

/// <summary>Writes rules in their <see cref="RuleForm"/>, as <see cref="Binding.RuleBinder"/> reads them.</summary>
internal static class RuleSection
{
    public static void Write(KeyWriter keys, Rule rule)
    {
        ImmutableArray<Rule> parts = rule switch
        {
            AnyRule => [],
            AllOf all => all.Rules,
            _ => [rule],
        };
        if (!RuleForm.IsInOrder(parts))
        {
            keys.List("all", parts.Select(part => Nested(keys.Style, part)));
            return;
        }

        var (kept, rest) = RuleForm.Slots(parts);
        foreach (var (slot, rules) in kept.Where(pair => pair.Key < RuleSlot.All))
        {
            Slot(keys, slot, rules);
        }

        keys.List("all", rest.Select(part => Nested(keys.Style, part)));
        if (kept.TryGetValue(RuleSlot.Not, out var not))
        {
            keys.Put("not", Nested(keys.Style, ((Not)not[0]).Rule));
        }
    }

    /// <summary>A test of the path; null where the rule is none.</summary>
    public static JsonObject? Path(Rule rule) => rule switch
    {
        PathRule exact => new JsonObject { ["exact"] = exact.Path },
        PathPrefixRule prefix => new JsonObject { ["prefix"] = prefix.Prefix },
        PathTextPrefixRule prefix => new JsonObject { ["textPrefix"] = prefix.Prefix },
        PathTemplateRule { AnyCase: true } template => new JsonObject { ["template"] = template.Template, ["anyCase"] = true },
        PathTemplateRule template => new JsonObject { ["template"] = template.Template },
        PathRegexRule regex => new JsonObject { ["regex"] = regex.Pattern },
        _ => null,
    };

    /// <summary>A test of a value.</summary>
    public static JsonObject Test(string name, ValueTest test)
    {
        var (kind, value) = test.Kind switch
        {
            ValueTestKind.Present => ("present", (JsonNode)true),
            ValueTestKind.Absent => ("absent", true),
            ValueTestKind.Equal => ("exact", test.Value ?? ""),
            ValueTestKind.Regex => ("regex", test.Value ?? ""),
            _ => throw new ArgumentOutOfRangeException(nameof(test), test.Kind, "The native file has no test of this kind."),
        };
        return new JsonObject { ["name"] = name, [kind] = value };
    }

    private static void Slot(KeyWriter keys, RuleSlot slot, List<Rule> rules)
    {
        switch (slot)
        {
            case RuleSlot.Hosts:
                keys.List("hosts", (rules[0] is OneOf one ? one.Rules : [rules[0]]).Select(Host));
                break;
            case RuleSlot.Path:
                keys.Put("path", Path(rules[0]));
                break;
            case RuleSlot.Methods:
                keys.Names("methods", ((MethodRule)rules[0]).Methods);
                break;
            case RuleSlot.Headers:
                keys.List("headers", rules.Cast<HeaderRule>().Select(header => Test(header.Name, header.Test)));
                break;
            case RuleSlot.Query:
                keys.List("query", rules.Cast<QueryRule>().Select(query => Test(query.Key, query.Test)));
                break;
            case RuleSlot.ClientAddresses:
                keys.Names("clientAddresses", ((ClientAddressRule)rules[0]).Networks);
                break;
            default:
                keys.Put("any", new JsonArray([.. ((OneOf)rules[0]).Rules.Select(part => Nested(keys.Style, part))]));
                break;
        }
    }

    private static JsonObject Nested(WritingStyle style, Rule rule) => KeyWriter.Of(style, rule, Write);

    private static JsonNode Host(Rule rule) => rule is HostRegexRule regex ? new JsonObject { ["regex"] = regex.Pattern } : ((HostRule)rule).Host;
}
