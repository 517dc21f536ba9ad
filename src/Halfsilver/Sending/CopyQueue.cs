using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>
/// Who flies and who waits for one mirror. Slots are handed from a copy that ends to the one that waits longest. A mirror that falls behind is
/// not given more at once than it takes: beyond a window a copy waits for the end of another, though there are slots, and the window widens when
/// that takes long. Locks are held for a few instructions; whoever leaves the queue is started or ended outside.
/// </summary>
internal sealed class CopyQueue : Deadline
{
    // A mirror on the same machine may be without a processor for so long; one that is far away has a wide window soon.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<CopyRun> _waiting = new();
    private readonly List<CopyRun> _flying = [];
    private readonly CopyShop _shop;
    private Fate _closed;

    /// <summary>So many fly whatever the mirror does.</summary>
    public static int Narrowest { get; } = Math.Max(32, 16 * Environment.ProcessorCount);

    public CopyQueue(CopyShop shop) => _shop = shop;

    public int InFlight => Volatile.Read(ref _inFlight);

    public int Queued => Volatile.Read(ref _queued);

    private int _inFlight;
    private int _queued;
    private int _window = Narrowest;

    /// <summary>Whether there is no use in making a copy at all; a guess without the lock, in front of <see cref="Enter"/>.</summary>
    public bool IsFull(int maxInFlight, int maxQueue) => InFlight >= maxInFlight && Queued >= maxQueue;

    /// <summary>Gives a slot, a place in the queue, or says why neither.</summary>
    /// <returns><see cref="Fate.Answered"/>: start it now; null: it waits; else the reason.</returns>
    public Fate? Enter(CopyRun run, int maxInFlight, int maxQueue)
    {
        lock (_gate)
        {
            if (_closed != Fate.Answered)
            {
                return _closed;
            }

            if (_inFlight >= _window && _inFlight < maxInFlight && run.MayWait && _queued < maxQueue && _shop.Budgets.TryQueue())
            {
                Queue(run);
                return null;
            }

            if (_inFlight < maxInFlight && _shop.Budgets.TryFly())
            {
                Fly(run);
                return Fate.Answered;
            }

            // Nobody would wake a copy that waits where nothing flies.
            if (maxQueue == 0 || _inFlight == 0)
            {
                return Fate.InFlight;
            }

            if (_queued >= maxQueue || !_shop.Budgets.TryQueue())
            {
                return Fate.QueueFull;
            }

            Queue(run);
            return null;
        }
    }

    /// <summary>A copy has ended; the one that takes its slot, or null.</summary>
    public CopyRun? Leave(CopyRun run, int maxInFlight)
    {
        lock (_gate)
        {
            Unlink(run);
            if (_queued > 0 && _inFlight < maxInFlight)
            {
                var next = Dequeue();
                Fly(next);
                return next;
            }

            if (_window > Narrowest && _inFlight < _window / 4 * 3)
            {
                _window--;
            }
        }

        _shop.Budgets.Land();
        return null;
    }

    /// <summary>There may be more slots than before: who waits for one may go sooner.</summary>
    public void LookAnew()
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out var first))
            {
                ArmFor(first);
            }
        }
    }

    /// <summary>Takes everybody out of the queue: their number. From now on <paramref name="closed"/> is the answer, unless it says answered.</summary>
    public int Empty(Fate why, Fate closed = Fate.Answered)
    {
        CopyRun[] all;
        lock (_gate)
        {
            _closed = closed == Fate.Answered ? _closed : closed;
            all = [.. _waiting];
            _waiting.Clear();
            Volatile.Write(ref _queued, 0);
        }

        foreach (var run in all)
        {
            _shop.Budgets.Dequeue();
            run.EndUnsent(why);
        }

        return all.Length;
    }

    /// <summary>Ends what is in flight.</summary>
    public void CutFlying(Fate why)
    {
        lock (_gate)
        {
            foreach (var run in _flying)
            {
                run.Cut(why);
            }
        }
    }

    /// <summary>Those at the front have waited long enough: to go, or to go no more.</summary>
    protected override void Expire()
    {
        while (NextDue(out var goes) is { } run)
        {
            if (goes)
            {
                run.StartElsewhere();
            }
            else
            {
                run.EndUnsent(Fate.QueueExpired);
            }
        }
    }

    private CopyRun? NextDue(out bool goes)
    {
        goes = false;
        lock (_gate)
        {
            if (_queued == 0)
            {
                return null;
            }

            var first = _waiting.Peek();
            var now = _shop.Wheel.Timestamp;
            // A copy for which there is a slot goes, late as it may be: the window is to cost none.
            goes = DueAt(first) <= now && _inFlight < first.MaxInFlight && _shop.Budgets.TryFly();
            if (goes)
            {
                Fly(Dequeue());
                _window = Math.Max(_window, _inFlight);
                return first;
            }

            if (first.QueuedUntil <= now)
            {
                return Dequeue();
            }

            ArmFor(first);
            return null;
        }
    }

    private void Queue(CopyRun run)
    {
        _waiting.Enqueue(run);
        Volatile.Write(ref _queued, _queued + 1);
        if (_queued == 1)
        {
            ArmFor(run);
        }
    }

    private void ArmFor(CopyRun run) =>
        Arm(_shop.Wheel, TimeSpan.FromSeconds(Math.Max(0, (double)(DueAt(run) - _shop.Wheel.Timestamp) / _shop.Time.TimestampFrequency)));

    // Who waits for the window does so until its patience ends; who waits for a slot, as long as it may. For one of the process' it asks at each tick.
    private long DueAt(CopyRun run) => _inFlight >= run.MaxInFlight ? run.QueuedUntil
        : Math.Min(run.QueuedUntil, run.QueuedSince + (long)(s_patience.TotalSeconds * _shop.Time.TimestampFrequency));

    private CopyRun Dequeue()
    {
        _shop.Budgets.Dequeue();
        return Pop();
    }

    private CopyRun Pop()
    {
        Volatile.Write(ref _queued, _queued - 1);
        return _waiting.Dequeue();
    }

    private void Fly(CopyRun run)
    {
        Volatile.Write(ref _inFlight, _inFlight + 1);
        run.Slot = _flying.Count;
        _flying.Add(run);
    }

    private void Unlink(CopyRun run)
    {
        Volatile.Write(ref _inFlight, _inFlight - 1);
        var last = _flying[^1];
        _flying[run.Slot] = last;
        last.Slot = run.Slot;
        _flying.RemoveAt(_flying.Count - 1);
    }
}
