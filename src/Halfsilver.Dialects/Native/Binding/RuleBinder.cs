using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Native.Binding;

/// <summary>Binds rules.</summary>
internal static class RuleBinder
{
    /// <summary>All that a match asks for; every request where it asks for nothing.</summary>
    public static Rule Bind(MapItem? match)
    {
        if (match is null)
        {
            return AnyRule.Instance;
        }

        var rules = new List<Rule>();
        AddAnyOf(rules, match.List("hosts").Select(Host));
        if (Path(match, "path") is { } path)
        {
            rules.Add(path);
        }

        if (match.List("methods") is { Count: > 0 } methods)
        {
            rules.Add(new MethodRule(Texts(methods)));
        }

        rules.AddRange(Headers(match));
        rules.AddRange(match.List("query").Cast<MapItem>().Select(item => new QueryRule(item.Text("name") ?? "", Test(item))));
        if (match.List("clientAddresses") is { Count: > 0 } networks)
        {
            rules.Add(new ClientAddressRule(Texts(networks)));
        }

        AddAnyOf(rules, match.List("any").Cast<MapItem>().Select(Bind));
        rules.AddRange(match.List("all").Cast<MapItem>().Select(Bind));
        if (match.Map("not") is { } not)
        {
            rules.Add(new Not(Bind(not)));
        }

        return rules.Count switch { 0 => AnyRule.Instance, 1 => rules[0], _ => new AllOf([.. rules]) };
    }

    /// <summary>A test of the path; a bare text is a prefix.</summary>
    public static Rule? Path(MapItem group, string key)
    {
        if (group.Text(key) is { } prefix)
        {
            return new PathPrefixRule(prefix);
        }

        var test = group.Map(key);
        return test?.Entries.Where(entry => entry.Key != "anyCase")
            .Select(entry => PathTest(entry.Key, (string)((ValueItem)entry.Value).Value, test.Value("anyCase", false))).FirstOrDefault();
    }

    /// <summary>Tests of fields, in the order of the file.</summary>
    public static ImmutableArray<HeaderRule> Headers(MapItem group) =>
        [.. group.List("headers").Cast<MapItem>().Select(item => new HeaderRule(item.Text("name") ?? "", Test(item)))];

    /// <summary>Texts of a list.</summary>
    public static ImmutableArray<string> Texts(IReadOnlyList<Item> items) => [.. items.Select(item => (string)((ValueItem)item).Value)];

    private static void AddAnyOf(List<Rule> rules, IEnumerable<Rule> alternatives)
    {
        ImmutableArray<Rule> all = [.. alternatives];
        if (all.Length > 0)
        {
            rules.Add(all.Length == 1 ? all[0] : new OneOf(all));
        }
    }

    private static Rule Host(Item item) =>
        item is MapItem group ? new HostRegexRule(group.Text("regex") ?? "") : new HostRule((string)((ValueItem)item).Value);

    private static Rule PathTest(string kind, string value, bool anyCase) => kind switch
    {
        "exact" => new PathRule(value),
        "textPrefix" => new PathTextPrefixRule(value),
        "template" => new PathTemplateRule(value) { AnyCase = anyCase },
        "regex" => new PathRegexRule(value),
        _ => new PathPrefixRule(value),
    };

    private static ValueTest Test(MapItem item) =>
        item.Text("exact") is { } exact ? ValueTest.Is(exact)
        : item.Text("regex") is { } pattern ? ValueTest.Matches(pattern)
        : item.Value("absent", false) ? ValueTest.Absent
        : ValueTest.Present;
}
