using System.Net;
using System.Net.Sockets;
using Halfsilver.Polling;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Polling;

/// <summary>What a polled socket does with a real peer.</summary>
public sealed class PolledSocketTests : IDisposable
{
    private readonly Socket _listener = Sockets.Listen();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task What_is_sent_comes_back_many_times_over_one_connection()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        var into = new byte[100];
        for (byte i = 1; i <= 200; i++)
        {
            var receiving = polled.ReceiveAsync(into);
            Assert.Equal(5, await polled.SendAsync(Bytes.Filled(5, i)));
            var seen = await peer.ReceiveWholeAsync(5);
            await peer.SendAsync(seen);

            Assert.Equal(5, await receiving);
            Assert.Equal(Bytes.Filled(5, i), into[..5]);
        }

        polled.Close();
    }

    [Fact]
    public async Task Bytes_that_were_there_before_anybody_asked_are_received()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        await peer.SendAsync(Bytes.Filled(10, 7));
        Assert.Equal(0, await polled.ReadableAsync());

        var into = new byte[4];
        Assert.Equal(4, await polled.ReceiveAsync(into));
        Assert.Equal(4, await polled.ReceiveAsync(into));
        Assert.Equal(2, await polled.ReceiveAsync(into));
        Assert.Equal(SocketResult.WouldBlock, polled.ReceiveNow(into));
        polled.Close();
    }

    [Fact]
    public async Task The_last_bytes_come_before_the_end_however_closely_it_follows()
    {
        for (var i = 0; i < 50; i++)
        {
            var (polled, peer) = await ConnectAsync();
            await peer.SendAsync(Bytes.Filled(3, 1));
            peer.Dispose();

            var into = new byte[100];
            Assert.Equal(3, await polled.ReceiveAsync(into));
            Assert.Equal(0, await polled.ReceiveAsync(into));
            Assert.Equal(0, await polled.ReceiveAsync(into));
            polled.Close();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30_000_000)]
    public async Task Two_pieces_arrive_whole_and_in_order_however_slowly_they_are_taken(int length)
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        var sending = polled.SendAsync(Bytes.Filled(100, 1), Bytes.Filled(length, 2)).AsTask();
        var received = await peer.ReceiveWholeAsync(100 + length);

        Assert.Equal(100 + length, await Bound.Within(sending, Bound.Usual, "it is sent"));
        Assert.True(received.AsSpan(0, 100).SequenceEqual(Bytes.Filled(100, 1)));
        Assert.True(received.AsSpan(100).SequenceEqual(Bytes.Filled(length, 2)));
        polled.Close();
    }

    [Fact]
    public async Task Each_direction_goes_on_while_the_other_one_is_stuck()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        var stuck = polled.SendAsync(new byte[30_000_000]).AsTask();
        await peer.SendAsync(Bytes.Filled(3, 9));

        Assert.Equal(3, await polled.ReceiveAsync(new byte[10]));
        Assert.False(stuck.IsCompleted);
        await peer.ReceiveWholeAsync(30_000_000);
        Assert.Equal(30_000_000, await Bound.Within(stuck, Bound.Usual, "the rest is sent"));
        polled.Close();
    }

    [Fact]
    public async Task A_receiver_that_never_has_to_wait_lets_its_loop_go_now_and_then()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        await peer.SendAsync(new byte[1000]);
        Assert.Equal(0, await polled.ReadableAsync());

        var waited = 0;
        for (var i = 0; i < 1000; i++)
        {
            var receiving = polled.ReceiveAsync(new byte[1]);
            waited += receiving.IsCompleted ? 0 : 1;
            Assert.Equal(1, await receiving);
        }

        Assert.InRange(waited, 1, 1000 / 16);
        polled.Close();
    }

    [Fact]
    public async Task A_reset_is_a_result_in_both_directions()
    {
        var (polled, peer) = await ConnectAsync();
        var receiving = polled.ReceiveAsync(new byte[10]).AsTask();
        peer.Close(timeout: 0);

        Assert.Equal(-(int)SocketError.ConnectionReset, await Bound.Within(receiving, Bound.Usual, "the reset is seen"));
        Assert.True(await polled.SendAsync(new byte[1]) < 0);
        polled.Close();
    }

    [Fact]
    public async Task A_send_of_two_pieces_that_fails_in_the_middle_says_what_was_taken()
    {
        var (polled, peer) = await ConnectAsync();
        var sending = polled.SendAsync(new byte[10], new byte[30_000_000]).AsTask();
        await peer.ReceiveWholeAsync(1000);
        peer.Close(timeout: 0);

        Assert.InRange(await Bound.Within(sending, Bound.Usual, "the reset is seen"), 1000, 30_000_000);
        polled.Close();
    }

    [Fact]
    public async Task A_send_of_two_pieces_that_is_closed_in_the_middle_says_what_was_taken()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        var sending = polled.SendAsync(new byte[10], new byte[30_000_000]).AsTask();
        await peer.ReceiveWholeAsync(1000);
        polled.Close();

        Assert.InRange(await Bound.Within(sending, Bound.Usual, "the send ends"), 1000, 30_000_000);
    }

    [Fact]
    public async Task Closing_ends_what_waits_and_refuses_what_comes_later()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        var receiving = polled.ReceiveAsync(new byte[10]).AsTask();
        var sending = polled.SendAsync(new byte[30_000_000]).AsTask();

        polled.Close();
        polled.Close();

        Assert.Equal(SocketResult.Aborted, await Bound.Within(receiving, Bound.Usual, "the receive ends"));
        Assert.Equal(SocketResult.Aborted, await Bound.Within(sending, Bound.Usual, "the send ends"));
        Assert.Equal(SocketResult.Aborted, await polled.ReceiveAsync(new byte[10]));
        Assert.Equal(SocketResult.Aborted, await polled.SendAsync(new byte[10]));
        Assert.Equal(SocketResult.Aborted, polled.ReceiveNow(new byte[10]));
        polled.EndSending();
    }

    [Fact]
    public async Task Whoever_closes_is_never_made_to_run_what_waited()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        var gate = new object();
        var ran = new TaskCompletionSource<bool>();
        var waiting = polled.ReceiveAsync(new byte[10]).GetAwaiter();
        waiting.UnsafeOnCompleted(() => ran.SetResult(Monitor.IsEntered(gate)));

        lock (gate)
        {
            polled.Close();
        }

        Assert.False(await Bound.Within(ran.Task, Bound.Usual, "it runs elsewhere"));
    }

    [Fact]
    public async Task One_direction_can_be_ended_alone()
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        polled.EndSending();
        Assert.Equal(0, await peer.ReceiveAsync(new byte[10]));
        await peer.SendAsync(Bytes.Filled(3, 5));

        Assert.Equal(3, await polled.ReceiveAsync(new byte[10]));
        polled.Close();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_peer_sees_an_end_or_a_reset_as_was_asked_for(bool resets)
    {
        var (polled, peer) = await ConnectAsync();
        using var ended = peer;
        polled.Close(resets);

        if (resets)
        {
            var reset = await Assert.ThrowsAsync<SocketException>(async () => await peer.ReceiveAsync(new byte[10]));
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
        else
        {
            Assert.Equal(0, await peer.ReceiveAsync(new byte[10]));
        }
    }

    [Fact]
    public async Task A_refusal_is_a_result()
    {
        await using var nobody = BadMirror.Refuses();
        var polled = new PolledSocket(New());
        var refused = await polled.ConnectAsync(nobody.EndPoint);

        Assert.Equal(-(int)SocketError.ConnectionRefused, refused);
        polled.Close();
    }

    [Fact]
    public async Task A_connect_that_gets_no_answer_ends_when_it_is_closed()
    {
        using var full = new FullBacklog();
        var polled = new PolledSocket(New());
        var connecting = polled.ConnectAsync(full.EndPoint).AsTask();
        Assert.False(connecting.IsCompleted);

        polled.Close();

        Assert.Equal(SocketResult.Aborted, await Bound.Within(connecting, Bound.Usual, "the connect ends"));
    }

    [Fact]
    public async Task Descriptors_that_are_used_again_never_hear_of_their_forerunners()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var own = Sockets.Listen();
            for (var i = 0; i < 300; i++)
            {
                var (polled, peer) = await ConnectAsync(own);
                var receiving = polled.ReceiveAsync(new byte[10]).AsTask();
                if (i % 3 == 0)
                {
                    polled.Close();
                    Assert.Equal(SocketResult.Aborted, await receiving);
                    peer.Dispose();
                    continue;
                }

                await peer.SendAsync(new byte[2]);
                Assert.Equal(2, await receiving);
                peer.Dispose();
                polled.Close();
            }
        }));
    }

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    [Fact]
    public async Task Who_waits_hears_of_the_end_once_the_socket_is_closed()
    {
        for (var i = 0; i < 300; i++)
        {
            using var socket = New();
            var polled = new PolledSocket(socket);
            var accepting = _listener.AcceptAsync();
            Assert.Equal(0, await polled.ConnectAsync(_listener.LocalEndPoint!));
            using var peer = await accepting;
            var waiting = WaitsAsync(polled, socket);
            polled.Close();
            Assert.True(await Bound.Within(waiting, Bound.Usual, "the receive ends"));
        }
    }

    /// <summary>Whether the socket is closed when a receive ends.</summary>
    private static async Task<bool> WaitsAsync(PolledSocket polled, Socket socket)
    {
        Assert.True(await polled.ReceiveAsync(new byte[10]).ConfigureAwait(false) < 0);
        return socket.SafeHandle.IsClosed;
    }

    private Task<(PolledSocket Polled, Socket Peer)> ConnectAsync() => ConnectAsync(_listener);

    private static async Task<(PolledSocket Polled, Socket Peer)> ConnectAsync(Socket listener)
    {
        var polled = new PolledSocket(New());
        var accepting = listener.AcceptAsync();
        Assert.Equal(0, await polled.ConnectAsync(listener.LocalEndPoint!));
        return (polled, await accepting);
    }

    /// <summary>A listener whose queue is full: further connects get no answer.</summary>
    private sealed class FullBacklog : IDisposable
    {
        private readonly Socket _socket = New();
        private readonly List<Socket> _waiting = [];

        public FullBacklog()
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _socket.Listen(0);
            for (var i = 0; i < 4; i++)
            {
                var one = New();
                one.Blocking = false;
                try
                {
                    one.Connect(EndPoint);
                }
                catch (SocketException)
                {
                    // Under way.
                }

                _waiting.Add(one);
            }
        }

        public EndPoint EndPoint => _socket.LocalEndPoint!;

        public void Dispose()
        {
            _waiting.ForEach(one => one.Dispose());
            _socket.Dispose();
        }
    }
}
