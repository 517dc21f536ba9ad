using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>
/// Finds routes whose order only their names decide although both can match one request: equal priority and specificity,
/// a shared entry point, equal host and path tests, and no other test that plainly keeps them apart.
/// </summary>
internal static class RouteTies
{
    // Nobody reads more of them, and of n routes that are all alike there are n² pairs.
    private const int Most = 1_000;

    public static List<Problem> Check(IReadOnlyList<Route> routes, int most = Most) => Check(routes, out _, most);

    /// <summary>The same.</summary>
    /// <param name="routes">The routes, their rules sound.</param>
    /// <param name="compared">How many pairs were looked at.</param>
    /// <param name="most">After how many problems it ends.</param>
    public static List<Problem> Check(IReadOnlyList<Route> routes, out int compared, int most = Most)
    {
        var problems = new List<Problem>();
        compared = 0;

        // Only routes with the same host and path tests and one priority can tie; large plans are checked group by group.
        var places = new Dictionary<(string Place, int Priority), List<Contender>>();
        foreach (var route in routes)
        {
            var contender = new Contender(route);
            var place = (contender.Place, route.Priority ?? 0);
            if (!places.TryGetValue(place, out var group))
            {
                places.Add(place, group = []);
            }

            group.Add(contender);
        }

        foreach (var group in places.Values)
        {
            Check(group, problems, most, ref compared);
        }

        return problems;
    }

    private static void Check(List<Contender> group, List<Problem> problems, int most, ref int compared)
    {
        if (Parted(group) is { } parts)
        {
            foreach (var part in parts)
            {
                Check(part, problems, most, ref compared);
            }

            return;
        }

        for (var i = 1; i < group.Count && problems.Count < most; i++)
        {
            for (var j = 0; j < i && problems.Count < most; j++)
            {
                compared++;
                if (Tie(group[j], group[i]))
                {
                    problems.Add(Problem(group[j].Route, group[i].Route));
                }
            }
        }
    }

    // Routes that all ask one header or query key for a value can tie only where they ask for the same; null where they are no such routes.
    private static List<List<Contender>>? Parted(List<Contender> group)
    {
        const int Few = 8;
        if (group.Count <= Few)
        {
            return null;
        }

        foreach (var key in group[0].Values.Keys)
        {
            if (!group.TrueForAll(contender => contender.Values.ContainsKey(key)))
            {
                continue;
            }

            var parts = group.GroupBy(contender => contender.Values[key], StringComparer.Ordinal).Select(part => part.ToList()).ToList();
            if (parts.Count > 1)
            {
                return parts;
            }
        }

        return null;
    }

    private static Problem Problem(Route first, Route second) =>
        new(
            $"routes[{second.Name}]",
            $"ranks equal to route \"{first.Name}\" and both can match a request ({RuleText.Of(second.Rule)}); set priority on one of them")
        {
            Code = ProblemCodes.RouteTie,
        };

    private static bool Tie(Contender left, Contender right) =>
        SharesEntryPoint(left.Route, right.Route)
        && Specificity.Compare(left.Rank, right.Rank) == 0
        && (left.Whole == right.Whole || left.MayMeet(right));

    private static bool SharesEntryPoint(Route left, Route right) =>
        left.EntryPoints.IsDefaultOrEmpty || right.EntryPoints.IsDefaultOrEmpty
        || left.EntryPoints.Intersect(right.EntryPoints, StringComparer.Ordinal).Any();

    /// <summary>A route with its rule taken apart.</summary>
    private sealed class Contender
    {
        private readonly List<Rule> _tests = [];
        private readonly HashSet<string> _opaque = new(StringComparer.Ordinal);
        private RuleRank? _rank;
        private string? _whole;
        private Dictionary<string, string>? _values;

        public Contender(Route route)
        {
            Route = route;
            var place = new List<string>();
            Take(route.Rule, place);
            place.Sort(StringComparer.Ordinal);
            Place = string.Join(" and ", place);
        }

        public Route Route { get; }

        // Most routes stand alone at their place and are never compared.
        public RuleRank Rank => _rank ??= Specificity.Of(Route.Rule);

        /// <summary>Host and path tests, in words.</summary>
        public string Place { get; }

        /// <summary>Values that headers and query keys must have, by their names; those that are asked for two are left out.</summary>
        public Dictionary<string, string> Values => _values ??= Asked();

        /// <summary>All tests, in words and sorted.</summary>
        public string Whole => _whole ??= string.Join(" and ", _tests.Select(RuleText.Of).Concat(_opaque).Order(StringComparer.Ordinal).Prepend(Place));

        public bool MayMeet(Contender other) =>
            _opaque.SetEquals(other._opaque) && !_tests.Any(mine => other._tests.Any(theirs => Apart(mine, theirs)));

        private Dictionary<string, string> Asked() => _tests
            .Select(test => test switch
            {
                HeaderRule { Test.Kind: ValueTestKind.Equal } header => ($"header {header.Name.ToLowerInvariant()}", header.Test.Value ?? ""),
                QueryRule { Test.Kind: ValueTestKind.Equal } query => ($"query {query.Key}", query.Test.Value ?? ""),
                _ => ("", ""),
            })
            .Where(asked => asked.Item1.Length > 0)
            .GroupBy(asked => asked.Item1, asked => asked.Item2, StringComparer.Ordinal)
            .Where(asked => asked.Count() == 1)
            .ToDictionary(asked => asked.Key, asked => asked.Single(), StringComparer.Ordinal);

        private void Take(Rule rule, List<string> place)
        {
            switch (rule)
            {
                case AllOf { Rules.IsDefaultOrEmpty: false } all:
                    foreach (var part in all.Rules)
                    {
                        Take(part, place);
                    }

                    break;
                case AnyRule:
                    break;
                case HostRule or HostRegexRule or PathRule or PathTextPrefixRule or PathPrefixRule or PathTemplateRule or PathRegexRule:
                    if (RuleText.Of(rule) is var text && !place.Contains(text))
                    {
                        place.Add(text);
                    }

                    break;
                case MethodRule or HeaderRule or QueryRule:
                    _tests.Add(rule);
                    break;
                default:
                    // Alternatives, negations and networks: whether two of them can hold at once is not obvious.
                    _opaque.Add(RuleText.Of(rule));
                    break;
            }
        }

        private static bool Apart(Rule left, Rule right) => (left, right) switch
        {
            (MethodRule one, MethodRule other) => !one.Methods.Intersect(other.Methods, StringComparer.Ordinal).Any(),
            (HeaderRule one, HeaderRule other) =>
                string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase) && Apart(one.Test, other.Test),
            (QueryRule one, QueryRule other) => one.Key == other.Key && Apart(one.Test, other.Test),
            _ => false,
        };

        private static bool ComparesText(ValueTest test) => test.Kind is ValueTestKind.Equal or ValueTestKind.Regex;

        // Two different patterns, or a pattern and a value, may or may not meet: that is not obvious.
        private static bool Apart(ValueTest left, ValueTest right) =>
            (left.Kind == ValueTestKind.Absent) != (right.Kind == ValueTestKind.Absent)
            || (ComparesText(left) && ComparesText(right) && left != right);
    }
}
