using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Halfsilver.Polling;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Polling;

/// <summary>The order of what a loop does in one turn.</summary>
public sealed class PollLoopTests : IDisposable
{
    private readonly Socket _listener = Sockets.Listen();
    private readonly ManualResetEventSlim _holds = new();
    private readonly ManualResetEventSlim _goOn = new();

    public void Dispose()
    {
        _listener.Dispose();
        _holds.Dispose();
        _goOn.Dispose();
    }

    [Fact]
    public async Task A_socket_that_yields_comes_behind_the_others_and_behind_what_they_send()
    {
        Assert.SkipUnless(PollLoop.IsSupported, "there are no poll loops here");
        var holder = await ConnectAsync(Make(yields: false));
        var making = MakeAsync(holder.Polled);
        await holder.Peer.SendAsync(new byte[1]);
        var (yielding, other) = await Bound.Within(making, Bound.Usual, "both are made on the holder's loop");

        // Off that loop, which is about to be held.
        await Task.Yield();
        var holding = HoldAsync(holder.Polled);
        await holder.Peer.SendAsync(new byte[1]);
        Assert.True(_holds.Wait(Bound.Usual, TestContext.Current.CancellationToken));
        var sent = new StrongBox<bool>();
        var seen = SeesAsync(yielding.Polled, sent);
        var answered = AnswerAsync(other.Polled, sent);
        await yielding.Peer.SendAsync(new byte[1]);
        Assert.True(yielding.Own.Poll(Bound.Usual, SelectMode.SelectRead));
        await other.Peer.SendAsync(new byte[1]);
        Assert.True(other.Own.Poll(Bound.Usual, SelectMode.SelectRead));
        _goOn.Set();

        Assert.True(await Bound.Within(seen, Bound.Usual, "the one that yields has its turn"), "the other's answer had been sent");
        await Task.WhenAll(holding, answered);
        foreach (var pair in new[] { holder, yielding, other })
        {
            pair.Polled.Close();
            pair.Peer.Dispose();
        }
    }

    // What is behind an await that waited runs on the loop: a socket that is made there belongs to it.
    private async Task<(Pair Yielding, Pair Other)> MakeAsync(PolledSocket on)
    {
        await on.ReceiveAsync(new byte[1]).ConfigureAwait(false);
        var (yielding, other) = (Make(yields: true), Make(yields: false));
        return (await ConnectAsync(yielding).ConfigureAwait(false), await ConnectAsync(other).ConfigureAwait(false));
    }

    private async Task HoldAsync(PolledSocket loop)
    {
        await loop.ReceiveAsync(new byte[1]).ConfigureAwait(false);
        _holds.Set();
        _goOn.Wait(Bound.Usual);
    }

    private static async Task<bool> SeesAsync(PolledSocket own, StrongBox<bool> sent)
    {
        await own.ReceiveAsync(new byte[1]).ConfigureAwait(false);
        return sent.Value;
    }

    private static async Task AnswerAsync(PolledSocket own, StrongBox<bool> sent)
    {
        await own.ReceiveAsync(new byte[1]).ConfigureAwait(false);
        sent.Value = await own.SendAsync(new byte[1]).ConfigureAwait(false) == 1;
    }

    private static (PolledSocket Polled, Socket Own) Make(bool yields)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        return (new PolledSocket(socket, yields), socket);
    }

    private async Task<Pair> ConnectAsync((PolledSocket Polled, Socket Own) made)
    {
        Assert.Equal(0, await made.Polled.ConnectAsync(_listener.LocalEndPoint!).ConfigureAwait(false));
        return new Pair(made.Polled, made.Own, await _listener.AcceptAsync().ConfigureAwait(false));
    }

    private sealed record Pair(PolledSocket Polled, Socket Own, Socket Peer);
}
