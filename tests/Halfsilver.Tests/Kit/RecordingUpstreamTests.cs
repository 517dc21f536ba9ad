using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class RecordingUpstreamTests
{
    [Fact]
    public async Task A_request_is_recorded_byte_for_byte()
    {
        await using var upstream = RecordingUpstream.Start(Answer.Text("yes"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        const string head = "GeT /a%2Fb//..?x=\xe9#y HTTP/1.1\r\nhOsT:  a \r\nX-Twice: 1\r\nx-twice:\t2\r\n\r\n";

        var answer = await client.AskAsync(head);

        Assert.Equal((200, "OK", "yes"), (answer.Status, answer.Reason, answer.BodyText));
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(Bytes.Of(head), request.Head);
        Assert.Equal(("GeT", "/a%2Fb//..?x=\xe9#y", "HTTP/1.1"), (request.Method, request.Target, request.Version));
        Assert.Equal(["hOsT:  a ", "X-Twice: 1", "x-twice:\t2"], request.Fields.Lines());
        Assert.Equal(["1", "2"], request.Fields.All("X-TWICE"));
        Assert.Equal(Framing.None, request.Framing);
        Assert.Equal(Anomaly.None, request.Anomalies);
    }

    [Fact]
    public async Task A_declared_body_is_hashed_and_kept()
    {
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendSplitAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", piece: 3);
        await client.ReadAnswerAsync();

        var request = Assert.Single(upstream.Requests);
        Assert.Equal((Framing.Declared, 5, 5, "hello"), (request.Framing, request.DeclaredLength, request.BodyLength, request.BodyText));
        Assert.Equal(Bytes.Sha256("hello"u8), request.BodySha256);
    }

    [Fact]
    public async Task A_chunked_body_is_decoded_with_its_sizes_and_trailers()
    {
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-Sum: 7\r\n\r\n");
        await client.ReadAnswerAsync();

        var request = Assert.Single(upstream.Requests);
        Assert.Equal((Framing.Chunked, "abc0123456789"), (request.Framing, request.BodyText));
        Assert.Equal([3, 10], request.Chunks);
        Assert.Equal(["X-Sum: 7"], request.Trailers.Lines());
        Assert.Equal(Anomaly.None, request.Anomalies);
    }

    [Fact]
    public async Task A_large_body_is_hashed_but_not_held()
    {
        var body = new PatternBody(3_000_000, seed: 5);
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync($"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);
        await client.SendAsync("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.SendAsync(body, chunk: 10_000);

        foreach (var request in await upstream.WaitForAsync(2))
        {
            Assert.Equal((body.Length, body.Sha256, null), (request.BodyLength, request.BodySha256, request.Body));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: a\r\n\r\n", Anomaly.BareLf)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", Anomaly.BareCr)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", Anomaly.ObsFold)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", Anomaly.ControlByte)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", Anomaly.NoColon)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n", Anomaly.OddName)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", Anomaly.NoHost)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", Anomaly.TwoHosts)]
    [InlineData("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", Anomaly.OddRequestLine)]
    [InlineData("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", Anomaly.EmptyLinesFirst)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", Anomaly.TwoLengths)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n", Anomaly.OddLength)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", Anomaly.OddCoding)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Anomaly.LengthAndChunked)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\n\r\n", Anomaly.ChunkExtension)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n", Anomaly.OddChunk)]
    public async Task Each_oddity_is_named(string request, Anomaly expected)
    {
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync(request);
        client.EndSending();
        await client.ReadToEndAsync();

        Assert.Equal(expected, Assert.Single(upstream.Begun).Anomalies);
        Assert.Equal(expected, upstream.Anomalies);
    }

    [Fact]
    public async Task Two_requests_where_one_was_expected_are_told_apart_and_marked()
    {
        await using var upstream = RecordingUpstream.Start(request => Answer.Text(request.Target));
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal("/1", (await client.ReadAnswerAsync()).BodyText);
        Assert.Equal("/2", (await client.ReadAnswerAsync()).BodyText);
        Assert.Equal([(1, 1, Anomaly.BytesBeforeAnswer), (1, 2, Anomaly.None)], upstream.Requests.Select(r => (r.Connection, r.Sequence, r.Anomalies)));
    }

    [Fact]
    public async Task Bytes_that_come_while_the_answer_waits_are_marked_and_not_lost()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = RecordingUpstream.Start(request => request.Target == "/1" ? Answer.Ok with { Gate = gate.Task } : Answer.Ok);
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
        await upstream.WaitForAsync(1);
        await client.SendAsync("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        await Bound.Eventually(() => upstream.Anomalies == Anomaly.BytesBeforeAnswer, "the mark");
        gate.SetResult();

        await client.ReadAnswerAsync();
        await client.ReadAnswerAsync();
        Assert.Equal(["/1", "/2"], upstream.Requests.Select(request => request.Target).ToArray());
    }

    [Fact]
    public async Task A_sender_that_goes_before_its_answer_is_seen()
    {
        await using var upstream = RecordingUpstream.Start(Answer.Ok with { Gate = new TaskCompletionSource().Task });
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await upstream.WaitForAsync(1);
        client.Abort();

        await upstream.WaitForAbandonedAsync(1);
        Assert.True(Assert.Single(upstream.Requests).IsAbandoned);
        await Bound.Eventually(() => upstream.OpenConnections == 0, "the connection to be closed");
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf", 4)]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", 4)]
    [InlineData("POST / HTTP/1.1\r\nHost: a", 0)]
    public async Task A_cut_request_is_never_counted_as_whole(string request, long length)
    {
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync(request);
        client.EndSending();
        await client.ReadToEndAsync();

        Assert.Equal(0, upstream.Count);
        var torn = Assert.Single(upstream.Torn);
        Assert.Equal((false, length), (torn.IsWhole, torn.BodyLength));
    }

    [Fact]
    public async Task Arrival_times_come_from_the_given_time()
    {
        var time = new FakeTime();
        await using var upstream = RecordingUpstream.Start(time: time);
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
        await upstream.WaitForHeadsAsync(1);
        time.Advance(TimeSpan.FromSeconds(7));
        await client.SendAsync("x");
        await client.ReadAnswerAsync();

        var request = Assert.Single(upstream.Requests);
        Assert.Equal(TimeSpan.FromSeconds(7), time.GetElapsedTime(request.HeadArrived, request.BodyArrived));
    }
}
