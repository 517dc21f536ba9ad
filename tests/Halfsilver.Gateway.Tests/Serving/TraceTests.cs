using System.Collections.Concurrent;
using System.Diagnostics;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>Spans as a listener of this process sees them.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task Without_a_listener_trace_context_goes_on_as_it_came()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();
        const string Context = "TraceParent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: x=y\r\nbaggage: a=b\r\n";

        await client.AskAsync($"GET / HTTP/1.1\r\nHost: a\r\n{Context}\r\n");

        Assert.Contains(Context, Assert.Single(primary.Requests).HeadText, StringComparison.Ordinal);
        Assert.Contains(Context, Assert.Single(await mirror.WaitForAsync(1)).HeadText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_try_at_a_primary_is_a_span_and_a_later_one_says_so()
    {
        await using var good = RecordingUpstream.Start();
        var plan = Plans.To(good) with { };
        plan = plan with { Services = plan.Services.SetItem("primary", Plans.Service("primary", "127.0.0.1:1", good.Authority)) };
        await using var gateway = await TestGateway.StartAsync(plan);
        using var spans = new SpanKeeper(gateway);
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");

        await Bound.Eventually(() => spans.Ended.Count == 3, "three spans end");
        var server = spans.Ended.Single(span => span.Kind == ActivityKind.Server);
        var tries = spans.Ended.Where(span => span.Kind == ActivityKind.Client).ToArray();
        Assert.All(tries, span => Assert.Equal(server.SpanId, span.ParentSpanId));
        Assert.Equal(["connect", null], tries.Select(span => span.GetTagItem("error.type")));
        Assert.Equal([null, 1], tries.Select(span => span.GetTagItem("http.request.resend_count")));
        Assert.Equal(default, server.ParentSpanId);
    }

    [Fact]
    public async Task A_copy_that_is_not_sent_has_no_span_and_one_that_fails_says_how()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary, Plans.Mirror(mirror, percent: 0, name: "none"), Plans.Mirror("127.0.0.1:1", name: "dead")));
        using var spans = new SpanKeeper(gateway);
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");

        await BooksOf.BalanceAsync(gateway.Host, 1, "dead");
        await Bound.Eventually(() => spans.Ended.Count == 3, "three spans end");
        var copy = spans.Ended.Single(span => span.GetTagItem("halfsilver.mirror") is not null);
        Assert.Equal(("dead", "connect", ActivityStatusCode.Error), (copy.GetTagItem("halfsilver.mirror"), copy.GetTagItem("halfsilver.fate"), copy.Status));
    }

    [Fact]
    public async Task A_request_that_no_route_takes_is_a_span_too()
    {
        await using var primary = RecordingUpstream.Start();
        var plan = Plans.To(primary);
        plan = plan with { Routes = [plan.Routes[0] with { Rule = new PathRule("/only") }] };
        await using var gateway = await TestGateway.StartAsync(plan);
        using var spans = new SpanKeeper(gateway);
        await using var client = await gateway.ConnectAsync();

        Assert.Equal(404, (await client.AskAsync("BREW /x HTTP/1.1\r\nHost: a\r\n\r\n")).Status);

        await Bound.Eventually(() => spans.Ended.Count == 1, "the span ends");
        var span = Assert.Single(spans.Ended);
        Assert.Equal(("HTTP", "_OTHER", "BREW", 404, null),
            (span.DisplayName, span.GetTagItem("http.request.method"), span.GetTagItem("http.request.method_original"),
                span.GetTagItem("http.response.status_code"), span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task A_client_that_was_not_sampled_stays_so_and_no_ambient_activity_leaks()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        using var spans = new SpanKeeper(gateway, ActivitySamplingResult.None);
        await using var client = await gateway.ConnectAsync();
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

        for (var i = 0; i < 3; i++)
        {
            await client.AskAsync($"GET /x HTTP/1.1\r\nHost: a\r\ntraceparent: {Parent}\r\n\r\n");
        }

        Assert.All(await primary.WaitForAsync(3), request => Assert.Contains($"traceparent: {Parent}", request.HeadText, StringComparison.Ordinal));
        Assert.All(await mirror.WaitForAsync(3), request => Assert.DoesNotContain("0af7651916cd43dd8448eb211c80319c", request.HeadText, StringComparison.Ordinal));
        Assert.Empty(spans.Ended);
        Assert.Null(Activity.Current);
    }

    /// <summary>Listens to one gateway's spans.</summary>
    private sealed class SpanKeeper : IDisposable
    {
        private readonly ActivityListener _listener;

        public SpanKeeper(TestGateway gateway, ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => ReferenceEquals(source, gateway.Host.Tracing.Source),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
                ActivityStopped = activity =>
                {
                    if (activity.Recorded)
                    {
                        Ended.Enqueue(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Ended { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
