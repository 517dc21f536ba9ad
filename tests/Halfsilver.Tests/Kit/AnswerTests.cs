using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class AnswerTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Fields_stand_as_written()
    {
        await using var upstream = RecordingUpstream.Start(Answer.Of(404, "x-ODD:  1 ", "X: \xe9"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        var answer = await client.AskAsync(Get);

        Assert.Equal("HTTP/1.1 404 Status\r\nx-ODD:  1 \r\nX: \xe9\r\nContent-Length: 0\r\n\r\n", Bytes.Text(answer.Head));
    }

    [Fact]
    public async Task Chunks_trailers_and_interim_answers_arrive_as_given()
    {
        await using var upstream = RecordingUpstream.Start(new Answer
        {
            Framing = Framing.Chunked,
            Body = Bytes.Of("0123456789"),
            ChunkSize = 4,
            Trailers = ["X-End: 1"],
            Interims = [["103 Early Hints", "Link: </a>"]],
        });
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        var answer = await client.AskAsync(Get);

        Assert.Equal([4, 4, 2], answer.Chunks);
        Assert.Equal("0123456789", answer.BodyText);
        Assert.Equal(["X-End: 1"], answer.Trailers.Lines());
        var interim = Assert.Single(answer.Interims);
        Assert.Equal((103, "</a>"), (interim.Status, interim.Field("link")));
    }

    [Fact]
    public async Task A_body_may_end_with_the_connection()
    {
        await using var upstream = RecordingUpstream.Start(Answer.Text("till the end") with { Framing = Framing.Close });
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        var answer = await client.AskAsync(Get);

        Assert.Equal((Framing.Close, "till the end"), (answer.Framing, answer.BodyText));
        Assert.True(await client.IsClosedAsync(Bound.Usual));
    }

    [Fact]
    public async Task A_long_body_is_made_while_it_is_sent()
    {
        var body = new PatternBody(5_000_000);
        await using var upstream = RecordingUpstream.Start(new Answer { Pattern = body });
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        var answer = await client.AskAsync(Get);

        Assert.Equal((body.Length, body.Sha256), (answer.BodyLength, answer.BodySha256));
    }

    [Fact]
    public async Task The_head_goes_out_while_the_body_waits()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = RecordingUpstream.Start(Answer.Text("late") with { BodyGate = gate.Task });
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await client.SendAsync(Get);
        Assert.StartsWith("HTTP/1.1 200", Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
        gate.SetResult();
        Assert.Equal("late", Bytes.Text(await client.ReadSomeAsync()));
    }

    [Fact]
    public async Task An_early_answer_comes_before_the_body_and_the_connection_goes_on()
    {
        await using var upstream = RecordingUpstream.Start();
        upstream.EarlyAnswers = request => request.Method == "POST" ? Answer.Of(413) : null;
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        Assert.Equal(413, (await client.AskAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n")).Status);
        Assert.Equal(0, upstream.Count);
        await client.SendAsync("body");

        Assert.Equal(200, (await client.AskAsync(Get)).Status);
        Assert.Equal("body", upstream.Requests[0].BodyText);
    }

    [Fact]
    public async Task No_body_follows_a_HEAD()
    {
        await using var upstream = RecordingUpstream.Start(Answer.Text("unsent"));
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        var head = await client.AskAsync("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(("6", 0), (head.Field("Content-Length"), head.BodyLength));
        Assert.Equal("unsent", (await client.AskAsync(Get)).BodyText);
    }

    [Fact]
    public async Task Closing_behind_an_answer_is_a_plain_end()
    {
        await using var upstream = RecordingUpstream.Start(Answer.Text("bye") with { Close = true });
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        Assert.Equal("bye", (await client.AskAsync(Get)).BodyText);
        Assert.True(await client.IsClosedAsync(Bound.Usual));
    }

    [Fact]
    public async Task What_a_test_throws_in_the_server_is_thrown_at_disposal()
    {
        var upstream = RecordingUpstream.Start(_ => throw new NotSupportedException("by the test"));
        await using (var client = await RawClient.ConnectAsync(upstream.Port))
        {
            await client.SendAsync(Get);
            Assert.Empty(await client.ReadToEndAsync());
        }

        var e = await Assert.ThrowsAsync<InvalidOperationException>(async () => await upstream.DisposeAsync());
        Assert.IsType<NotSupportedException>(e.InnerException);
    }
}
