using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>Primaries that go while the client has yet to send its body: nothing of the body is lost, whoever gets it then.</summary>
public sealed class SecondTryTests
{
    private const string Head = "HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";

    public static TheoryData<Front> Streams => [Front.Http1, Front.H2c];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_body_that_comes_after_a_kept_connection_has_gone_is_sent_over_the_next(Front front)
    {
        // The first connection is kept after its answer, and goes with the next head, before any byte of the body.
        await using var primary = new ScriptedUpstream(async (talk, number) =>
        {
            while (await talk.ReadToAsync("\r\n\r\n") is { } head)
            {
                if (head.StartsWith("PUT", StringComparison.Ordinal))
                {
                    if (number == 1)
                    {
                        return;
                    }

                    await talk.ReadToAsync("hello");
                }

                await talk.SayAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        using var client = front.Client(gateway);
        using (await client.SendAsync(front.Request("GET", "/")))
        {
        }

        var body = new TaskCompletionSource();
        using var put = front.Request("PUT", "/thing");
        put.Content = new LateContent(body.Task);
        var answering = client.SendAsync(put);
        await primary.WaitForConnectionsAsync(2);
        body.SetResult();

        using var answer = await answering;
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
        await BooksOf.BalanceAsync(gateway.Host, 2);
        Assert.Equal(2, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
        Assert.Contains(mirror.Requests, request => request.BodyText == "hello");
    }

    [Fact]
    public async Task A_primary_that_goes_before_a_small_body_leaves_the_copy_whole_and_the_client_connected()
    {
        await using var primary = new ScriptedUpstream(async (talk, _) => await talk.ReadToAsync("\r\n\r\n"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        for (var i = 1; i <= 3; i++)
        {
            await client.SendAsync("POST / " + Head);
            await primary.WaitForConnectionsAsync(i);
            await Bound.Eventually(() => primary.OpenConnections == 0, "the primary has gone");
            await client.SendAsync("hello");
            Assert.Equal(502, (await client.ReadAnswerAsync()).Status);
        }

        await BooksOf.BalanceAsync(gateway.Host, 3);
        Assert.All(mirror.Requests, request => Assert.Equal("hello", request.BodyText));
        Assert.Equal(3, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
    }

    /// <summary>Five bytes, of a known length, that come when they are told to.</summary>
    private sealed class LateContent(Task gate) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.FlushAsync();
            await gate;
            await stream.WriteAsync(Bytes.Of("hello"));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 5;
            return true;
        }
    }
}
