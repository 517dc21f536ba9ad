namespace Halfsilver.Sending;

/// <summary>
/// So many a second, exactly, without a timer: one number says when the bucket will be full again. A full bucket holds one
/// second's worth, so that a few requests at once are not refused for being close together.
/// </summary>
internal sealed class RateLimit
{
    private readonly TimeProvider _time;
    private int _perSecond;
    private long _fullAt;

    /// <param name="perSecond">0 or less means no limit.</param>
    /// <param name="time">Whose timestamps count.</param>
    public RateLimit(int? perSecond, TimeProvider time)
    {
        _time = time;
        _perSecond = perSecond ?? 0;
    }

    /// <summary>Changes the rate; what was used of the last second is forgotten.</summary>
    public void Change(int? perSecond)
    {
        if (Volatile.Read(ref _perSecond) != (perSecond ?? 0))
        {
            Volatile.Write(ref _perSecond, perSecond ?? 0);
            Volatile.Write(ref _fullAt, 0);
        }
    }

    /// <summary>Takes one; false when this second's are used up.</summary>
    public bool TryTake()
    {
        var rate = Volatile.Read(ref _perSecond);
        if (rate <= 0)
        {
            return true;
        }

        // A copy's time in whole ticks, rounded down by less than one, and a bucket of exactly one second's copies.
        var each = Math.Max(1, _time.TimestampFrequency / rate);
        var now = _time.GetTimestamp();
        while (true)
        {
            var seen = Volatile.Read(ref _fullAt);
            var next = Math.Max(seen, now) + each;
            if (next - now > each * rate)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, next, seen) == seen)
            {
                return true;
            }
        }
    }
}
