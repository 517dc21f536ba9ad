using Halfsilver.Planning;
using Halfsilver.Sampling;
using Halfsilver.Tests.Matching;
using Xunit;

namespace Halfsilver.Tests.Sampling;

/// <summary>What a sampler follows from, and when it starts anew.</summary>
public sealed class SamplerSpecTests
{
    private static readonly StickySampling ByUser = new() { Key = new StickyKey(StickyKeyKind.Header, "x-user") };

    [Fact]
    public void A_mirror_that_says_the_same_goes_on_where_it_is_and_one_that_does_not_starts_anew()
    {
        var samplers = new SamplerSet();
        var first = samplers.Of("routes/a", "v2", SamplerSpec.Of(Mirror(10), "routes/a"));
        Assert.Same(first, samplers.Of("routes/a", "v2", SamplerSpec.Of(Mirror(10) with { Enabled = false }, "routes/a")));
        Assert.NotSame(first, samplers.Of("routes/b", "v2", SamplerSpec.Of(Mirror(10), "routes/b")));
        var counter = samplers.Of("routes/a", "v2", SamplerSpec.Of(Mirror(10) with { Sampling = MirrorSampling.Counter }, "routes/a"));
        Assert.IsType<CounterSampler>(counter);
        Assert.NotSame(counter, samplers.Of("routes/a", "v2", SamplerSpec.Of(Mirror(11) with { Sampling = MirrorSampling.Counter }, "routes/a")));
    }

    [Fact]
    public void Whoever_nobody_asks_for_is_forgotten()
    {
        var samplers = new SamplerSet();
        var first = samplers.Of("routes/a", "v2", SamplerSpec.Of(Mirror(10), "routes/a"));
        samplers.Sweep();
        Assert.Same(first, samplers.Of("routes/a", "v2", SamplerSpec.Of(Mirror(10), "routes/a")));
        samplers.Sweep();
        samplers.Sweep();
        Assert.NotSame(first, samplers.Of("routes/a", "v2", SamplerSpec.Of(Mirror(10), "routes/a")));
    }

    [Fact]
    public void Without_a_salt_it_follows_from_names()
    {
        var sticky = Mirror(50) with { Sampling = ByUser };
        Assert.Equal(Users(SamplerSpec.Of(sticky, "routes/a")), Users(SamplerSpec.Of(sticky, "routes/a")));
        Assert.NotEqual(Users(SamplerSpec.Of(sticky, "routes/a")), Users(SamplerSpec.Of(sticky, "routes/b")));
        Assert.NotEqual(Users(SamplerSpec.Of(sticky, "routes/a")), Users(SamplerSpec.Of(sticky with { Name = "v3" }, "routes/a")));
        var salted = sticky with { Sampling = ByUser with { Salt = "s" } };
        Assert.Equal(Users(SamplerSpec.Of(salted, "routes/a")), Users(SamplerSpec.Of(salted with { Name = "v3" }, "routes/b")));
    }

    [Fact]
    public void A_baseline_of_the_same_share_or_a_larger_one_gets_all_that_its_candidate_is_chosen_for()
    {
        foreach (var share in (int[])[10, 50, 100])
        {
            var sampler = SamplerSpec.Following(Mirror(share) with { Role = MirrorRole.Baseline }, Mirror(10), "o").Create();
            Assert.All(Enumerable.Range(0, 1_000), _ => Assert.True(sampler.Choose(null!)));
        }
    }

    [Fact]
    public void A_baseline_of_a_smaller_share_gets_that_part_of_the_whole()
    {
        // 5 % of all, out of the 20 % that the candidate gets: one of four.
        var sampler = SamplerSpec.Following(Mirror(5) with { Role = MirrorRole.Baseline }, Mirror(20), "o").Create();
        Assert.Equal(250, Enumerable.Range(0, 1_000).Count(_ => sampler.Choose(null!)));
    }

    [Fact]
    public void Beside_a_sticky_candidate_a_smaller_share_is_fewer_of_the_same_users()
    {
        var candidate = Mirror(50) with { Sampling = ByUser };
        var (few, many) = (Users(SamplerSpec.Following(Mirror(5) with { Role = MirrorRole.Baseline }, candidate, "o")), Users(SamplerSpec.Of(candidate, "o")));
        Assert.ProperSubset(many, few);
        Assert.InRange(few.Count, 20, 90);
    }

    private static Mirror Mirror(int percent) => new() { Name = "v2", Target = new ServiceRef("b"), Share = Share.FromPercent(percent)! };

    private static HashSet<int> Users(SamplerSpec spec)
    {
        var sampler = spec.Create();
        return [.. Enumerable.Range(0, 1_000).Where(user => sampler.Choose(Asked.For("/", fields: $"x-user: {user}")))];
    }
}
