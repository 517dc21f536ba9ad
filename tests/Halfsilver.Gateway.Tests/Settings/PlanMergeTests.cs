using Halfsilver.Gateway.Settings;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Settings;

public sealed class PlanMergeTests
{
    [Fact]
    public void Names_of_all_files_are_put_together_and_a_setting_comes_from_the_file_that_says_it()
    {
        var settings = new Plan { Gateway = "edge", Drain = new DrainSettings { Copies = TimeSpan.FromSeconds(9) } };

        var merged = PlanMerge.Merge([Plans.Shop with { Gateway = new Plan().Gateway }, settings], out var problems);

        Assert.Empty(problems);
        Assert.Equal("edge", merged.Gateway);
        Assert.Equal(9, merged.Drain.Copies.TotalSeconds);
        Assert.Equal(2, merged.Routes.Length);
        Assert.Equal(3, merged.Services.Count);
        Assert.Equal(EntryPoint.Default, Assert.Single(merged.EntryPoints));
    }

    [Fact]
    public void What_two_files_say_differently_is_a_problem_and_the_same_twice_is_not()
    {
        var (a, b) = (new Plan { Gateway = "a" }, new Plan { Gateway = "b" });

        PlanMerge.Merge([a, b], out var different);
        PlanMerge.Merge([a, a], out var same);

        Assert.Equal("gateway", Assert.Single(different).Path);
        Assert.Empty(same);
    }

    [Fact]
    public void A_name_in_two_files_is_a_problem_each()
    {
        PlanMerge.Merge([Plans.Shop, Plans.Shop], out var problems);

        Assert.Equal(
            "routes[orders] routes[shop] services[both] services[v1] services[v2]",
            string.Join(' ', problems.Select(problem => problem.Path).Order(StringComparer.Ordinal)));
    }
}
