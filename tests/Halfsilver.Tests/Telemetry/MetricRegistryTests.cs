using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class MetricRegistryTests
{
    private static readonly TimeSpan Almost = MetricRegistry.KeptAfterRemoval - TimeSpan.FromSeconds(1);
    private readonly FakeClock _clock = new();
    private readonly MetricRegistry _registry;

    public MetricRegistryTests() => _registry = new MetricRegistry(_clock);

    [Fact]
    public void Asking_twice_for_the_same_labels_gives_the_same_series()
    {
        var first = _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok");
        var second = _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok");
        var other = _registry.Counter(MetricCatalogue.ConfigReloads, "ok", "file");

        Assert.Same(first, second);
        Assert.NotSame(first, other);
    }

    [Fact]
    public void A_wrong_number_of_labels_or_a_wrong_kind_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _registry.Counter(MetricCatalogue.ConfigReloads, "file"));
        Assert.Throws<ArgumentException>(() => _registry.Counter(MetricCatalogue.LoopDelay));
        Assert.Throws<ArgumentException>(() => _registry.Histogram(MetricCatalogue.BufferedBytes));
        Assert.Throws<ArgumentException>(() => _registry.Gauge(MetricCatalogue.LoopDelay, () => 1));
    }

    [Fact]
    public void A_removed_series_stays_fifteen_minutes_and_is_then_gone()
    {
        var counter = _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok");
        counter.Add(7);
        _registry.Remove(counter);

        _clock.Advance(Almost);
        Assert.Equal(["""halfsilver_config_reloads_total{source="file",result="ok"} 7"""], Page.Samples(_registry));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(Page.Samples(_registry));
    }

    [Fact]
    public void A_series_that_comes_back_in_time_goes_on_counting()
    {
        var counter = _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok");
        counter.Add(7);
        _registry.Remove(counter);
        _clock.Advance(Almost);

        _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok").Add();
        _clock.Advance(Almost * 3);

        Assert.Equal(["""halfsilver_config_reloads_total{source="file",result="ok"} 8"""], Page.Samples(_registry));
    }

    [Fact]
    public void A_series_with_two_owners_outlives_the_first_that_removes_it()
    {
        var counter = _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok");
        _registry.Counter(MetricCatalogue.ConfigReloads, "file", "ok");

        _registry.Remove(counter);
        _clock.Advance(Almost * 2);
        Assert.Single(Page.Samples(_registry));

        _registry.Remove(counter);
        _clock.Advance(Almost * 2);
        Assert.Empty(Page.Samples(_registry));
    }

    [Fact]
    public void The_newest_gauge_wins_and_removing_an_older_one_changes_nothing()
    {
        var old = _registry.Gauge(MetricCatalogue.KillSwitch, () => 0, "all");
        var now = _registry.Gauge(MetricCatalogue.KillSwitch, () => 1, "all");

        _registry.Remove(old);
        Assert.Equal(["""halfsilver_kill_switch{scope="all"} 1"""], Page.Samples(_registry));

        _registry.Remove(now);
        Assert.Empty(Page.Samples(_registry));
    }

    [Fact]
    public void Beyond_the_cap_series_are_shown_as_other_and_counted_but_their_owners_books_stay_their_own()
    {
        Fill();
        var one = _registry.Counter(MetricCatalogue.RequestsRefused, "web", "beyond-1");
        var two = _registry.Counter(MetricCatalogue.RequestsRefused, "web", "beyond-2");
        one.Add(3);
        two.Add(4);

        var samples = Page.Samples(_registry);
        Assert.Equal(3, one.Value);
        Assert.Contains("""halfsilver_requests_refused_total{entry_point="other",reason="other"} 7""", samples);
        Assert.Contains("""halfsilver_metrics_series_dropped_total{metric="halfsilver_requests_refused_total"} 2""", samples);
        Assert.Equal(SeriesTable.Cap + 2, samples.Length);
    }

    [Fact]
    public void The_sum_of_the_others_never_falls()
    {
        Fill();
        var one = _registry.Counter(MetricCatalogue.RequestsRefused, "web", "beyond-1");
        one.Add(3);
        _registry.Remove(one);
        _clock.Advance(Almost * 2);

        Assert.Contains("""halfsilver_requests_refused_total{entry_point="other",reason="other"} 3""", Page.Samples(_registry));
        Assert.Contains("""halfsilver_requests_refused_total{entry_point="other",reason="other"} 3""", Page.Samples(_registry));
    }

    [Fact]
    public void Histograms_beyond_the_cap_are_summed_too()
    {
        for (var i = 0; i < SeriesTable.Cap + 2; i++)
        {
            _registry.Histogram(MetricCatalogue.RequestDuration, $"route-{i}").Record(TimeSpan.FromMilliseconds(2));
        }

        var samples = Page.Samples(_registry);
        Assert.Contains("""halfsilver_request_duration_seconds_bucket{route="other",le="0.001"} 0""", samples);
        Assert.Contains("""halfsilver_request_duration_seconds_bucket{route="other",le="0.0025"} 2""", samples);
        Assert.Contains("""halfsilver_request_duration_seconds_sum{route="other"} 0.004""", samples);
    }

    [Fact]
    public void Series_whose_time_is_up_make_room_without_the_page_being_read()
    {
        foreach (var counter in Fill())
        {
            _registry.Remove(counter);
        }

        _clock.Advance(MetricRegistry.KeptAfterRemoval);
        _registry.Counter(MetricCatalogue.RequestsRefused, "web", "fresh").Add();

        Assert.Equal(["""halfsilver_requests_refused_total{entry_point="web",reason="fresh"} 1"""], Page.Samples(_registry));
    }

    [Fact]
    public void A_gauge_beyond_the_cap_is_dropped_and_counted()
    {
        for (var i = 0; i <= SeriesTable.Cap; i++)
        {
            _registry.Gauge(MetricCatalogue.KillSwitch, () => 1, $"scope-{i}");
        }

        var samples = Page.Samples(_registry);
        Assert.DoesNotContain(samples, line => line.Contains("other", StringComparison.Ordinal));
        Assert.Contains("""halfsilver_metrics_series_dropped_total{metric="halfsilver_kill_switch"} 1""", samples);
    }

    private Counter[] Fill() =>
        [.. Enumerable.Range(0, SeriesTable.Cap).Select(i => _registry.Counter(MetricCatalogue.RequestsRefused, "web", $"reason-{i}"))];
}
