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
    private bool _putOff;
    private int _atOnce;
    private int _outcome;

    /// <summary>Whether a try may come to something. Under the gate.</summary>
    protected bool IsReady { get; set; }

    /// <summary>The other side has ended, or the connection has failed: a short count does not say that nothing is left. Under the gate.</summary>
    protected bool HasEnded { get; private set; }

    /// <summary>The turn of its loop in which it was last said to be ready. Under the gate.</summary>
    protected long ToldIn { get; private set; }

    /// <summary>The socket has become ready. Poll loop.</summary>
    /// <param name="ended">See <see cref="HasEnded"/>.</param>
    /// <param name="turn">See <see cref="PollLoop.Turn"/>.</param>
    public void BecomeReady(bool ended, long turn)
    {
        int result;
        lock (_gate)
        {
            IsReady = true;
            HasEnded |= ended;
            ToldIn = turn;
            if (!_waits || _putOff || (result = Try()) == SocketResult.WouldBlock)
            {
                return;
            }

            _waits = false;
        }

        _source.SetResult(result);
    }

    /// <summary>Holds what was put off: until <see cref="EndTry"/> nothing else happens to it, its close included.</summary>
    /// <returns>Whether it is still to be tried; else nothing is held.</returns>
    public bool BeginTry()
    {
        _gate.Enter();
        _putOff = false;
        if (_waits)
        {
            return true;
        }

        _gate.Exit();
        return false;
    }

    /// <summary>Says what came of the try, and lets go.</summary>
    /// <returns>Whether somebody is to be told, by <see cref="Tell"/>; else it waits on.</returns>
    public bool EndTry(int result)
    {
        _outcome = Tried(result);
        _waits = _outcome == SocketResult.WouldBlock;
        var over = !_waits;
        _gate.Exit();
        return over;
    }

    /// <summary>Runs who waited.</summary>
    public void Tell() => _source.SetResult(_outcome);

    /// <summary>From now on nothing is tried.</summary>
    /// <returns>Whether somebody waits, who is to be told by <see cref="Abort"/>.</returns>
    public bool Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (!_waits)
            {
                return false;
            }

            _waits = false;
            _outcome = Cut();
            return true;
        }
    }

    /// <summary>What waits ends as aborted, on a pool thread: whoever closes may hold locks.</summary>
    public void Abort() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => _source.SetResult(_outcome);

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Tries now or waits; what it works on has been set before.</summary>
    /// <param name="most">How many in a row may come to something at once. One more goes on on a pool thread: a loop has other sockets.</param>
    protected ValueTask<int> BeginAsync(int most = int.MaxValue)
    {
        ValueTask<int> later;
        lock (_gate)
        {
            _putOff = IsReady && !_closed && TryPutOff();
            var result = _closed ? SocketResult.Aborted : IsReady && !_putOff ? Try() : SocketResult.WouldBlock;
            if (result != SocketResult.WouldBlock && (result < 0 || ++_atOnce < most))
            {
                return new ValueTask<int>(result);
            }

            _atOnce = 0;
            _source.Reset();
            later = new ValueTask<int>(this, _source.Version);
            if (result == SocketResult.WouldBlock)
            {
                _waits = true;
                return later;
            }

            _outcome = result;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return later;
    }

    /// <summary>One try that does not wait.</summary>
    protected int Once()
    {
        lock (_gate)
        {
            return _closed ? SocketResult.Aborted : Try();
        }
    }

    /// <summary>Whether somebody else is going to make the first try, soon. Under the gate.</summary>
    protected virtual bool TryPutOff() => false;

    /// <summary>Takes the result of a try that somebody else made. Under the gate.</summary>
    protected virtual int Tried(int result) => result;

    /// <summary>What an operation comes to that is ended before its time.</summary>
    protected virtual int Cut() => SocketResult.Aborted;

    /// <summary>What there is to do. Where it comes to nothing, <see cref="IsReady"/> is false behind it. Under the gate.</summary>
    protected abstract int Try();
}
