namespace Halfsilver.Telemetry;

/// <summary>
/// Durations in fixed buckets from 1 ms to 10 s. The sum is kept in microseconds: in nanoseconds, ten thousand requests
/// always under way would overflow it within eleven days.
/// </summary>
internal sealed class Histogram : Instrument
{
    private const double MicrosecondsPerSecond = 1e6;

    /// <summary>Upper bounds in seconds, inclusive; a last bucket without a bound follows.</summary>
    public static ReadOnlySpan<double> Bounds =>
        [.001, .0025, .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    private readonly long[] _boundTicks;
    private readonly long[] _counts;
    private readonly double _microsecondsPerTick;
    private readonly double _frequency;
    private long _microseconds;
    private Published? _published;

    /// <param name="family">The family.</param>
    /// <param name="labels">Label values.</param>
    /// <param name="frequency">Timestamp ticks a second, of the clock whose differences are recorded.</param>
    public Histogram(MetricFamily family, string[] labels, long frequency)
        : base(family, labels)
    {
        _frequency = frequency;
        _microsecondsPerTick = MicrosecondsPerSecond / frequency;
        _counts = new long[Bounds.Length + 1];
        _boundTicks = new long[Bounds.Length];
        for (var i = 0; i < _boundTicks.Length; i++)
        {
            _boundTicks[i] = (long)Math.Round(Bounds[i] * frequency);
        }
    }

    /// <summary>How many durations were recorded.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (var i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
            }

            return count;
        }
    }

    /// <summary>All durations together.</summary>
    public double SumSeconds => Volatile.Read(ref _microseconds) / MicrosecondsPerSecond;

    /// <summary>Records a duration; a negative one counts as zero.</summary>
    /// <param name="timestampTicks">Difference of two timestamps of the clock.</param>
    public void Record(long timestampTicks)
    {
        var ticks = Math.Max(0, timestampTicks);
        var bounds = _boundTicks;
        var bucket = 0;
        while (bucket < bounds.Length && ticks > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _microseconds, (long)(ticks * _microsecondsPerTick));
        if (Volatile.Read(ref _published) is { } published)
        {
            published.Into.Record(ticks / _frequency, published.Tags);
        }
    }

    /// <summary>From now on every duration is recorded there too, in seconds; null: no longer.</summary>
    public void Publish(System.Diagnostics.Metrics.Histogram<double>? into) =>
        Volatile.Write(ref _published, into is null ? null : new Published(into, MeterBridge.Tags(this)));

    /// <summary>Records a duration; a negative one counts as zero.</summary>
    public void Record(TimeSpan duration) => Record((long)(duration.TotalSeconds * _frequency));

    /// <summary>Copies the counts of the single buckets, not cumulative: one more than there are bounds.</summary>
    public void CopyCounts(Span<long> counts)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            counts[i] = Volatile.Read(ref _counts[i]);
        }
    }

    /// <summary>Adds what another histogram holds.</summary>
    public void Merge(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            Interlocked.Add(ref _counts[i], Volatile.Read(ref other._counts[i]));
        }

        Interlocked.Add(ref _microseconds, Volatile.Read(ref other._microseconds));
    }

    private sealed record Published(System.Diagnostics.Metrics.Histogram<double> Into, KeyValuePair<string, object?>[] Tags);
}
