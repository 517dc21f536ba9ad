using System.Net.Sockets;
using Halfsilver.Polling;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Polling;

/// <summary>What a receiving direction makes of what it is told, when its loop tells it late.</summary>
public sealed class PolledReceiveTests : IDisposable
{
    private readonly PollLoop _loop = PollLoop.Near;
    private readonly Socket _peer;
    private readonly Socket _socket;
    private readonly PolledReceive _receive;

    public PolledReceiveTests()
    {
        using var listener = Sockets.Listen();
        _peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _peer.Connect(listener.LocalEndPoint!);
        _socket = listener.Accept();
        _socket.Blocking = false;
        _receive = new PolledReceive((int)_socket.Handle, _loop);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _socket.Dispose();
    }

    [Fact]
    public async Task What_its_loop_tells_behind_a_receive_is_taken_at_its_word()
    {
        await ReceiveAsync(3);
        _receive.BecomeReady(ended: false, _loop.Turn + 1);

        Assert.Equal(0, await _receive.ReadableAsync());
        Assert.Equal(SocketResult.WouldBlock, _receive.ReceiveNow(new byte[10]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_told_late_of_bytes_that_another_thread_has_received_waits_for_more(bool waits)
    {
        var seen = _loop.Turn;
        await ReceiveAsync(3);
        var early = waits ? _receive.ReadableAsync() : default;
        _receive.BecomeReady(ended: false, seen);
        var readable = (waits ? early : _receive.ReadableAsync()).AsTask();
        Assert.False(readable.IsCompleted);

        await SendAsync(2);
        _receive.BecomeReady(ended: false, _loop.Turn + 1);
        Assert.Equal(0, await readable);
        Assert.Equal(2, _receive.ReceiveNow(new byte[10]));
    }

    [Fact]
    public async Task Who_is_told_late_but_has_not_received_all_of_it_is_told()
    {
        var seen = _loop.Turn;
        await ReceiveAsync(3);
        await SendAsync(2);
        _receive.BecomeReady(ended: false, seen);

        Assert.Equal(0, await _receive.ReadableAsync());
        Assert.Equal(2, _receive.ReceiveNow(new byte[10]));
    }

    [Fact]
    public async Task Who_is_told_late_of_the_end_hears_of_it()
    {
        var seen = _loop.Turn;
        await ReceiveAsync(3);
        _peer.Shutdown(SocketShutdown.Send);
        await Bound.Eventually(() => _socket.Poll(0, SelectMode.SelectRead), "the end has come");
        _receive.BecomeReady(ended: true, seen);

        Assert.Equal(0, await _receive.ReadableAsync());
        Assert.Equal(0, _receive.ReceiveNow(new byte[10]));
    }

    private async Task ReceiveAsync(int count)
    {
        await SendAsync(count);
        Assert.Equal(count, _receive.ReceiveNow(new byte[100]));
    }

    private async Task SendAsync(int count)
    {
        await _peer.SendAsync(new byte[count]);
        await Bound.Eventually(() => _socket.Available == count, "the bytes are there");
    }
}
