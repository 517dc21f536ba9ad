using System.Collections.Immutable;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Control;

/// <summary>An edit of one object touches what that object means, and nothing else.</summary>
public sealed class PlanGraftTests
{
    private static readonly Plan Written = Of([Route("file", "primary")], "primary");

    [Fact]
    public void What_is_new_comes_last_and_what_others_wrote_stays()
    {
        var plan = Graft(Written, null, Of([Route("new", "other")], "other"));

        Assert.Equal(["file", "new"], plan.Routes.Select(route => route.Name));
        Assert.Equal(["other", "primary"], plan.Services.Keys.Order(StringComparer.Ordinal));
        Assert.Same(Written.Routes[0], plan.Routes[0]);
    }

    [Fact]
    public void What_is_gone_is_taken_out_and_what_changed_keeps_its_place()
    {
        var before = Of([Route("a", "x"), Route("b", "x"), Route("c", "x")], "x");
        var after = Of([Route("c", "x"), Route("a", "y")], "x", "y");

        var plan = Graft(before, before, after);

        Assert.Equal(["a", "c"], plan.Routes.Select(route => route.Name));
        Assert.Equal("y", ((ForwardAction)plan.Routes[0].Action).To.Service);
        Assert.Equal(["x", "y"], plan.Services.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_was_done_to_an_object_elsewhere_outlives_an_edit_of_another()
    {
        var before = Of([Route("a", "x"), Route("b", "x")], "x");
        var stopped = before with { Routes = [before.Routes[0] with { Timeout = TimeSpan.FromSeconds(7) }, before.Routes[1]] };

        var other = Graft(stopped, before, Of([Route("a", "x"), Route("b", "x") with { MaxBodyBytes = 9 }], "x"));
        var itself = Graft(stopped, before, Of([Route("a", "x") with { MaxBodyBytes = 9 }, Route("b", "x")], "x"));

        Assert.Equal((TimeSpan.FromSeconds(7), 9L), (other.Routes[0].Timeout, other.Routes[1].MaxBodyBytes));
        Assert.Equal((null, 9L), (itself.Routes[0].Timeout, itself.Routes[0].MaxBodyBytes));
    }

    [Fact]
    public void A_new_name_that_somebody_else_uses_is_a_problem_unless_it_means_the_same()
    {
        PlanGraft.Graft(Written, null, Of([Route("file", "other")], "other", "primary"), out var problems);

        Assert.Equal(["routes[file]"], problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Entry_points_follow_and_the_usual_one_says_nothing()
    {
        var own = new EntryPoint { Name = "own", Listen = ":9000" };
        var before = Of([]) with { EntryPoints = [own] };

        Assert.Equal(Written.EntryPoints.AsEnumerable(), Graft(Written, null, Of([])).EntryPoints);
        Assert.Equal(["web", "own"], Graft(Written, null, before).EntryPoints.Select(point => point.Name));
        var moved = Graft(Written with { EntryPoints = [own, .. Written.EntryPoints] }, before, before with { EntryPoints = [own with { Listen = ":9001" }] });
        Assert.Equal([":9001", "127.0.0.1:0"], moved.EntryPoints.Select(point => point.Listen));
        Assert.Equal(["web"], Graft(Written with { EntryPoints = [own, .. Written.EntryPoints] }, before, Of([])).EntryPoints.Select(point => point.Name));
    }

    private static Plan Graft(Plan written, Plan? before, Plan after)
    {
        var plan = PlanGraft.Graft(written, before, after, out var problems);
        Assert.Equal([], problems.Select(problem => problem.Path));
        return plan;
    }

    private static Route Route(string name, string service) => new() { Name = name, Rule = new PathRule("/" + name), Action = new ForwardAction(new ServiceRef(service)) };

    private static Plan Of(ImmutableArray<Route> routes, params string[] services) => new()
    {
        EntryPoints = services is ["primary"] ? [new EntryPoint { Name = "web", Listen = "127.0.0.1:0" }] : [EntryPoint.Default],
        Routes = routes,
        Services = services.ToImmutableDictionary(name => name, name => (Service)Plans.Service(name, "127.0.0.1:1"), StringComparer.Ordinal),
    };
}
