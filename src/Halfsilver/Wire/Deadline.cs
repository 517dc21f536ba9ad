namespace Halfsilver.Wire;

/// <summary>
/// Something that must happen by a time, or else. Arming and disarming are one atomic write each; the wheel looks later.
/// Exactly one side wins: either <see cref="Disarm"/> returns true, or <see cref="Expire"/> is called.
/// </summary>
internal abstract class Deadline
{
    private const long Never = long.MaxValue;
    private const long Expired = long.MinValue;

    private long _due = Never;

    /// <summary>Earliest wheel tick that will look at this deadline; the wheel's own.</summary>
    internal long ScheduledTick { get; set; } = Never;

    /// <summary>Whether the last arming ran out.</summary>
    public bool HasExpired => Volatile.Read(ref _due) == Expired;

    /// <summary>Sets the time anew.</summary>
    public void Arm(DeadlineWheel wheel, TimeSpan after)
    {
        var due = wheel.TimestampAfter(after);

        // A full fence: either the wheel, which takes this deadline off before it looks, sees the new time, or Watch sees it taken off.
        Interlocked.Exchange(ref _due, due);
        wheel.Watch(this, due);
    }

    /// <summary>Calls it off; false when it had run out already.</summary>
    public bool Disarm() => Interlocked.Exchange(ref _due, Never) != Expired;

    /// <summary>The time ran out. Called once per arming, on a pool thread: flag and wake, the owner closes.</summary>
    protected abstract void Expire();

    /// <summary>The wheel looks: expires when due, otherwise says when to look again (<see cref="long.MaxValue"/>: not armed).</summary>
    internal long Look(long now)
    {
        var due = Volatile.Read(ref _due);
        if (due is Never or Expired)
        {
            return Never;
        }

        if (due > now)
        {
            return due;
        }

        if (Interlocked.CompareExchange(ref _due, Expired, due) != due)
        {
            // Re-armed or called off in this instant: its owner has seen to it.
            return Math.Max(Volatile.Read(ref _due), now + 1);
        }

        Expire();
        return Never;
    }
}
