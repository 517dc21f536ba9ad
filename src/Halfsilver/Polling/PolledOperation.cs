using System.Threading.Tasks.Sources;

namespace Halfsilver.Polling;

/// <summary>
/// One direction of a polled socket, awaitable without an allocation. It is tried at once where the socket is ready for it, as far as is
/// known; else, and where the try comes to nothing, when the poll loop says so. One at a time.
/// </summary>
internal abstract class PolledOperation : IValueTaskSource<int>, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<int> _source;
    private bool _closed;
    private bool _waits;

    /// <summary>Whether a try may come to something. Under the gate.</summary>
    protected bool IsReady { get; set; }

    /// <summary>The other side has ended, or the connection has failed: a short count does not say that nothing is left. Under the gate.</summary>
    protected bool HasEnded { get; private set; }

    /// <summary>The socket has become ready. Poll loop.</summary>
    public void BecomeReady(bool ended)
    {
        int result;
        lock (_gate)
        {
            IsReady = true;
            HasEnded |= ended;
            if (!_waits || (result = Try()) == SystemCalls.WouldBlock)
            {
                return;
            }

            _waits = false;
        }

        _source.SetResult(result);
    }

    /// <summary>From now on nothing is tried. What waits ends as aborted, on a pool thread: whoever closes may hold locks.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (!_waits)
            {
                return;
            }

            _waits = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _source.SetResult(Cut());

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Tries now or waits; what it works on has been set before.</summary>
    protected ValueTask<int> BeginAsync()
    {
        lock (_gate)
        {
            var result = _closed ? SystemCalls.Aborted : IsReady ? Try() : SystemCalls.WouldBlock;
            if (result != SystemCalls.WouldBlock)
            {
                return new ValueTask<int>(result);
            }

            _source.Reset();
            _waits = true;
            return new ValueTask<int>(this, _source.Version);
        }
    }

    /// <summary>One try that does not wait.</summary>
    protected int Once()
    {
        lock (_gate)
        {
            return _closed ? SystemCalls.Aborted : Try();
        }
    }

    /// <summary>What an operation comes to that is ended before its time.</summary>
    protected virtual int Cut() => SystemCalls.Aborted;

    /// <summary>What there is to do. Where it comes to nothing, <see cref="IsReady"/> is false behind it. Under the gate.</summary>
    protected abstract int Try();
}
