using System.Threading.Channels;

namespace Halfsilver.Telemetry;

/// <summary>A listener that reads at its own pace. What does not fit its buffer is dropped and counted, the oldest stays.</summary>
internal sealed class CopyTap : ICopyListener, IDisposable
{
    private readonly CopyListeners _listeners;
    private readonly Channel<CopyRecord> _records;
    private long _dropped;

    /// <param name="listeners">Where it listens until it is disposed.</param>
    /// <param name="capacity">Records held for a slow reader.</param>
    public CopyTap(CopyListeners listeners, int capacity)
    {
        _listeners = listeners;
        _records = Channel.CreateBounded<CopyRecord>(capacity);
        listeners.Add(this);
    }

    /// <summary>How many records the reader missed.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public ChannelReader<CopyRecord> Records => _records.Reader;

    public void Ended(in CopyRecord record)
    {
        if (!_records.Writer.TryWrite(record))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    public void Dispose()
    {
        _listeners.Remove(this);
        _records.Writer.TryComplete();
    }
}
