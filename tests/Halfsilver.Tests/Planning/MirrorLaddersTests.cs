using System.Collections.Immutable;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Planning;

/// <summary>Mirrors of mirrors are bounded before they multiply.</summary>
public sealed class MirrorLaddersTests
{
    [Fact]
    public void A_ladder_of_eight_mirrored_services_is_served_and_a_ninth_step_is_a_problem_at_its_mirror()
    {
        Assert.Empty(Check(Ladder(steps: MirrorLadders.MostSteps, wide: 1)));
        var problem = Assert.Single(Check(Ladder(steps: MirrorLadders.MostSteps + 3, wide: 1)));
        Assert.Equal("services[s09].mirrors[m0].service", problem.Path);
        Assert.Equal(ProblemCodes.TooManyCopies, problem.Code);
        Assert.Contains("\"s08\"", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_that_multiply_are_counted_and_refused_at_the_route()
    {
        // 3 + 9 + 27 + 81 + 243 = 363 copies, and one step more is 1092.
        Assert.Empty(Check(Ladder(steps: 5, wide: 3)));
        var problem = Assert.Single(Check(Ladder(steps: 6, wide: 3)));
        Assert.Equal("routes[all]", problem.Path);
        Assert.Contains("1092 copies of one request; at most 1000", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ladder_too_wide_to_count_ends_the_check_at_once()
    {
        var problems = Check(Ladder(steps: 60, wide: 40));
        Assert.Contains(problems, problem => problem.Path == "routes[all]" && problem.Message.Contains("more copies", StringComparison.Ordinal));
    }

    [Fact]
    public void Services_in_a_circle_are_told_as_such_and_end_the_count()
    {
        var plan = Plan(Mirrored("a", "b", 1), Mirrored("b", "a", 1));
        Assert.Contains(PlanChecker.Check(plan), problem => problem.Code == ProblemCodes.ServiceCycle);
    }

    [Fact]
    public void Mirrors_of_a_route_count_with_those_of_what_it_leads_to()
    {
        var plan = Plan(Mirrored("a", "end", 600));
        Assert.Empty(Check(plan));
        plan = plan with { Routes = [plan.Routes[0] with { Action = new ForwardAction(new ServiceRef("a")), Mirrors = [.. Mirrors("end", 401)] }] };
        Assert.Equal("routes[all]", Assert.Single(Check(plan)).Path);
    }

    private static ImmutableArray<Problem> Check(Plan plan) => [.. PlanChecker.Check(plan).Where(problem => problem.Code == ProblemCodes.TooManyCopies)];

    // s01 mirrors to the end, each further one to the one before.
    private static Plan Ladder(int steps, int wide) => Plan([.. Enumerable.Range(1, steps).Select(i => Mirrored($"s{i:00}", i == 1 ? "end" : $"s{i - 1:00}", wide))]);

    private static Plan Plan(params MirroringService[] services) => new()
    {
        Services = services.Cast<Service>().Append(new EndpointsService { Name = "end", Endpoints = [new EndpointAddress { Host = "a", Port = 80 }] })
            .ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
        Routes = [new Route { Name = "all", Rule = AnyRule.Instance, Action = new ForwardAction(new ServiceRef(services[^1].Name)) }],
    };

    private static MirroringService Mirrored(string name, string to, int wide) =>
        new() { Name = name, Primary = new ServiceRef("end"), Mirrors = [.. Mirrors(to, wide)] };

    private static IEnumerable<Mirror> Mirrors(string to, int count) =>
        Enumerable.Range(0, count).Select(i => new Mirror { Name = $"m{i}", Target = new ServiceRef(to), Share = Share.All });
}
