using Halfsilver.Sending;
using Halfsilver.Steps;
using Halfsilver.Tests.Wire;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>Copies whose kept connection is gone, unseen by anybody until they send.</summary>
public sealed class SentAgainTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(65_000)]
    public async Task A_copy_whose_kept_connection_is_gone_takes_another(int length)
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        KeepGone(rig, mirror);

        Send(rig, mirror, length);

        await rig.AtRestAsync(mirror);
        Assert.Equal(1, mirror.Live.Books[Fate.Answered]);
        Assert.Equal(length, upstream.Requests.Single().BodyText.Length);
    }

    [Fact]
    public async Task A_body_that_is_sent_again_may_be_refused_unread()
    {
        await using var rig = new Rig();
        await using var upstream = new RawMirror(
            static async (socket, stop) =>
            {
                // It reads the head and a little more, and then only waits for its peer to go.
                await socket.ReceiveAsync(new byte[512], stop);
                await socket.SendAsync(Bytes.Of("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), stop);
                await new TaskCompletionSource().Task.WaitAsync(stop);
            },
            receiveBuffer: 2048,
            segment: 536);
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Timeouts = mirror.Timeouts with { Idle = TimeSpan.FromSeconds(3) } });
        KeepGone(rig, mirror);

        // One piece of the largest there are: more than the system takes for a mirror that reads nothing.
        using var block = Block.Rent(Block.Large);
        var tee = rig.SendBody(mirror, Block.Large);
        tee.Append(block.Memory);
        tee.Complete();
        tee.Release();

        await rig.AtRestAsync(mirror);
        Assert.Equal(1, mirror.Live.Books[Fate.Answered]);
    }

    [Fact]
    public async Task A_copy_that_dials_anew_carries_nothing_of_its_client()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        KeepGone(rig, mirror);
        var carried = false;
        var ambient = new AsyncLocal<bool>(change => carried |= change is { ThreadContextChanged: true, CurrentValue: true });

        await Task.Run(() =>
        {
            ambient.Value = true;
            Rig.Send(mirror, Rig.Get());
        });

        await rig.AtRestAsync(mirror);
        Assert.Equal(1, mirror.Live.Books[Fate.Answered]);
        Assert.False(carried);
    }

    [Fact]
    public async Task A_copy_that_waits_for_its_answer_holds_no_bytes()
    {
        await using var rig = new Rig();
        await using var upstream = RawMirror.Silent();
        var mirror = rig.Mirror(upstream.EndPoint);

        Send(rig, mirror, 0);

        await Bound.Eventually(() => mirror.Live.Books.SentCount == 1 && rig.Budgets.Bytes.Held == 0, "its head is sent and given back");
        Assert.Equal(1, mirror.Live.Queue.InFlight);
        mirror.Live.Queue.CutFlying(Fate.CutDrained);
        await rig.AtRestAsync(mirror);
    }

    private static void Send(Rig rig, CompiledMirror mirror, int length)
    {
        if (length == 0)
        {
            Rig.Send(mirror, Rig.Get());
        }
        else
        {
            rig.SendBody(mirror, Bytes.Filled(length, (byte)'x'));
        }
    }

    private static void KeepGone(Rig rig, CompiledMirror mirror) =>
        mirror.Live.Upstream.Endpoints.Single().Pool.Keep(new WireConnection(new ScriptedChannel(), rig.Wheel), TimeSpan.FromMinutes(1));
}
