using Halfsilver.Planning;
using Halfsilver.Sampling;
using Xunit;

namespace Halfsilver.Tests.Sampling;

public sealed class ExactSamplerTests
{
    public static TheoryData<int> Shares => [0, 10, 10_000, 100_000, 250_000, 330_000, 333_333, 500_000, 500_001, 666_667, 999_000, 999_999, 1_000_000];

    [Theory]
    [MemberData(nameof(Shares))]
    public void Sixty_four_threads_get_the_share_to_within_one_request(int millionths)
    {
        const int Threads = 64;
        const int Each = 100_000 / Threads;
        var sampler = new ExactSampler(Share.FromMillionths(millionths)!, seed: 7);
        var chosen = 0;
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            var mine = 0;
            for (var i = 0; i < Each; i++)
            {
                mine += sampler.Choose(null!) ? 1 : 0;
            }

            Interlocked.Add(ref chosen, mine);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        var exact = (decimal)Threads * Each * millionths / Share.Whole;
        Assert.InRange(chosen, exact - 1, exact + 1);
    }

    [Theory]
    [MemberData(nameof(Shares))]
    public void The_count_is_never_off_by_more_than_one_on_the_way(int millionths)
    {
        var sampler = new ExactSampler(Share.FromMillionths(millionths)!, seed: 11);
        long chosen = 0;
        for (long requests = 1; requests <= 200_000; requests++)
        {
            chosen += sampler.Choose(null!) ? 1 : 0;
            var off = (chosen * Share.Whole) - (requests * millionths);
            Assert.True(Math.Abs(off) <= Share.Whole, $"{chosen} of {requests}");
        }
    }

    [Fact]
    public void After_millions_of_requests_the_count_is_still_exact()
    {
        var sampler = new ExactSampler(Share.FromMillionths(333_333)!, seed: 3);
        var chosen = 0;
        for (var i = 0; i < 3_000_000; i++)
        {
            chosen += sampler.Choose(null!) ? 1 : 0;
        }

        Assert.Equal(999_999, chosen);
    }

    [Theory]
    [InlineData(500_000, 2)]
    [InlineData(750_000, 4)]
    [InlineData(666_667, 3)]
    [InlineData(250_000, 4)]
    [InlineData(900_000, 10)]
    public void Paths_that_take_turns_each_get_their_share(int millionths, int paths)
    {
        const int Rounds = 20_000;
        var sampler = new ExactSampler(Share.FromMillionths(millionths)!, seed: 5);
        var chosen = new int[paths];
        for (var i = 0; i < Rounds * paths; i++)
        {
            chosen[i % paths] += sampler.Choose(null!) ? 1 : 0;
        }

        Assert.All(chosen, count => Assert.InRange((double)count / Rounds, (millionths / 1e6) - 0.02, (millionths / 1e6) + 0.02));
    }

    [Fact]
    public void Nothing_is_none_and_everything_is_all()
    {
        var none = new ExactSampler(Share.None, seed: 1);
        var all = new ExactSampler(Share.All, seed: 1);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(none.Choose(null!));
            Assert.True(all.Choose(null!));
        }
    }

    [Fact]
    public void Equal_seeds_choose_equal_requests_and_others_do_not()
    {
        Assert.Equal(Choices(1), Choices(1));
        Assert.NotEqual(Choices(1), Choices(2));
    }

    [Fact]
    public void A_decision_allocates_nothing()
    {
        var sampler = new ExactSampler(Share.FromMillionths(123_456)!, seed: 1);
        sampler.Choose(null!);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            sampler.Choose(null!);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static bool[] Choices(ulong seed)
    {
        var sampler = new ExactSampler(Share.FromMillionths(100_000)!, seed);
        return [.. Enumerable.Range(0, 1000).Select(_ => sampler.Choose(null!))];
    }
}
