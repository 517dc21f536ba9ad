using System.Threading.Tasks.Sources;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>
/// The end of one copy, awaited by the client's answer. Over once: when the copy ends, when the time is up, or when the client has left,
/// whichever comes first. One waiter.
/// </summary>
internal sealed class CopyWait(TimeSpan atMost) : Deadline, IValueTaskSource
{
    // Whoever ends it has work of its own to go on with: the waiter continues elsewhere.
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _over;

    /// <summary>How long to wait, from the head of the primary's answer.</summary>
    public TimeSpan AtMost => atMost;

    public bool IsOver => Volatile.Read(ref _over) != 0;

    /// <summary>Nothing more to wait for. Any thread, any number of times.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            _source.SetResult(true);
        }
    }

    /// <summary>Waits; once.</summary>
    public ValueTask WaitAsync() => new(this, _source.Version);

    /// <inheritdoc/>
    protected override void Expire() => End();

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
