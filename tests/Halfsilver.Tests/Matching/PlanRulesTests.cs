using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class PlanRulesTests
{
    private static readonly PathRule Path = new("/a");

    [Fact]
    public void Two_routes_with_one_rule_tie_and_both_are_named()
    {
        var tie = Assert.Single(Check(Tables.Route("one", Path), Tables.Route("two", Path)));
        Assert.Equal(ProblemCodes.RouteTie, tie.Code);
        Assert.Equal("routes[two]", tie.Path);
        Assert.Contains("\"one\"", tie.Message, StringComparison.Ordinal);
        Assert.Contains("set priority", tie.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Rule, Rule, bool> Pairs => new()
    {
        { new PathRule("/a"), new PathRule("/b"), false },
        { new HostRule("A.example"), new HostRule("a.example."), true },
        { new AllOf([Path, new MethodRule(["GET", "PUT"])]), new AllOf([new MethodRule(["PUT", "POST"]), Path]), true },
        { new AllOf([Path, new MethodRule(["GET"])]), new AllOf([Path, new MethodRule(["POST"])]), false },
        { new AllOf([Path, new HeaderRule("x", ValueTest.Is("1"))]), new AllOf([Path, new HeaderRule("X", ValueTest.Is("2"))]), false },
        { new AllOf([Path, new HeaderRule("x", ValueTest.Is("1"))]), new AllOf([Path, new HeaderRule("y", ValueTest.Is("1"))]), true },
        { new AllOf([Path, new HeaderRule("x", ValueTest.Present)]), new AllOf([Path, new HeaderRule("x", ValueTest.Absent)]), false },
        { new AllOf([Path, new HeaderRule("x", ValueTest.Present)]), new AllOf([Path, new HeaderRule("x", ValueTest.Is("1"))]), true },
        { new AllOf([Path, new HeaderRule("x", ValueTest.Matches("a"))]), new AllOf([Path, new HeaderRule("x", ValueTest.Matches("b"))]), false },
        { new AllOf([Path, new QueryRule("k", ValueTest.Is("1"))]), new AllOf([Path, new QueryRule("k", ValueTest.Is("2"))]), false },
        { new AllOf([Path, new QueryRule("k", ValueTest.Is("1"))]), new AllOf([Path, new MethodRule(["GET"])]), true },
        { Path, new AllOf([Path, new MethodRule(["GET"])]), false },
        { new AllOf([Path, new Not(new MethodRule(["GET"]))]), new AllOf([Path, new Not(new MethodRule(["PUT"]))]), false },
        { new PathRegexRule("^/a"), new PathRegexRule("^/b"), false },
        { new OneOf([Path, new PathRule("/b")]), new OneOf([Path, new PathRule("/b")]), true },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void Routes_tie_when_they_rank_equal_and_nothing_plain_keeps_them_apart(Rule left, Rule right, bool tie)
    {
        Assert.Equal(tie ? 1 : 0, Check(Tables.Route("one", left), Tables.Route("two", right)).Length);
        Assert.Equal(tie ? 1 : 0, Check(Tables.Route("one", right), Tables.Route("two", left)).Length);
    }

    [Fact]
    public void A_priority_or_another_entry_point_ends_a_tie()
    {
        Assert.Empty(Check(Tables.Route("one", Path, 1), Tables.Route("two", Path)));
        Assert.Empty(Check(Tables.Route("one", Path, null, "web"), Tables.Route("two", Path, null, "inside")));
        Assert.Single(Check(Tables.Route("one", Path, null, "web", "inside"), Tables.Route("two", Path, null, "inside")));
        Assert.Single(Check(Tables.Route("one", Path, null, "web"), Tables.Route("two", Path)));
        Assert.Single(Check(Tables.Route("one", Path, 0), Tables.Route("two", Path)));
        Assert.Single(Check(Tables.Route("one", Path, 7), Tables.Route("two", Path, 7)));
    }

    [Fact]
    public void Rules_of_routes_and_filters_of_mirrors_are_all_compiled()
    {
        var mirror = new Mirror
        {
            Name = "v2",
            Target = new ServiceRef("b"),
            Share = Share.All,
            Only = new CopyFilter { Path = new PathRegexRule("("), NotPath = new PathRule("x"), Headers = [new HeaderRule("x y", ValueTest.Present)] },
        };
        var plan = new Plan
        {
            Routes = [Tables.Route("orders", new HostRule("a:1")) with { Mirrors = [mirror] }],
            Services = new Plan().Services.Add("m", new MirroringService { Name = "m", Primary = new ServiceRef("a"), Mirrors = [mirror] }),
        };
        Assert.Equal(
            [
                "routes[orders].match.host", "routes[orders].mirrors[v2].only.path", "routes[orders].mirrors[v2].only.not.path", "routes[orders].mirrors[v2].only.headers[x y]",
                "services[m].mirrors[v2].only.path", "services[m].mirrors[v2].only.not.path", "services[m].mirrors[v2].only.headers[x y]",
            ],
            PlanRules.Check(plan).Select(problem => problem.Path),
            StringComparer.Ordinal);
    }

    private static System.Collections.Immutable.ImmutableArray<Problem> Check(params Route[] routes) => PlanRules.Check(new Plan { Routes = [.. routes] });
}
