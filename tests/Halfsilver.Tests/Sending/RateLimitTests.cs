using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

public sealed class RateLimitTests
{
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(700)]
    public void Over_a_long_time_the_rate_is_exact(int rate)
    {
        var limit = new RateLimit(rate, _time);
        var taken = 0;
        for (var i = 0; i < 100; i++)
        {
            taken += TakeAll(limit);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(100 * rate, taken);
    }

    [Fact]
    public void After_a_long_silence_only_one_second_is_saved_up()
    {
        var limit = new RateLimit(5, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, TakeAll(limit));
        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Equal(0, TakeAll(limit));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, TakeAll(limit));
    }

    [Fact]
    public void Many_threads_share_one_limit()
    {
        var limit = new RateLimit(1000, _time);
        var taken = 0;
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() => Interlocked.Add(ref taken, TakeAll(limit)))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(1000, taken);
    }

    [Fact]
    public void No_rate_is_no_limit()
    {
        var limit = new RateLimit(null, _time);
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(limit.TryTake()));
    }

    private static int TakeAll(RateLimit limit)
    {
        var taken = 0;
        while (limit.TryTake())
        {
            taken++;
        }

        return taken;
    }
}
