using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class HistogramTests
{
    private readonly FakeClock _clock = new();
    private readonly Histogram _histogram;

    public HistogramTests() => _histogram = new MetricRegistry(_clock).Histogram(MetricCatalogue.LoopDelay);

    [Fact]
    public void A_duration_on_a_bound_belongs_to_its_bucket_and_one_tick_more_to_the_next()
    {
        for (var i = 0; i < Histogram.Bounds.Length; i++)
        {
            var before = Counts();
            var bound = (long)Math.Round(Histogram.Bounds[i] * _clock.TimestampFrequency);
            _histogram.Record(bound);
            _histogram.Record(bound + 1);
            var after = Counts();

            Assert.Equal(before[i] + 1, after[i]);
            Assert.Equal(before[i + 1] + 1, after[i + 1]);
        }
    }

    [Fact]
    public void The_bounds_are_those_of_the_catalogue() =>
        Assert.Equal([.001, .0025, .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10], Histogram.Bounds.ToArray());

    [Fact]
    public void A_negative_duration_counts_as_zero()
    {
        _histogram.Record(-5);

        Assert.Equal(1, Counts()[0]);
        Assert.Equal(0, _histogram.SumSeconds);
    }

    [Fact]
    public void Sum_and_count_are_those_of_everything_recorded()
    {
        _histogram.Record(TimeSpan.FromMilliseconds(1.5));
        _histogram.Record(TimeSpan.FromSeconds(20));

        Assert.Equal(2, _histogram.Count);
        Assert.Equal(20.0015, _histogram.SumSeconds, 6);
    }

    [Fact]
    public void Ten_thousand_requests_always_under_way_do_not_overflow_the_sum_in_a_month()
    {
        for (var day = 0; day < 30; day++)
        {
            _histogram.Record(TimeSpan.FromSeconds(86_400.0 * 10_000));
        }

        Assert.Equal(30 * 86_400.0 * 10_000, _histogram.SumSeconds, 0.001);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_record_at_once()
    {
        const int each = 50_000;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                _histogram.Record(1_000_000L);
            }
        })));

        Assert.Equal(4 * each, _histogram.Count);
        Assert.Equal(4 * each * 0.001, _histogram.SumSeconds, 6);
    }

    private long[] Counts()
    {
        var counts = new long[Histogram.Bounds.Length + 1];
        _histogram.CopyCounts(counts);
        return counts;
    }
}
