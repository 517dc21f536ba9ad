using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

/// <summary>How many routes are compared to find those that tie: never all with all, in files as people write them.</summary>
public sealed class RouteTiesTests
{
    private const int Many = 20_000;

    [Fact]
    public void Routes_of_one_place_with_priorities_of_their_own_are_not_compared()
    {
        var routes = Enumerable.Range(0, Many).Select(i => Tables.Route($"r{i}", new PathPrefixRule("/a"), priority: i)).ToArray();
        Assert.Empty(RouteTies.Check(routes, out var compared));
        Assert.Equal(0, compared);
    }

    [Fact]
    public void Routes_that_ask_a_header_for_different_values_are_not_compared()
    {
        var routes = Enumerable.Range(0, Many)
            .Select(i => Tables.Route($"r{i}", new AllOf([new HostRule("a.example"), new HeaderRule("X-Tenant", ValueTest.Is($"t{i}"))]))).ToArray();
        Assert.Empty(RouteTies.Check(routes, out var compared));
        Assert.Equal(0, compared);
    }

    [Fact]
    public void Two_of_many_that_tie_are_found()
    {
        var routes = Enumerable.Range(0, Many)
            .Select(i => Tables.Route(
                $"r{i:00000}",
                new AllOf([new HeaderRule(i % 2 == 0 ? "X-Tenant" : "x-tenant", ValueTest.Is($"t{i / 2 * 2}")), new MethodRule([i % 2 == 0 && i != 500 ? "GET" : "POST"])]))).ToArray();
        var problem = Assert.Single(RouteTies.Check(routes, out var compared));
        Assert.Equal("routes[r00501]", problem.Path);
        Assert.Contains("r00500", problem.Message, StringComparison.Ordinal);
        Assert.InRange(compared, 1, Many);
    }

    [Fact]
    public void Of_routes_that_are_all_alike_a_thousand_ties_are_told()
    {
        var routes = Enumerable.Range(0, Many).Select(i => Tables.Route($"r{i}", AnyRule.Instance)).ToArray();
        Assert.Equal(1_000, RouteTies.Check(routes, out var compared).Count);
        Assert.Equal(1_000, compared);
    }

    [Fact]
    public void A_header_that_is_asked_for_two_values_parts_nobody()
    {
        var one = new HeaderRule("a", ValueTest.Is("1"));
        var routes = Enumerable.Range(0, 20).Select(i => Tables.Route($"r{i:00}", i < 2 ? new AllOf([one, new HeaderRule("a", ValueTest.Is("2"))]) : new HeaderRule("a", ValueTest.Is($"{i}")))).ToArray();
        Assert.Equal("routes[r01]", Assert.Single(RouteTies.Check(routes, out _)).Path);
    }
}
