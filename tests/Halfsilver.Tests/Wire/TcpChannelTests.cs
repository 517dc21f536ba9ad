using System.Net.Sockets;
using Halfsilver.Polling;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>Both ways to a socket keep the same promises: poll loops, and the framework's sockets for systems without.</summary>
public sealed class TcpChannelTests : IDisposable
{
    private readonly Socket _listener = Sockets.Listen();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Loops_are_used_where_there_are_any()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Equal(PollLoop.IsSupported ? typeof(PolledChannel) : typeof(SocketChannel), TcpChannel.Over(socket, DescriptorUse.Primaries).GetType());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_travel_both_ways_and_the_end_is_zero(bool polled)
    {
        var (channel, peer) = await ConnectAsync(polled);
        Assert.Equal(3, await channel.SendAsync(new byte[] { 1, 2, 3 }));
        Assert.Equal(3, await channel.SendAsync(new byte[] { 4 }, new byte[] { 5, 6 }));
        Assert.Equal([1, 2, 3, 4, 5, 6], await peer.ReceiveWholeAsync(6));
        await peer.SendAsync(new byte[] { 7, 8 });
        var into = new byte[10];
        Assert.Equal(2, await channel.ReceiveAsync(into));
        peer.Dispose();
        Assert.Equal(0, await channel.ReceiveAsync(into));
        channel.Close();
        channel.Retire(receives: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_channel_that_is_closed_ends_what_waits_on_it(bool polled)
    {
        var (channel, peer) = await ConnectAsync(polled);
        using var ended = peer;
        var receiving = channel.ReceiveAsync(new byte[10]).AsTask();
        channel.Close();

        Assert.True(await Bound.Within(receiving, Bound.Usual, "the receive ends") < 0);
        Assert.True(await channel.SendAsync(new byte[1]) < 0);
        channel.Retire(receives: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_is_the_same_result(bool polled)
    {
        await using var nobody = BadMirror.Refuses();
        var channel = Over(polled);
        Assert.Equal(-(int)SocketError.ConnectionRefused, await channel.ConnectAsync(nobody.EndPoint));
        channel.Close();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_direction_can_be_ended_alone(bool polled)
    {
        var (channel, peer) = await ConnectAsync(polled);
        using var ended = peer;
        channel.EndSending();
        Assert.Equal(0, await peer.ReceiveAsync(new byte[10]));
        await peer.SendAsync(new byte[4]);
        Assert.Equal(4, await channel.ReceiveAsync(new byte[10]));
        channel.Close();
    }

    private static TcpChannel Over(bool polled)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        return polled ? new PolledChannel(new PolledSocket(socket)) : new SocketChannel(socket);
    }

    private async Task<(TcpChannel Channel, Socket Peer)> ConnectAsync(bool polled)
    {
        var channel = Over(polled);
        var accepting = _listener.AcceptAsync();
        Assert.Equal(0, await channel.ConnectAsync(_listener.LocalEndPoint!));
        return (channel, await accepting);
    }
}
