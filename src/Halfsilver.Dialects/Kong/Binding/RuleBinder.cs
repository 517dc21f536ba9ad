using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kong.Binding;

/// <summary>What a route asks of requests.</summary>
/// <param name="Tests">All but the paths.</param>
/// <param name="Groups">The paths, by rank; one without paths where the route has none.</param>
/// <param name="Rank">The rank without that of the paths.</param>
internal sealed record RouteTests(ImmutableArray<Rule> Tests, ImmutableArray<PathGroup> Groups, RouteRank Rank);

/// <summary>Binds what a route asks of requests.</summary>
internal sealed class RuleBinder(ReadingScope scope)
{
    /// <summary>The tests; null after saying what is wrong.</summary>
    /// <param name="route">The route.</param>
    /// <param name="index">How many routes stand before it.</param>
    /// <param name="alone">Whether each path needs a rewrite of its own.</param>
    public RouteTests? Bind(RouteSource route, int index, bool alone)
    {
        var item = route.Item;
        var tests = ImmutableArray.CreateBuilder<Rule>();
        var (hosts, snis) = (Values(item, "hosts"), Values(item, "snis"));
        Methods(item, tests);
        AddOneOf(tests, hosts.Select(Host).OfType<Rule>());
        AddOneOf(tests, snis.Select(Host).OfType<Rule>());
        var headers = Headers(item, tests);
        var paths = Values(item, "paths").Select(path => Path(path, route.ByPattern)).OfType<(bool IsRegex, string Text)>().ToList();
        var kinds = (Values(item, "methods").Count > 0 ? 1 : 0) + (hosts.Count > 0 ? 1 : 0) + (headers > 0 ? 1 : 0) + (paths.Count > 0 ? 1 : 0) + (snis.Count > 0 ? 1 : 0);
        if (kinds == 0)
        {
            scope.Reject(Codes.MissingKey, item.Place, item.Path, "asks nothing of requests; one of methods, hosts, headers, paths, snis");
            return null;
        }

        var plain = hosts.Count > 0 && hosts.All(host => !((string)host.Value).Contains('*', StringComparison.Ordinal));
        var rank = new RouteRank(kinds, plain, headers, false, (int)item.Value<long>("regex_priority", 0), 0, item.Value("created_at", long.MaxValue), index);
        return new RouteTests(tests.ToImmutable(), Groups(paths, alone), rank);
    }

    private static ImmutableArray<PathGroup> Groups(List<(bool IsRegex, string Text)> paths, bool alone)
    {
        var groups = paths.Distinct().GroupBy(path => (path.IsRegex, path.IsRegex ? 0 : path.Text.Length, alone && !path.IsRegex ? path.Text : ""))
            .Select(group => new PathGroup(group.Key.IsRegex, [.. group.Select(path => path.Text)])).ToImmutableArray();
        return groups.IsEmpty ? [new PathGroup(false, [])] : groups;
    }

    private (bool IsRegex, string Text)? Path(ValueItem item, bool byPattern)
    {
        var text = (string)item.Value;
        if (text.StartsWith('~') || (byPattern && text.Any(c => !char.IsAsciiLetterOrDigit(c) && !"/._-~%".Contains(c, StringComparison.Ordinal))))
        {
            var pattern = text.TrimStart('~');
            if (Kinds.PlanFault(problems => Matching.LinearRegex.Check($"^(?:{pattern})", "", problems)) is not { } fault)
            {
                return (true, pattern);
            }

            scope.Reject(Codes.BadValue, item.Place, item.Path, fault);
            return null;
        }

        if (text.StartsWith('/') && !text.Any(c => c is <= ' ' or >= (char)0x7F or '?' or '#') && !text.Contains("//", StringComparison.Ordinal))
        {
            return (false, text);
        }

        scope.Reject(Codes.BadValue, item.Place, item.Path, $"\"{text}\" is not a path; begins with / (or ~/ for an expression), without // and spaces");
        return null;
    }

    private Rule? Host(ValueItem item)
    {
        var text = (string)item.Value;
        var colon = text.StartsWith('[') ? -1 : text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            scope.Approximate(item.Place, item.Path, "hosts are compared without their port");
            text = text[..colon];
        }

        if (text.EndsWith(".*", StringComparison.Ordinal) && Matching.HostPattern.Check(text[..^2], "") is null && !text.StartsWith('*'))
        {
            return new HostRegexRule($"^{PathGroup.Escaped(text[..^1])}[^.].*$");
        }

        if (Matching.HostPattern.Check(text, "") is not { } fault)
        {
            return new HostRule(text);
        }

        scope.Reject(fault.Code, item.Place, item.Path, fault.Message);
        return null;
    }

    private void Methods(MapItem item, ImmutableArray<Rule>.Builder tests)
    {
        var methods = Values(item, "methods");
        foreach (var method in methods)
        {
            if (MethodNames.Check([(string)method.Value], "") is { } fault)
            {
                scope.Reject(fault.Code, method.Place, method.Path, fault.Message);
            }
        }

        if (methods.Count > 0)
        {
            tests.Add(new MethodRule([.. methods.Select(method => (string)method.Value).Distinct(StringComparer.Ordinal)]));
        }
    }

    private int Headers(MapItem item, ImmutableArray<Rule>.Builder tests)
    {
        var count = 0;
        foreach (var (name, values) in item.Map("headers")?.Entries ?? ImmutableDictionary<string, Item>.Empty)
        {
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                scope.Reject(Codes.BadValue, values.Place, values.Path, "a host is no header here; write it into hosts");
                continue;
            }

            count++;
            AddOneOf(tests, ((ListItem)values).Items.OfType<ValueItem>().Select(value => Header(name, value)).OfType<Rule>());
        }

        return count;
    }

    // Kong compares values of headers without case.
    private HeaderRule? Header(string name, ValueItem value)
    {
        var text = (string)value.Value;
        var pattern = text.StartsWith("~*", StringComparison.Ordinal) ? $"(?i){text[2..]}" : $"(?i)^{PathGroup.Escaped(text)}$";
        if (Kinds.PlanFault(problems => Matching.LinearRegex.Check(pattern, "", problems)) is not { } fault)
        {
            return new HeaderRule(name, ValueTest.Matches(pattern));
        }

        scope.Reject(Codes.BadValue, value.Place, value.Path, fault);
        return null;
    }

    private static void AddOneOf(ImmutableArray<Rule>.Builder tests, IEnumerable<Rule> rules)
    {
        ImmutableArray<Rule> all = [.. rules];
        if (!all.IsEmpty)
        {
            tests.Add(all.Length == 1 ? all[0] : new OneOf(all));
        }
    }

    private static List<ValueItem> Values(MapItem item, string key) => [.. item.List(key).OfType<ValueItem>()];
}
