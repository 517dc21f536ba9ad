using System.Net.Sockets;
using Halfsilver.Polling;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Polling;

/// <summary>Sends that are put off and made together, by a thread that has a batch as poll loops have.</summary>
[Collection(OwnDescriptors.Name)]
public sealed class SendBatchTests : IDisposable
{
    private readonly Socket _listener = Sockets.Listen();
    private readonly List<(PolledSocket Polled, Socket Socket, Socket Peer)> _pairs = [];

    public void Dispose()
    {
        foreach (var (polled, _, peer) in _pairs)
        {
            polled.Close();
            peer.Dispose();
        }

        _listener.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(SendRing.Places)]
    [InlineData((2 * SendRing.Places) + 1)]
    public async Task What_was_put_off_goes_together_and_each_to_its_own(int count)
    {
        await ConnectAsync(count);
        await BatchThread.RunAsync(batch =>
        {
            for (var turn = 0; turn < 3; turn++)
            {
                var sends = _pairs.Select((pair, i) => Sending.Begin(pair.Polled.SendAsync(Message(i, turn)))).ToArray();
                Assert.All(sends, send => Assert.False(send.IsOver));
                Assert.All(_pairs, pair => Assert.Equal(0, pair.Peer.Available));

                batch.Complete();

                Assert.All(sends.Select((send, i) => (send, i)), one => Assert.Equal(Message(one.i, turn).Length, Ended(one.send)));
                Assert.All(_pairs.Select((pair, i) => (pair.Peer, i)), one => Assert.Equal(Message(one.i, turn), Receive(one.Peer, Message(one.i, turn).Length)));
            }
        });
    }

    [Fact]
    public async Task The_largest_message_goes_whole_and_a_larger_one_goes_at_once()
    {
        await ConnectAsync(3);
        await BatchThread.RunAsync(batch =>
        {
            var large = Sending.Begin(_pairs[2].Polled.SendAsync(Bytes.Filled(SendRing.Room + 1, 3)));
            var pieces = Sending.Begin(_pairs[1].Polled.SendAsync(Bytes.Filled(5, 1), Bytes.Filled(5, 2)));
            Assert.Equal(SendRing.Room + 1, Ended(large));
            Assert.Equal(10, Ended(pieces));

            Assert.False(batch.Any);
            var sends = new[] { Sending.Begin(_pairs[0].Polled.SendAsync(Bytes.Filled(SendRing.Room, 7))), Sending.Begin(_pairs[1].Polled.SendAsync(Bytes.Filled(1, 8))) };
            batch.Complete();

            Assert.Equal(SendRing.Room, Ended(sends[0]));
            Assert.Equal(Bytes.Filled(SendRing.Room, 7), Receive(_pairs[0].Peer, SendRing.Room));
            Assert.Equal([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 8], Receive(_pairs[1].Peer, 11));
        });
    }

    [Theory]
    [InlineData(SendRing.Room + 1, 0)]
    [InlineData(1, 1)]
    public async Task Who_sends_at_once_lets_what_waits_go_first(int first, int second)
    {
        await ConnectAsync(3);
        await BatchThread.RunAsync(batch =>
        {
            var waiting = Sending.Begin(_pairs[0].Polled.SendAsync(Bytes.Filled(4, 9)));
            Assert.Equal(0, _pairs[0].Peer.Available);

            var sent = Sending.Begin(_pairs[1].Polled.SendAsync(Bytes.Filled(first, 1), Bytes.Filled(second, 2)));

            Assert.Equal(Bytes.Filled(4, 9), Receive(_pairs[0].Peer, 4));
            Assert.Equal(first + second, Ended(sent));
            Assert.False(waiting.IsOver);
            Assert.True(batch.Any);
            batch.Complete();
            Assert.Equal(4, Ended(waiting));
        });
    }

    [Fact]
    public async Task Who_connects_lets_what_waits_go_first()
    {
        await ConnectAsync(1);
        await BatchThread.RunAsync(batch =>
        {
            var waiting = Sending.Begin(_pairs[0].Polled.SendAsync(Bytes.Filled(4, 9)));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var polled = new PolledSocket(socket);
            var connecting = Sending.Begin(polled.ConnectAsync(_listener.LocalEndPoint!));

            Assert.Equal(Bytes.Filled(4, 9), Receive(_pairs[0].Peer, 4));
            batch.Complete();
            Assert.Equal(4, Ended(waiting));
            Assert.Equal(0, Ended(connecting));
            polled.Close();
        });
    }

    [Fact]
    public async Task Who_is_closed_meanwhile_sends_nothing_and_neither_does_the_heir_of_its_descriptor()
    {
        await ConnectAsync(3);
        await BatchThread.RunAsync(batch =>
        {
            var sends = SendAll();
            var descriptor = _pairs[1].Socket.Handle;
            _pairs[1].Polled.Close();
            using var heir = Heir(descriptor);
            using var peer = _listener.Accept();

            batch.Complete();

            Assert.Equal(SocketResult.Aborted, Ended(sends[1]));
            Assert.Empty(Receive(_pairs[1].Peer, 1));
            Assert.Equal(Bytes.Filled(4, 9), Receive(_pairs[2].Peer, 4));
            Assert.Equal(0, peer.Available);
        });
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_holds_up_nobody_else_and_gets_its_bytes_when_it_does()
    {
        await ConnectAsync(3);
        var full = Fill(_pairs[1].Socket);
        await BatchThread.RunAsync(batch =>
        {
            var sends = SendAll();
            batch.Complete();
            for (var again = 0; sends[1].IsOver && again < 100; again++)
            {
                // The system had found room for a few bytes more.
                full += Ended(sends[1]);
                sends = SendAll();
                batch.Complete();
            }

            Assert.Equal(4, Ended(sends[0]));
            Assert.Equal(4, Ended(sends[2]));
            Assert.False(sends[1].IsOver);

            Receive(_pairs[1].Peer, full);
            Assert.Equal(Bytes.Filled(4, 9), Receive(_pairs[1].Peer, 4));
            Assert.Equal(4, Ended(sends[1]));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_peer_that_is_gone_fails_its_own_send_and_has_taken_nothing(int count)
    {
        await ConnectAsync(count);
        _pairs[0].Peer.Close(timeout: 0);
        Assert.True(_pairs[0].Socket.Poll(Bound.Usual, SelectMode.SelectRead));
        await BatchThread.RunAsync(batch =>
        {
            var sends = SendAll();
            batch.Complete();

            Assert.True(Ended(sends[0]) < 0);
            Assert.True(_pairs[0].Polled.Refused);
            Assert.All(sends[1..], send => Assert.Equal(4, Ended(send)));
            Assert.All(_pairs[1..], pair => Assert.False(pair.Polled.Refused));
        });
    }

    [Fact]
    public async Task Of_a_message_that_was_taken_in_part_the_rest_follows()
    {
        await ConnectAsync(1);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(_listener.LocalEndPoint!);
        using var peer = await _listener.AcceptAsync();
        await BatchThread.RunAsync(_ =>
        {
            var operation = new PolledSend(_pairs[0].Polled, (int)socket.Handle);
            operation.Open();
            var sending = Sending.Begin(operation.SendAsync(new byte[] { 1, 2, 3, 4, 5 }, default));
            Assert.True(operation.BeginTry());
            Assert.Equal([1, 2, 3, 4, 5], operation.Bytes.ToArray());
            Assert.True(operation.EndTry(2));
            operation.Tell();

            Assert.Equal(5, Ended(sending));
            Assert.Equal([3, 4, 5], Receive(peer, 3));
        });
    }

    [Fact]
    public async Task Who_is_told_sends_on_in_the_same_turn_but_not_for_ever()
    {
        await ConnectAsync(2);
        await BatchThread.RunAsync(batch =>
        {
            var three = SendAsync(_pairs[0].Polled, () => 3);
            var most = int.MaxValue;
            var many = SendAsync(_pairs[1].Polled, () => Volatile.Read(ref most));
            batch.Complete();

            Assert.True(three.IsCompletedSuccessfully);
            Assert.False(many.IsCompleted);
            Assert.True(batch.Any);
            Volatile.Write(ref most, 0);
            batch.Complete();
            Assert.True(many.IsCompletedSuccessfully);
            Assert.False(batch.Any);
        });
    }

    [Fact]
    public async Task Elsewhere_than_on_a_loop_a_send_goes_at_once()
    {
        await ConnectAsync(1);
        Assert.Null(SendBatch.Own);
        Assert.Equal(4, Ended(SendAll()[0]));
    }

    private static byte[] Message(int number, int turn) => Bytes.Filled(1 + (number * 7 % 300), (byte)(number + (turn * 50)));

    private static int Ended(Sending send)
    {
        // An abort is told on a pool thread, and a socket that was full by its own loop.
        Bound.Waits(() => send.IsOver, "the send ends");
        return send.Result;
    }

    private Sending[] SendAll() => [.. _pairs.Select(pair => Sending.Begin(pair.Polled.SendAsync(Bytes.Filled(4, 9))))];

    private static byte[] Receive(Socket peer, int length)
    {
        var into = new byte[length];
        var count = 0;
        while (count < length && peer.Receive(into, count, length - count, SocketFlags.None) is > 0 and var more)
        {
            count += more;
        }

        return into[..count];
    }

    private static async Task SendAsync(PolledSocket polled, Func<int> most)
    {
        for (var i = 0; i < most(); i++)
        {
            Assert.Equal(1, await polled.SendAsync(new byte[1]).ConfigureAwait(false));
        }
    }

    /// <summary>Until not one byte more is taken; how many were.</summary>
    private static int Fill(Socket socket)
    {
        var sent = 0;
        foreach (var size in new[] { 64 * 1024, 1 })
        {
            var bytes = new byte[size];
            SocketError error;
            do
            {
                sent += socket.Send(bytes, 0, size, SocketFlags.None, out error);
            }
            while (error == SocketError.Success || socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectWrite));
        }

        return sent;
    }

    private Socket Heir(nint descriptor)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Equal(descriptor, socket.Handle);
        socket.Connect(_listener.LocalEndPoint!);
        return socket;
    }

    private async Task ConnectAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            var polled = new PolledSocket(socket);
            var accepting = _listener.AcceptAsync();
            Assert.Equal(0, await polled.ConnectAsync(_listener.LocalEndPoint!));
            var peer = await accepting;
            peer.ReceiveTimeout = (int)Bound.Usual.TotalMilliseconds;
            _pairs.Add((polled, socket, peer));
        }

        // Off the loop that a connect may have ended on.
        await Task.Yield();
    }

    /// <summary>A send, looked at from a thread that may not await.</summary>
    private sealed class Sending
    {
        private volatile bool _over;

        public bool IsOver => _over;

        public int Result { get; private set; }

        public static Sending Begin(ValueTask<int> send)
        {
            var sending = new Sending();
            _ = sending.WaitAsync(send);
            return sending;
        }

        private async Task WaitAsync(ValueTask<int> send)
        {
            Result = await send.ConfigureAwait(false);
            _over = true;
        }
    }
}
