using Halfsilver.Planning;
using Halfsilver.Sampling;
using Xunit;

namespace Halfsilver.Tests.Sampling;

public sealed class CounterSamplerTests
{
    [Fact]
    public void At_10_percent_the_first_of_each_ten_is_copied() =>
        Assert.Equal([0, 10, 20, 30, 40, 50, 60, 70, 80, 90], Chosen(10, 100));

    [Fact]
    public void At_50_percent_every_other_one_is_copied_and_the_first_is() =>
        Assert.Equal([0, 2, 4, 6, 8], Chosen(50, 10));

    [Theory]
    [InlineData(10, 100, 10)]
    [InlineData(50, 100, 50)]
    [InlineData(10, 10, 1)]
    [InlineData(50, 10, 5)]
    [InlineData(0, 100, 0)]
    [InlineData(100, 100, 100)]
    public void Counts_are_exact(int percent, int requests, int copies) => Assert.Equal(copies, Chosen(percent, requests).Count);

    // Traefik's rule as it is described: a total, a count for each mirror, and a comparison of both.
    [Fact]
    public void Every_whole_percentage_decides_request_by_request_as_two_counters_do()
    {
        for (var percent = 0; percent <= 100; percent++)
        {
            var sampler = new CounterSampler(Share.FromPercent(percent)!);
            var (total, count) = (0L, 0L);
            for (var i = 0; i < 2_000; i++)
            {
                total++;
                var expected = count * 100 < total * percent;
                count += expected ? 1 : 0;
                Assert.True(expected == sampler.Choose(null!), $"{percent} %, request {total}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(333_333)]
    [InlineData(999_999)]
    public void Millionths_keep_their_count_beyond_a_million_requests(int millionths)
    {
        var sampler = new CounterSampler(Share.FromMillionths(millionths)!);
        var chosen = 0;
        for (var i = 0; i < 2 * Share.Whole; i++)
        {
            chosen += sampler.Choose(null!) ? 1 : 0;
        }

        Assert.Equal(2 * millionths, chosen);
    }

    [Fact]
    public void Many_threads_together_get_the_exact_count()
    {
        var sampler = new CounterSampler(Share.FromPercent(7)!);
        var chosen = 0;
        var threads = Enumerable.Range(0, 16).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                if (sampler.Choose(null!))
                {
                    Interlocked.Increment(ref chosen);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(5_600, chosen);
    }

    private static List<int> Chosen(int percent, int requests)
    {
        var sampler = new CounterSampler(Share.FromPercent(percent)!);
        return [.. Enumerable.Range(0, requests).Where(_ => sampler.Choose(null!))];
    }
}
