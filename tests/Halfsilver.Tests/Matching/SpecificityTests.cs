using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class SpecificityTests
{
    private static readonly HeaderRule Header = new("x", ValueTest.Present);

    // From the most specific to the least.
    private static readonly Rule[] Ladder =
    [
        new AllOf([new HostRule("a.example.com"), new PathRule("/x")]),
        new HostRule("a.example.com"),
        new AllOf([new HostRule("*.long.example.com"), new PathRule("/x")]),
        new HostRule("*.long.example.com"),
        new HostRule("*.example.com"),
        new AllOf([new HostRegexRule("a"), new PathRule("/x")]),
        new HostRegexRule("a"),
        new AllOf([new PathRule("/x"), Header, new MethodRule(["GET"])]),
        new AllOf([new PathRule("/x"), Header]),
        new PathRule("/x"),
        new PathTemplateRule("/a/b/{id}"),
        new PathTemplateRule("/a/{id}/b"),
        new PathTemplateRule("/a/{id}"),
        new PathTemplateRule("/a/{*rest}"),
        new PathTemplateRule("/{id}/b"),
        new PathPrefixRule("/a/much/longer/prefix"),
        new AllOf([new PathPrefixRule("/a/b"), Header]),
        new PathPrefixRule("/a/b/"),
        new PathPrefixRule("/a"),
        new PathTextPrefixRule("/a/much/longer/prefix/than/any"),
        new PathTextPrefixRule("/a"),
        new PathRegexRule("^/a/very/long/expression"),
        new AllOf([new MethodRule(["GET"]), Header, new QueryRule("k", ValueTest.Present), new ClientAddressRule(["::/0"])]),
        new AllOf([new MethodRule(["GET"]), Header]),
        new MethodRule(["GET"]),
        AnyRule.Instance,
    ];

    [Fact]
    public void Every_rung_of_the_ladder_is_tried_before_all_below_it()
    {
        for (var upper = 0; upper < Ladder.Length; upper++)
        {
            for (var lower = 0; lower < Ladder.Length; lower++)
            {
                // Names are chosen against the order, so that they cannot decide it.
                var order = Specificity.Compare(Tables.Route($"{99 - upper}", Ladder[upper]), Tables.Route($"{99 - lower}", Ladder[lower]));
                Assert.Equal(Math.Sign(upper - lower), Math.Sign(order));
            }
        }
    }

    [Fact]
    public void Priority_comes_before_everything_and_none_counts_as_zero()
    {
        var routes = new[]
        {
            Tables.Route("low", new PathRule("/x"), -1),
            Tables.Route("none", AnyRule.Instance),
            Tables.Route("zero", new PathRule("/x"), 0),
            Tables.Route("high", AnyRule.Instance, 10),
        };
        Assert.Equal(["high", "zero", "none", "low"], Tables.Of(routes).Routes.Select(route => route.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void Equal_routes_are_ordered_by_name_whatever_the_files_order()
    {
        Assert.Equal(["a", "b"], Tables.Of(Tables.Route("b", AnyRule.Instance), Tables.Route("a", AnyRule.Instance)).Routes.Select(route => route.Name), StringComparer.Ordinal);
        Assert.Equal(["a", "b"], Tables.Of(Tables.Route("a", AnyRule.Instance), Tables.Route("b", AnyRule.Instance)).Routes.Select(route => route.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void Of_alternatives_the_least_specific_counts()
    {
        var wide = new OneOf([new PathRule("/x"), new PathPrefixRule("/y")]);
        Assert.Equal(Specificity.Of(new PathPrefixRule("/y")), Specificity.Of(wide));
        Assert.Equal(HostRank.Exact, Specificity.Of(new OneOf([new HostRule("a.b"), new HostRule("c.d")])).Host);
    }

    [Fact]
    public void A_negation_and_a_second_path_test_count_as_further_tests()
    {
        Assert.Equal(1, Specificity.Of(new Not(new PathRule("/x"))).Tests);
        Assert.Equal(1, Specificity.Of(new AllOf([new PathRule("/x"), new PathRegexRule("x")])).Tests);
    }
}
