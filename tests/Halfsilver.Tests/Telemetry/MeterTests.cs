using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class MeterTests
{
    private static readonly string[] Skips = ["killed", "not_sampled"];
    private static readonly string[] Errors = ["connect", "lagged"];
    private readonly FakeClock _clock = new();
    private readonly MetricRegistry _registry;

    public MeterTests() => _registry = new MetricRegistry(_clock);

    [Fact]
    public void The_books_of_a_mirror_can_be_read_and_balance()
    {
        var meter = Mirror();
        for (var i = 0; i < 6; i++)
        {
            meter.Matched();
        }

        meter.Skipped(1);
        meter.Skipped(1);
        for (var i = 0; i < 4; i++)
        {
            meter.Sent();
        }

        meter.Answered(200, 1_000);
        meter.Answered(503, 1_000);
        meter.Answered(700, 1_000);
        meter.Failed(0);

        Assert.Equal(meter.MatchedTotal, meter.SkippedTotal + meter.SentTotal);
        Assert.Equal(meter.SentTotal, meter.AnsweredTotal + meter.FailedTotal);
        Assert.Equal((0, 2), (meter.SkippedFor(0), meter.SkippedFor(1)));
        Assert.Equal((1, 1, 1), (meter.AnsweredIn(2), meter.AnsweredIn(5), meter.AnsweredIn(CodeLabel.NoClass)));
        Assert.Equal((1, 0), (meter.FailedFor(0), meter.FailedFor(1)));
    }

    [Fact]
    public void The_page_says_what_the_meter_counted()
    {
        var meter = Mirror();
        meter.Skipped(1);
        meter.Failed(1);
        meter.Answered(204, _clock.Ticks(TimeSpan.FromMilliseconds(2)));
        meter.RequestBytes(10);
        meter.ResponseBytes(20);
        meter.DispatchDelay(_clock.Ticks(TimeSpan.FromMilliseconds(1)));

        const string owner = """route="orders",destination="v2",mirror="shadow" """;
        var labels = owner.TrimEnd();
        var samples = Page.Samples(_registry);
        Assert.Contains($$"""halfsilver_mirror_skipped_total{{{labels}},reason="not_sampled"} 1""", samples);
        Assert.Contains($$"""halfsilver_mirror_errors_total{{{labels}},reason="lagged"} 1""", samples);
        Assert.Contains($$"""halfsilver_mirror_responses_total{{{labels}},code_class="2xx"} 1""", samples);
        Assert.Contains($$"""halfsilver_mirror_request_bytes_total{{{labels}}} 10""", samples);
        Assert.Contains($$"""halfsilver_mirror_response_bytes_total{{{labels}}} 20""", samples);
        Assert.Contains($$"""halfsilver_mirror_request_duration_seconds_sum{{{labels}}} 0.002""", samples);
        Assert.Contains($$"""halfsilver_mirror_dispatch_delay_seconds_bucket{{{labels}},le="0.001"} 1""", samples);
        Assert.DoesNotContain(samples, line => line.Contains("killed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("CONNECT", "CONNECT")]
    [InlineData("get", "_OTHER")]
    [InlineData("BREW", "_OTHER")]
    [InlineData("", "_OTHER")]
    public void A_client_cannot_add_series_with_methods(string method, string label) =>
        Assert.Equal(label, MethodLabel.All[MethodLabel.IndexOf(System.Text.Encoding.ASCII.GetBytes(method))]);

    [Fact]
    public void Every_known_method_has_an_index_of_its_own()
    {
        for (var i = 0; i < MethodLabel.Other; i++)
        {
            Assert.Equal(i, MethodLabel.IndexOf(System.Text.Encoding.ASCII.GetBytes(MethodLabel.All[i])));
        }
    }

    [Theory]
    [InlineData(100, "100", "1xx")]
    [InlineData(204, "204", "2xx")]
    [InlineData(599, "599", "5xx")]
    [InlineData(0, "000", "none")]
    [InlineData(99, "000", "none")]
    [InlineData(600, "000", "none")]
    public void Codes_are_three_digits_and_classes_are_closed(int status, string code, string codeClass)
    {
        Assert.Equal(code, CodeLabel.Codes[CodeLabel.IndexOf(status)]);
        Assert.Equal(codeClass, CodeLabel.Classes[CodeLabel.ClassOf(status)]);
    }

    [Fact]
    public void A_route_counts_by_method_and_code()
    {
        var meter = new RouteMeter(_registry, "orders");
        meter.Answered(0, 200, 1);
        meter.Answered(0, 200, 1);
        meter.Answered(MethodLabel.Other, 404, 1);

        Assert.Equal(3, meter.Total);
        Assert.Equal(2, meter.Count(0, 200));
        Assert.Contains("""halfsilver_requests_total{route="orders",method="_OTHER",code="404"} 1""", Page.Samples(_registry));
    }

    [Fact]
    public void A_primary_without_an_answer_has_no_duration()
    {
        var meter = new PrimaryMeter(_registry, "orders", "v1");
        meter.Answered(302, 1);
        meter.Failed();

        var samples = Page.Samples(_registry);
        Assert.Equal((2, 1), (meter.Total, meter.FailedTotal));
        Assert.Contains("""halfsilver_primary_requests_total{route="orders",destination="v1",code_class="none"} 1""", samples);
        Assert.Contains("""halfsilver_primary_request_duration_seconds_count{route="orders",destination="v1"} 1""", samples);
    }

    [Fact]
    public void Recording_allocates_nothing_once_the_series_are_there()
    {
        var mirror = Mirror();
        var route = new RouteMeter(_registry, "orders");
        var primary = new PrimaryMeter(_registry, "orders", "v1");
        Record();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Record();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Record()
        {
            mirror.Matched();
            mirror.Skipped(0);
            mirror.Sent();
            mirror.Answered(200, 5_000);
            mirror.Failed(1);
            mirror.RequestBytes(1);
            mirror.DispatchDelay(1);
            route.Answered(MethodLabel.IndexOf("POST"u8), 201, 5_000);
            primary.Answered(500, 5_000);
        }
    }

    [Fact]
    public void A_removed_mirror_and_what_it_still_counts_disappear_together()
    {
        var meter = Mirror();
        meter.Matched();
        var route = new RouteMeter(_registry, "orders");
        var primary = new PrimaryMeter(_registry, "orders", "v1");
        primary.Answered(200, 1);

        meter.Remove();
        route.Remove();
        primary.Remove();
        meter.Failed(0);
        route.Answered(0, 200, 1);

        Assert.Contains(Page.Samples(_registry), line => line.Contains("halfsilver_mirror_errors_total", StringComparison.Ordinal));
        _clock.Advance(MetricRegistry.KeptAfterRemoval);
        Assert.Empty(Page.Samples(_registry));
    }

    [Fact]
    public void A_mirror_that_comes_back_is_not_removed_by_its_predecessor()
    {
        var before = Mirror();
        var after = Mirror();
        after.Failed(0);
        before.Failed(0);
        before.Remove();
        _clock.Advance(MetricRegistry.KeptAfterRemoval * 2);

        Assert.Contains(Page.Samples(_registry), line => line.EndsWith("reason=\"connect\"} 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Killed", "killed")]
    [InlineData("ConnectTimeout", "connect_timeout")]
    [InlineData("TooManyInterim", "too_many_interim")]
    [InlineData("TLSFailed", "tls_failed")]
    [InlineData("", "")]
    public void Names_become_snake_case(string name, string label) => Assert.Equal(label, SnakeCase.Of(name));

    private MirrorMeter Mirror() => new(_registry, "orders", "v2", "shadow", Skips, Errors);
}
