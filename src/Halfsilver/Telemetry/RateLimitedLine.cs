namespace Halfsilver.Telemetry;

/// <summary>Lets one line pass each period and counts the others; each key has its own. Suppressing allocates nothing.</summary>
internal sealed class RateLimitedLine(TimeProvider time, TimeSpan period)
{
    private readonly long _period = (long)(period.TotalSeconds * time.TimestampFrequency);
    private long _dueAt = long.MinValue;
    private long _suppressed;

    /// <summary>Whether the line may be written now.</summary>
    /// <param name="suppressed">How many were held back since the last one that was.</param>
    public bool MayWrite(out long suppressed)
    {
        var now = time.GetTimestamp();
        var dueAt = Volatile.Read(ref _dueAt);
        if (now < dueAt || Interlocked.CompareExchange(ref _dueAt, now + _period, dueAt) != dueAt)
        {
            Interlocked.Increment(ref _suppressed);
            suppressed = 0;
            return false;
        }

        suppressed = Interlocked.Exchange(ref _suppressed, 0);
        return true;
    }
}
