using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class RawClientTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task An_open_connection_is_not_taken_for_a_closed_one()
    {
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        Assert.False(await client.IsClosedAsync(Short));
        Assert.Equal(200, (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        upstream.ResetAll();
        Assert.True(await client.IsClosedAsync(Bound.Usual));
    }

    [Fact]
    public async Task A_silent_server_ends_the_wait_for_an_answer()
    {
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadAnswerAsync(timeout: Short));
    }

    [Fact]
    public async Task A_cut_answer_is_not_whole()
    {
        await using var upstream = RecordingUpstream.Start(new Answer
        {
            Framing = Framing.Close,
            Fields = ["Content-Length: 10"],
            Body = Bytes.Of("four"),
        });
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        var answer = await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal((false, "four"), (answer.IsWhole, answer.BodyText));
    }

    [Fact]
    public async Task An_end_instead_of_an_answer_is_an_error()
    {
        await using var upstream = RecordingUpstream.Start();
        await using var client = await RawClient.ConnectAsync(upstream.Port);
        client.EndSending();
        await Assert.ThrowsAsync<IOException>(() => client.ReadAnswerAsync());
    }
}
