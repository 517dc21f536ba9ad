namespace Halfsilver.Sending;

/// <summary>One log line a second for a mirror that fails; the others are counted.</summary>
internal sealed class FailureLine(TimeProvider time)
{
    private long _next;
    private long _suppressed;

    /// <summary>Whether this one is written, and how many were not since the last.</summary>
    public bool TryTake(out long suppressed)
    {
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _next);
        if (now < next || Interlocked.CompareExchange(ref _next, now + time.TimestampFrequency, next) != next)
        {
            Interlocked.Increment(ref _suppressed);
            suppressed = 0;
            return false;
        }

        suppressed = Interlocked.Exchange(ref _suppressed, 0);
        return true;
    }
}
