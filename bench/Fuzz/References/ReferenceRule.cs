using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>
/// Whether a rule holds, asked slowly of text. What is compiled from somebody's pattern (regular expressions, templates, hosts, queries) is
/// asked of its own compiled leaf: those are held by how they combine.
/// </summary>
internal sealed partial class ReferenceRule
{
    // By the object, not by value: equal rules may stand in two places.
    private readonly Dictionary<Rule, CompiledRule?> _leaves = new(ReferenceEqualityComparer.Instance);

    public bool Holds(Rule rule, RequestHead head, RequestFacts facts, IPAddress client)
    {
        switch (rule)
        {
            case AllOf all:
                return all.Rules.Length > 0 && all.Rules.All(part => Holds(part, head, facts, client));
            case OneOf one:
                return one.Rules.Any(part => Holds(part, head, facts, client));
            case Not not:
                return !Holds(not.Rule, head, facts, client);
        }

        if (Leaf(rule) is not { } compiled)
        {
            return false;
        }

        var path = Normal(HeadFacts.Text(head.Path));
        return rule switch
        {
            PathRule exact => path == Written(exact.Path),
            PathTextPrefixRule prefix => path.StartsWith(Written(prefix.Prefix), StringComparison.Ordinal),
            PathPrefixRule prefix => Under(path, Written(prefix.Prefix)),
            MethodRule method => method.Methods.Contains(HeadFacts.Text(head.Method), StringComparer.Ordinal),
            HeaderRule header => Header(header, head) ?? compiled.Matches(facts),
            ClientAddressRule address => address.Networks.Any(network => Networks.Parse(network) is { } parsed && parsed.Contains(client)),
            _ => compiled.Matches(facts),
        };
    }

    // Null where the leaf was refused: then it never holds.
    private CompiledRule? Leaf(Rule rule)
    {
        if (!_leaves.TryGetValue(rule, out var compiled))
        {
            var problems = new List<Problem>();
            compiled = RuleCompiler.Compile(rule, "match", problems);
            compiled = problems.Count > 0 ? null : compiled;
            _leaves.Add(rule, compiled);
        }

        return compiled;
    }

    private static bool? Header(HeaderRule rule, RequestHead head)
    {
        var values = new List<string>();
        foreach (var line in head.Fields)
        {
            if (HeadFacts.Text(head.Name(line)).Equals(rule.Name, StringComparison.OrdinalIgnoreCase))
            {
                values.Add(HeadFacts.Text(head.Value(line)));
            }
        }

        return rule.Test.Kind switch
        {
            ValueTestKind.Present => values.Count > 0,
            ValueTestKind.Absent => values.Count == 0,
            ValueTestKind.Equal => values.Contains(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(rule.Test.Value!)), StringComparer.Ordinal),
            _ => null,
        };
    }

    private static bool Under(string path, string prefix)
    {
        prefix = prefix.Length > 1 && prefix.EndsWith('/') ? prefix[..^1] : prefix;
        return prefix == "/" ? path.StartsWith('/') : path == prefix || path.StartsWith($"{prefix}/", StringComparison.Ordinal);
    }

    private static string Written(string path) => Normal(string.Concat(Encoding.UTF8.GetBytes(path).Select(octet => octet is > 0x20 and < 0x7F ? $"{(char)octet}" : $"%{octet:X2}")));

    private static string Normal(string path) => Encoded().Replace(path, static octet =>
    {
        var c = (char)Convert.ToInt32(octet.Value[1..], 16);
        return char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' ? $"{c}" : octet.Value.ToUpperInvariant();
    });

    [GeneratedRegex("%[0-9A-Fa-f]{2}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Encoded();
}
