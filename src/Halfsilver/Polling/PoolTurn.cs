using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Halfsilver.Polling;

/// <summary>
/// Work of pool threads, done as poll loops do theirs: what has come together by the time a thread is free runs one behind the other, and what
/// it sends goes together at the end (<see cref="SendBatch"/>). Whoever awaits it goes on in the next turn.
/// </summary>
internal sealed class PoolTurn : PipeScheduler, IThreadPoolWorkItem
{
    // Then the pool's other work comes first.
    private const int Most = 256;

    private static readonly Lazy<PoolTurn?[]> s_all = new(CreateAll);
    private static int s_next;

    private readonly ConcurrentQueue<(Action<object?> Run, object? State)> _work = new();
    private readonly SendBatch _batch;
    private int _queued;

    private PoolTurn(SendBatch batch) => _batch = batch;

    /// <summary>Each in turn, one for each core; null where nothing is sent together.</summary>
    public static PoolTurn? Next
    {
        get
        {
            var all = s_all.Value;
            return all[(uint)Interlocked.Increment(ref s_next) % (uint)all.Length];
        }
    }

    /// <summary>A turn with a batch of its own, or null where nothing is sent together: the sockets of poll loops are.</summary>
    public static PoolTurn? TryCreate() => PollLoop.IsSupported && SendBatch.TryCreate() is { } batch ? new PoolTurn(batch) : null;

    public Awaiter GetAwaiter() => new(this);

    /// <inheritdoc/>
    public override void Schedule(Action<object?> action, object? state)
    {
        _work.Enqueue((action, state));
        if (Interlocked.Exchange(ref _queued, 1) == 0)
        {
            Queue();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _batch.Enter();
        for (var left = Most; left > 0 && _work.TryDequeue(out var work); left--)
        {
            work.Run(work.State);
            if (_batch.IsLarge)
            {
                _batch.Complete();
            }
        }

        _batch.Complete();
        _batch.Flush();
        var goesOn = _batch.Any;
        SendBatch.Leave();

        // Behind the exchange the next turn may be under way on another thread.
        if (goesOn || (Interlocked.Exchange(ref _queued, 0) == 1 && !_work.IsEmpty && Interlocked.Exchange(ref _queued, 1) == 0))
        {
            Queue();
        }
    }

    // Behind what waits for the pool already: that is what the turn is to gather.
    private void Queue() => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private static PoolTurn?[] CreateAll()
    {
        var all = new PoolTurn?[Environment.ProcessorCount];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = TryCreate();
        }

        return all;
    }

    /// <summary>Awaits the next turn.</summary>
    internal readonly struct Awaiter(PoolTurn turn) : ICriticalNotifyCompletion
    {
        /// <summary>Never: a turn is always to come.</summary>
        public bool IsCompleted => false;

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => turn.Schedule(static goesOn => ((Action)goesOn!)(), continuation);

        public void GetResult()
        {
        }
    }
}
