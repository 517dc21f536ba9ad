using System.Net.Sockets;
using Halfsilver.Polling;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Polling;

/// <summary>Work of pool threads that is gathered into turns, and what it sends.</summary>
public sealed class PoolTurnTests : IDisposable
{
    private readonly Socket _listener = Sockets.Listen();
    private readonly PoolTurn? _turn = PoolTurn.TryCreate();
    private readonly List<(PolledSocket Polled, Socket Peer)> _pairs = [];

    public PoolTurnTests() => Assert.SkipWhen(_turn is null, "the system lets this process have no ring");

    public void Dispose()
    {
        foreach (var (polled, peer) in _pairs)
        {
            polled.Close();
            peer.Dispose();
        }

        _listener.Dispose();
    }

    [Fact]
    public async Task What_the_work_of_a_turn_sends_leaves_together_when_the_turn_is_over()
    {
        await ConnectAsync(3);
        var (seen, sends) = (new List<int>(), new List<Task<int>>());
        _turn!.Schedule(_ => Send(0), null);
        await Bound.Eventually(() => _pairs.TrueForAll(pair => pair.Peer.Available == 1), "all of them have something");

        Assert.Equal([0, 0, 0], seen);
        var told = await Bound.Within(Task.WhenAll(sends), Bound.Usual, "each hears of its own");
        Assert.Equal([1, 1, 1], told);

        void Send(int number)
        {
            sends.Add(_pairs[number].Polled.SendAsync(new byte[1]).AsTask());
            seen.Add(_pairs.Sum(pair => pair.Peer.Available));
            if (number + 1 < _pairs.Count)
            {
                _turn.Schedule(_ => Send(number + 1), null);
            }
        }
    }

    [Fact]
    public async Task Who_awaits_a_turn_goes_on_in_it_and_nobody_behind_it_has_its_batch()
    {
        var inside = await Task.Run(async () =>
        {
            await _turn!;
            return SendBatch.Own;
        });
        var behind = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
        {
            var before = SendBatch.Own;
            await _turn!;
            await Task.Yield();
            return (before, after: SendBatch.Own);
        })));

        Assert.NotNull(inside);
        Assert.All(behind, one => Assert.Equal((null, null), one));
    }

    [Fact]
    public async Task Who_hears_of_a_send_may_make_the_next_one_as_often_as_it_likes()
    {
        const int times = 1000;
        await ConnectAsync(2);
        var sending = Task.WhenAll(_pairs.Select(pair => SendManyAsync(pair.Polled)));
        var received = await Task.WhenAll(_pairs.Select(pair => pair.Peer.ReceiveWholeAsync(times)));

        Assert.All(received, bytes => Assert.Equal(Enumerable.Range(0, times).Select(i => (byte)i), bytes));
        await Bound.Within(sending, Bound.Usual, "all of it is sent");

        async Task SendManyAsync(PolledSocket polled)
        {
            await _turn!;
            for (var i = 0; i < times; i++)
            {
                Assert.Equal(1, await polled.SendAsync(Bytes.Filled(1, (byte)i)));
            }
        }
    }

    [Fact]
    public async Task Work_of_many_threads_is_done_once_each_in_its_order_and_never_two_at_a_time()
    {
        const int threads = 8;
        const int each = 10_000;
        var done = Enumerable.Range(0, threads).Select(_ => new List<int>()).ToArray();
        var (inside, crowded, left) = (0, 0, threads * each);
        var over = new TaskCompletionSource();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                var number = i;
                _turn!.Schedule(_ => Work(thread, number), null);
            }
        })));

        await Bound.Within(over.Task, Bound.Usual, "all of it is done");
        Assert.Equal(0, crowded);
        Assert.All(done, one => Assert.Equal(Enumerable.Range(0, each), one));

        void Work(int thread, int number)
        {
            crowded += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
            done[thread].Add(number);
            Interlocked.Decrement(ref inside);
            if (Interlocked.Decrement(ref left) == 0)
            {
                over.SetResult();
            }
        }
    }

    private async Task ConnectAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var polled = new PolledSocket(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            var accepting = _listener.AcceptAsync();
            Assert.Equal(0, await polled.ConnectAsync(_listener.LocalEndPoint!));
            _pairs.Add((polled, await accepting));
        }
    }
}
