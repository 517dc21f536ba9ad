using System.Text;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Tests.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>Mirrors that answer while the body is still on its way to them.</summary>
public sealed class TalkTests
{
    private const int Piece = 50_000;
    private const int Pieces = 20;

    [Fact]
    public async Task A_mirror_whose_answer_has_begun_well_still_gets_the_body_to_its_end()
    {
        await using var rig = new Rig();
        await using var upstream = Talker("200 OK");
        var mirror = rig.Mirror(upstream.EndPoint);
        for (var i = 1; i <= 2; i++)
        {
            await TalkAsync(rig, mirror);
            Assert.Equal(i, mirror.Live.Books[Fate.Answered]);
        }

        // Both sides were heard to their end: the connection is as good as new.
        Assert.Equal(1, upstream.Connections);
    }

    [Theory]
    [InlineData("413 Content Too Large")]
    [InlineData("303 See Other")]
    public async Task A_mirror_that_refuses_gets_no_more_and_may_say_why_for_as_long_as_any(string refusal)
    {
        await using var rig = new Rig();
        await using var upstream = Talker(refusal);
        var mirror = rig.Mirror(
            upstream.EndPoint, mirror => mirror with { Timeouts = mirror.Timeouts with { Deadline = TimeSpan.FromMilliseconds(300) } });
        var tee = rig.SendBody(mirror, 100_000_000);
        await Bound.Eventually(() => mirror.Live.Queue.InFlight == 0 || Append(tee), "the refusal ends the copy");
        tee.Abort(TeeCut.ClientAbort);
        tee.Release();
        await rig.AtRestAsync(mirror);
        Assert.Equal(1, mirror.Live.Books[Fate.FailedDeadline]);
    }

    [Fact]
    public async Task An_answer_that_grows_too_large_while_the_body_goes_ends_the_copy()
    {
        await using var rig = new Rig();
        await using var upstream = new RawMirror(static async (socket, stop) =>
        {
            await socket.ReceiveAsync(new byte[64 * 1024], stop);
            await socket.SendAsync(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"), stop);
            await socket.SendAllAsync(new byte[500_000], stop);
            while (await socket.ReceiveAsync(new byte[64 * 1024], stop) > 0)
            {
            }
        });
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Budget = new MirrorBudget { MaxAnswerBytes = 100_000 } });
        var tee = rig.SendBody(mirror, 100_000_000);
        await Bound.Eventually(() => { tee.Append(TeeTests.Body(1_000)); return mirror.Live.Queue.InFlight == 0; }, "the answer ends the copy");
        tee.Abort(TeeCut.ClientAbort);
        tee.Release();
        await rig.AtRestAsync(mirror);
        Assert.Equal(1, mirror.Live.Books[Fate.CutAnswerTooLarge]);
    }

    private static bool Append(Tee tee)
    {
        tee.Append(TeeTests.Body(1_000));
        return false;
    }

    private static async Task TalkAsync(Rig rig, CompiledMirror mirror)
    {
        var tee = rig.SendBody(mirror, Piece * Pieces);
        for (var i = 0; i < Pieces; i++)
        {
            tee.Append(TeeTests.Body(Piece));
            await Bound.Eventually(() => rig.Budgets.Bytes.Held < Piece, "the mirror has taken the piece");
        }

        tee.Complete();
        tee.Release();
        await rig.AtRestAsync(mirror);
    }

    /// <summary>Answers each piece as it comes, and ends its answer when the body ends.</summary>
    private static RawMirror Talker(string status) => new(async (socket, stop) =>
    {
        var buffer = new byte[64 * 1024];
        var text = "";
        while (true)
        {
            while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var received = await socket.ReceiveAsync(buffer, stop);
                if (received == 0)
                {
                    return;
                }

                text += Encoding.Latin1.GetString(buffer, 0, received);
            }

            var left = (Piece * Pieces) - (text.Length - text.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4);
            await socket.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nTransfer-Encoding: chunked\r\n\r\n"), stop);
            for (text = ""; left > 0;)
            {
                var received = await socket.ReceiveAsync(buffer, stop);
                if (received == 0)
                {
                    return;
                }

                left -= received;
                await socket.SendAsync("2\r\nok\r\n"u8.ToArray(), stop);
            }

            await socket.SendAsync("0\r\n\r\n"u8.ToArray(), stop);
        }
    });
}
