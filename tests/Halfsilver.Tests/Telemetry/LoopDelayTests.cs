using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class LoopDelayTests
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private readonly FakeClock _clock = new();
    private readonly MetricRegistry _registry;
    private readonly Histogram _delay;

    public LoopDelayTests()
    {
        _registry = new MetricRegistry(_clock);
        _delay = _registry.Histogram(MetricCatalogue.LoopDelay);
    }

    [Fact]
    public void A_tick_in_time_has_no_delay_and_a_late_one_has_what_it_is_late()
    {
        using var loop = new LoopDelay(_registry, Period);
        _clock.Advance(Period);
        Assert.Equal((1, 0), (_delay.Count, _delay.SumSeconds));

        _clock.Advance(Period + TimeSpan.FromMilliseconds(250));
        Assert.Equal((2, 0.25), (_delay.Count, _delay.SumSeconds));

        _clock.Advance(Period);
        Assert.Equal((3, 0.25), (_delay.Count, _delay.SumSeconds));
    }

    [Fact]
    public void It_stops_when_it_is_told()
    {
        new LoopDelay(_registry, Period).Dispose();
        _clock.Advance(Period * 3);

        Assert.Equal(0, _delay.Count);
    }

    [Fact]
    public async Task On_the_real_pool_it_ticks_again_and_again()
    {
        var registry = new MetricRegistry(TimeProvider.System);
        using var loop = new LoopDelay(registry, TimeSpan.FromMilliseconds(1));

        await Eventually.Holds(() => registry.Histogram(MetricCatalogue.LoopDelay).Count >= 3);
    }
}
