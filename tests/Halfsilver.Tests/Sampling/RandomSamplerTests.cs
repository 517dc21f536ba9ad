using Halfsilver.Planning;
using Halfsilver.Sampling;
using Xunit;

namespace Halfsilver.Tests.Sampling;

public sealed class RandomSamplerTests
{
    [Fact]
    public void Nothing_is_none_and_everything_is_all()
    {
        var (none, all) = (new RandomSampler(Share.None), new RandomSampler(Share.All));
        for (var i = 0; i < 100_000; i++)
        {
            Assert.False(none.Choose(null!));
            Assert.True(all.Choose(null!));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(99)]
    public void Shares_lie_within_six_sigma(int percent)
    {
        const int Requests = 1_000_000;
        var (share, sampler) = (percent / 100.0, new RandomSampler(Share.FromPercent(percent)!));
        var chosen = 0;
        for (var i = 0; i < Requests; i++)
        {
            chosen += sampler.Choose(null!) ? 1 : 0;
        }

        var sigma = Math.Sqrt(Requests * share * (1 - share));
        Assert.InRange(chosen, (Requests * share) - (6 * sigma), (Requests * share) + (6 * sigma));
    }

    // What tells it from the exact sampler and the counter: whether one is copied says nothing about the next.
    [Fact]
    public void One_decision_says_nothing_about_the_next()
    {
        const int Pairs = 200_000;
        var sampler = new RandomSampler(Share.FromPercent(50)!);
        var both = 0;
        for (var i = 0; i < Pairs; i++)
        {
            var first = sampler.Choose(null!);
            both += first & sampler.Choose(null!) ? 1 : 0;
        }

        Assert.InRange(both, (Pairs / 4) - 1_200, (Pairs / 4) + 1_200);
    }
}
