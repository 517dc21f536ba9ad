namespace TestKit;

/// <summary>Time that stands still until a test moves it. Timers fire in the order they are due, each seeing its own due time as now.</summary>
public sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _armed = [];
    private readonly DateTimeOffset _origin;
    private long _ticks;
    private long _order;

    /// <summary>Starts at 1 January 2026, midnight UTC, unless told.</summary>
    public FakeTime(DateTimeOffset? start = null) =>
        _origin = start?.ToUniversalTime() ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Fire callbacks on the thread pool instead of on the thread that advances. Default false.</summary>
    public bool FiresOnThreadPool { get; init; }

    /// <summary>Timers that will still fire.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>Time until the next timer fires; null when none is armed.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
            {
                return Earliest() is { } next ? TimeSpan.FromTicks(next.Due - _ticks) : null;
            }
        }
    }

    /// <summary>Time moved since the start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _origin + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time forward, firing what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = Volatile.Read(ref _ticks) + by.Ticks;
        while (TakeDue(until) is { } timer)
        {
            timer.Fire(FiresOnThreadPool);
        }
    }

    /// <summary>Moves time in equal steps, so that work begun by one timer may arm the next.</summary>
    public void Advance(TimeSpan step, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Advance(step);
        }
    }

    /// <summary>Waits, in real time, until at least <paramref name="count"/> timers are armed: the code under test has begun to wait.</summary>
    public Task WaitForTimersAsync(int count = 1, TimeSpan? timeout = null) =>
        Bound.Eventually(() => ArmedTimers >= count, timeout ?? Bound.Usual, $"{count} timers armed");

    internal bool Arm(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            if (timer.IsDisposed)
            {
                return false;
            }

            timer.Period = period > TimeSpan.Zero ? period.Ticks : 0;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = _ticks + Math.Max(0, dueTime.Ticks);
                timer.Order = _order++;
                _armed.Add(timer);
            }

            return true;
        }
    }

    internal void Disarm(FakeTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private FakeTimer? TakeDue(long until)
    {
        lock (_lock)
        {
            var next = Earliest();
            if (next is null || next.Due > until)
            {
                Volatile.Write(ref _ticks, Math.Max(_ticks, until));
                return null;
            }

            Volatile.Write(ref _ticks, Math.Max(_ticks, next.Due));
            if (next.Period > 0)
            {
                next.Due += next.Period;
                next.Order = _order++;
            }
            else
            {
                _armed.Remove(next);
            }

            return next;
        }
    }

    private FakeTimer? Earliest()
    {
        FakeTimer? first = null;
        foreach (var timer in _armed)
        {
            if (first is null || (timer.Due, timer.Order).CompareTo((first.Due, first.Order)) < 0)
            {
                first = timer;
            }
        }

        return first;
    }
}
