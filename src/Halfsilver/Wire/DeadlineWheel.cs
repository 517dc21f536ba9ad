namespace Halfsilver.Wire;

/// <summary>
/// One timer for all deadlines. A deadline stands in the bucket of the first tick at which it could be due; re-arming it
/// later moves nothing: when its bucket comes round, the wheel looks and puts it further on. Never early, late by at most
/// about two ticks.
/// </summary>
internal sealed class DeadlineWheel : IDisposable
{
    // 10 ms a tick: shorter costs wake-ups of an idle process, longer shows in time-outs people set in tens of milliseconds.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    // 512 buckets of 10 ms go round in 5 s, the commonest deadline; longer ones wait a few rounds.
    private const int BucketCount = 512;

    private readonly Lock _gate = new();
    private readonly List<(Deadline Deadline, long Tick)>[] _buckets = new List<(Deadline, long)>[BucketCount];
    private readonly List<Deadline> _due = [];
    private readonly TimeProvider _time;
    private readonly long _ticksPerStep;
    private readonly ITimer _timer;
    private long _current;
    private int _turning;

    public DeadlineWheel(TimeProvider time)
    {
        _time = time;
        _ticksPerStep = time.TimestampFrequency / 100;
        _current = time.GetTimestamp() / _ticksPerStep;
        for (var i = 0; i < BucketCount; i++)
        {
            _buckets[i] = [];
        }

        _timer = time.CreateTimer(static state => ((DeadlineWheel)state!).Turn(), this, s_tick, s_tick);
    }

    public TimeProvider Time => _time;

    public long Timestamp => _time.GetTimestamp();

    public long TimestampAfter(TimeSpan after) =>
        _time.GetTimestamp() + (long)(after.TotalSeconds * _time.TimestampFrequency);

    public void Dispose() => _timer.Dispose();

    /// <summary>Makes sure somebody looks at <paramref name="deadline"/> when <paramref name="due"/> has passed.</summary>
    internal void Watch(Deadline deadline, long due)
    {
        var tick = TickOf(due);
        if (deadline.ScheduledTick <= tick)
        {
            return;
        }

        lock (_gate)
        {
            if (deadline.ScheduledTick > tick)
            {
                Put(deadline, tick);
            }
        }
    }

    /// <summary>Looks at every bucket whose time has come.</summary>
    private void Turn()
    {
        // A late timer must not run beside itself: the deadlines of one tick are looked at once.
        if (Interlocked.Exchange(ref _turning, 1) != 0)
        {
            return;
        }

        var now = _time.GetTimestamp();
        lock (_gate)
        {
            // After a long sleep one round sees every bucket; more would see them again.
            var until = now / _ticksPerStep;
            _current = Math.Max(_current, until - BucketCount);
            while (_current < until)
            {
                _current++;
                Collect(_buckets[_current % BucketCount], _current);
            }
        }

        foreach (var deadline in _due)
        {
            LookAt(deadline, now);
        }

        _due.Clear();
        Volatile.Write(ref _turning, 0);
    }

    private void LookAt(Deadline deadline, long now)
    {
        var next = deadline.Look(now);
        if (next != long.MaxValue)
        {
            Watch(deadline, next);
        }
    }

    private void Collect(List<(Deadline Deadline, long Tick)> bucket, long tick)
    {
        for (var i = bucket.Count - 1; i >= 0; i--)
        {
            var (deadline, at) = bucket[i];
            if (at > tick)
            {
                continue;
            }

            bucket[i] = bucket[^1];
            bucket.RemoveAt(bucket.Count - 1);

            // An entry whose deadline was scheduled earlier meanwhile is stale; the earlier one has done its work.
            if (deadline.ScheduledTick == at)
            {
                deadline.ScheduledTick = long.MaxValue;
                _due.Add(deadline);
            }
        }
    }

    private void Put(Deadline deadline, long tick)
    {
        tick = Math.Max(tick, _current + 1);
        deadline.ScheduledTick = tick;
        _buckets[tick % BucketCount].Add((deadline, tick));
    }

    // The tick after the one in which the time falls: never early.
    private long TickOf(long due) => (due / _ticksPerStep) + 1;
}
