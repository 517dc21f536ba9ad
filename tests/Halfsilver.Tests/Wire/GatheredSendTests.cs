using System.Buffers;
using System.Net.Sockets;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>A head and a piece of body in one send.</summary>
public sealed class GatheredSendTests : IDisposable
{
    private readonly DeadlineWheel _wheel = new(TimeProvider.System);
    private readonly Socket _listener = Sockets.Listen();

    public void Dispose()
    {
        _wheel.Dispose();
        _listener.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(20_000_000)]
    public async Task Both_arrive_whole_and_in_order_however_slowly_they_are_taken(int length)
    {
        var (connection, peer) = await ConnectAsync();
        using var ended = peer;
        var head = Bytes.Filled(100, 1);
        var body = Bytes.Filled(length, 2);

        var sending = connection.SendAsync(head, body).AsTask();
        var received = await peer.ReceiveWholeAsync(100 + length);

        Assert.Equal(100 + length, await Bound.Within(sending, Bound.Usual, "it is sent"));
        Assert.True(received.AsSpan(0, 100).SequenceEqual(head));
        Assert.True(received.AsSpan(100).SequenceEqual(body));
        connection.Retire();
    }

    [Fact]
    public async Task Plain_sends_and_gathered_ones_take_turns_on_one_connection()
    {
        var (connection, peer) = await ConnectAsync();
        using var ended = peer;
        for (byte i = 0; i < 20; i++)
        {
            Assert.Equal(3, await connection.SendAsync(Bytes.Filled(3, i)));
            Assert.Equal(7, await connection.SendAsync(Bytes.Filled(2, i), Bytes.Filled(5, i)));
            Assert.Equal(2, await connection.SendAsync(Bytes.Filled(2, i), default));
            Assert.True((await peer.ReceiveWholeAsync(12)).AsSpan().SequenceEqual(Bytes.Filled(12, i)));
        }

        connection.Retire();
    }

    [Fact]
    public async Task Memory_that_is_no_array_is_sent_like_any_other()
    {
        var (connection, peer) = await ConnectAsync();
        using var ended = peer;
        using IMemoryOwner<byte> hidden = new HiddenBytes(Bytes.Filled(50, 9));

        Assert.Equal(60, await connection.SendAsync(Bytes.Filled(10, 9), hidden.Memory));

        Assert.True((await peer.ReceiveWholeAsync(60)).AsSpan().SequenceEqual(Bytes.Filled(60, 9)));
        connection.Retire();
    }

    [Fact]
    public async Task A_peer_that_goes_in_the_middle_leaves_the_count_of_what_the_socket_took()
    {
        var (connection, peer) = await ConnectAsync();
        var sending = connection.SendAsync(Bytes.Filled(100, 1), Bytes.Filled(50_000_000, 2));
        Assert.False(sending.IsCompleted);

        Sockets.Reset(peer);

        Assert.InRange(await Bound.Within(sending.AsTask(), Bound.Usual, "it ends"), 1, 50_000_099);
        Assert.True(await connection.SendAsync(Bytes.Filled(1, 1), Bytes.Filled(1, 1)) < 0);
        connection.Retire();
    }

    [Fact]
    public async Task A_connection_that_is_closed_takes_nothing_and_throws_nothing()
    {
        var (connection, peer) = await ConnectAsync();
        peer.Dispose();
        var sending = connection.SendAsync(Bytes.Filled(100, 1), Bytes.Filled(50_000_000, 2));
        connection.Close();

        Assert.True(await Bound.Within(sending.AsTask(), Bound.Usual, "it ends") < 50_000_100);
        Assert.Equal(WireChannel.Aborted, await connection.SendAsync(Bytes.Filled(1, 1), Bytes.Filled(1, 1)));
        connection.Retire();
    }

    private async Task<(WireConnection Connection, Socket Peer)> ConnectAsync()
    {
        var (connection, _) = await WireConnection.ConnectAsync(_listener.LocalEndPoint!, _wheel, TimeSpan.FromSeconds(5));
        return (connection!, await _listener.AcceptAsync());
    }

    /// <summary>Bytes whose array nobody can get at.</summary>
    private sealed class HiddenBytes(byte[] bytes) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => bytes;

        public override MemoryHandle Pin(int elementIndex = 0) => bytes.AsMemory(elementIndex).Pin();

        public override void Unpin()
        {
            // What was pinned is let go of by its handle.
        }

        protected override void Dispose(bool disposing)
        {
            // It holds nothing.
        }
    }
}
