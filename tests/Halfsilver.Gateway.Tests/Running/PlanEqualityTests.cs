using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Running;

public sealed class PlanEqualityTests
{
    [Fact]
    public void Plans_that_say_the_same_are_the_same_though_built_twice() => Assert.True(PlanEquality.Same(Full(), Full()));

    [Fact]
    public void Every_part_of_a_plan_counts()
    {
        var plan = Full();
        Plan[] others =
        [
            plan with { Gateway = "other" },
            plan with { Budgets = plan.Budgets with { MaxQueue = 1 } },
            plan with { Resolve = plan.Resolve.SetItem("a:80", "127.0.0.2") },
            plan with { Services = plan.Services.SetItem("primary", Plans.Service("primary", "127.0.0.1:2")) },
            plan with { Routes = [plan.Routes[0] with { Rule = new PathPrefixRule("/b") }] },
            plan with { Routes = [plan.Routes[0] with { Mirrors = [plan.Routes[0].Mirrors[0] with { Share = Share.None }] }] },
            plan with { Routes = [plan.Routes[0] with { Rewrite = new Rewrite { SetFields = [new Field("a", "c")] } }] },
        ];

        Assert.All(others, other => Assert.False(PlanEquality.Same(plan, other)));
    }

    private static Plan Full()
    {
        var plan = Plans.To("127.0.0.1:1", Plans.Mirror("127.0.0.1:2", 12.5m));
        return plan with
        {
            Resolve = plan.Resolve.Add("a:80", "127.0.0.1"),
            Routes = [plan.Routes[0] with
            {
                Rule = new AllOf([new PathPrefixRule("/a"), new HeaderRule("X", ValueTest.Matches("^a$"))]),
                Rewrite = new Rewrite { SetFields = [new Field("a", "b")], ReplacePrefix = new PrefixReplacement("/a", "/b") },
                Timeout = TimeSpan.FromSeconds(3),
            }],
        };
    }
}
