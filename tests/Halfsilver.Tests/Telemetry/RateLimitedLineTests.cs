using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class RateLimitedLineTests
{
    private readonly FakeClock _clock = new();
    private readonly RateLimitedLine _line;

    public RateLimitedLineTests() => _line = new RateLimitedLine(_clock, TimeSpan.FromSeconds(1));

    [Fact]
    public void The_first_line_passes_and_the_next_waits_for_the_period()
    {
        Assert.True(_line.MayWrite(out _));
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(_line.MayWrite(out _));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_line.MayWrite(out _));
    }

    [Fact]
    public void A_line_says_how_many_were_held_back_since_the_last()
    {
        _line.MayWrite(out var first);
        for (var i = 0; i < 5; i++)
        {
            _line.MayWrite(out _);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        _line.MayWrite(out var second);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _line.MayWrite(out var third);

        Assert.Equal((0, 5, 0), (first, second, third));
    }

    [Fact]
    public async Task Of_many_at_once_one_passes_and_all_others_are_counted()
    {
        const int each = 10_000;
        var passed = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                if (_line.MayWrite(out long _))
                {
                    Interlocked.Increment(ref passed);
                }
            }
        })));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_line.MayWrite(out var suppressed));
        Assert.Equal((1, 4 * each - 1), (passed, suppressed));
    }

    [Fact]
    public void Holding_a_line_back_allocates_nothing()
    {
        _line.MayWrite(out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _line.MayWrite(out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
