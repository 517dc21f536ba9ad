using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class LoadClientTests
{
    [Fact]
    public async Task Every_request_is_sent_once_and_counted_once()
    {
        await using var upstream = RecordingUpstream.Start(request => Answer.Of(request.Target.EndsWith('0') ? 404 : 200));
        var result = await LoadClient.RunAsync(new Load
        {
            To = upstream.EndPoint,
            Connections = 8,
            RequestsEach = 50,
            Request = n => Bytes.Of($"GET /{n} HTTP/1.1\r\nHost: a\r\n\r\n"),
        });

        Assert.Equal((400, 0, 40, 360), (result.Answered, result.Failed, result.Statuses[404], result.Statuses[200]));
        Assert.Equal((8, 400), (upstream.Connections, upstream.Count));
        Assert.Equal(400, upstream.Requests.Select(request => request.Target).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Anomaly.None, upstream.Anomalies);
    }

    [Theory]
    [InlineData(Framing.Declared, 1)]
    [InlineData(Framing.Chunked, 1)]
    [InlineData(Framing.Close, 5)]
    public async Task Answers_of_every_framing_are_read_to_their_end(Framing framing, int connections)
    {
        await using var upstream = RecordingUpstream.Start(new Answer { Framing = framing, Pattern = new PatternBody(100_000) });
        var result = await LoadClient.RunAsync(Load.Get(upstream.EndPoint, requestsEach: 5));
        Assert.Equal((5, connections), (result.Statuses[200], upstream.Connections));
    }

    [Fact]
    public async Task Bodies_arrive_as_they_were_made()
    {
        var body = new PatternBody(2_000_000, seed: 9);
        await using var upstream = RecordingUpstream.Start();
        var head = Bytes.Of($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await LoadClient.RunAsync(new Load { To = upstream.EndPoint, Connections = 2, RequestsEach = 2, Request = _ => head, Body = body });

        Assert.Equal(4, upstream.Count);
        Assert.All(upstream.Requests, request => Assert.Equal(body.Sha256, request.BodySha256));
    }

    [Fact]
    public async Task Failures_are_counted_by_their_cause()
    {
        await using var refuses = BadMirror.Refuses();
        await using var hangs = BadMirror.Hangs();
        await using var truncates = BadMirror.Truncates();
        var refused = await LoadClient.RunAsync(Load.Get(refuses.EndPoint, connections: 2, requestsEach: 3));
        var hung = await LoadClient.RunAsync(Load.Get(hangs.EndPoint, requestsEach: 2) with { Timeout = TimeSpan.FromMilliseconds(50) });
        var cut = await LoadClient.RunAsync(Load.Get(truncates.EndPoint, requestsEach: 2));

        Assert.Equal((0, 6), (refused.Answered, refused.Errors["ConnectionRefused"]));
        Assert.Equal((0, 2), (hung.Answered, hung.Errors["Timeout"]));
        Assert.Equal((0, 2), (cut.Answered, cut.Errors["Ended"]));
    }

    [Fact]
    public async Task A_rate_is_kept()
    {
        await using var upstream = RecordingUpstream.Start();
        var result = await LoadClient.RunAsync(Load.Get(upstream.EndPoint, connections: 4, requestsEach: 10) with { PerSecond = 200 });
        Assert.Equal(40, result.Answered);
        Assert.True(result.Elapsed >= TimeSpan.FromMilliseconds(190), $"{result.Elapsed}");
    }

    [Fact]
    public async Task Percentiles_come_from_sorted_latencies()
    {
        await using var upstream = RecordingUpstream.Start();
        var result = await LoadClient.RunAsync(Load.Get(upstream.EndPoint, connections: 2, requestsEach: 50));
        Assert.Equal(result.Latencies.Min(), result.Percentile(0));
        Assert.Equal(result.Latencies[49], result.Percentile(50));
        Assert.Equal(result.Latencies.Max(), result.Percentile(100));
    }
}
