using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>
/// Finds routes whose order only their names decide although both can match one request: equal priority and specificity,
/// a shared entry point, equal host and path tests, and no other test that plainly keeps them apart.
/// </summary>
internal static class RouteTies
{
    public static IEnumerable<Problem> Check(IReadOnlyList<Route> routes)
    {
        // Only routes with the same host and path tests can tie; large plans are checked group by group.
        var groups = routes.Select(route => new Contender(route)).GroupBy(contender => contender.Place, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var contenders = group.ToArray();
            for (var i = 1; i < contenders.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    if (Tie(contenders[j], contenders[i]))
                    {
                        yield return Problem(contenders[j].Route, contenders[i].Route);
                    }
                }
            }
        }
    }

    private static Problem Problem(Route first, Route second) =>
        new(
            $"routes[{second.Name}]",
            $"ranks equal to route \"{first.Name}\" and both can match a request ({RuleText.Of(second.Rule)}); set priority on one of them")
        {
            Code = ProblemCodes.RouteTie,
        };

    private static bool Tie(Contender left, Contender right) =>
        (left.Route.Priority ?? 0) == (right.Route.Priority ?? 0)
        && SharesEntryPoint(left.Route, right.Route)
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

        public Contender(Route route)
        {
            Route = route;
            Rank = Specificity.Of(route.Rule);
            var place = new SortedSet<string>(StringComparer.Ordinal);
            Take(route.Rule, place);
            Place = string.Join(" and ", place);
            Whole = string.Join(" and ", place.Concat(_tests.Select(RuleText.Of).Concat(_opaque).Order(StringComparer.Ordinal)));
        }

        public Route Route { get; }

        public RuleRank Rank { get; }

        /// <summary>Host and path tests, in words.</summary>
        public string Place { get; }

        /// <summary>All tests, in words and sorted.</summary>
        public string Whole { get; }

        public bool MayMeet(Contender other) =>
            _opaque.SetEquals(other._opaque) && !_tests.Any(mine => other._tests.Any(theirs => Apart(mine, theirs)));

        private void Take(Rule rule, SortedSet<string> place)
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
                    place.Add(RuleText.Of(rule));
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
