using Halfsilver.Planning;
using Halfsilver.Teeing;

namespace Halfsilver.Sending;

/// <summary>What all copies of the process share. A copy that does not fit is skipped; nothing waits here.</summary>
internal sealed class CopyBudgets
{
    private int _maxInFlight;
    private int _maxQueue;
    private int _inFlight;
    private int _queued;

    public CopyBudgets(Budgets limits, TimeProvider time)
    {
        Bytes = new ByteBudget(limits.MaxBufferedBytes);
        Rate = new RateLimit(limits.MaxCopiesPerSecond, time);
        _maxInFlight = limits.MaxInFlight;
        _maxQueue = limits.MaxQueue;
    }

    /// <summary>Bytes of heads and bodies.</summary>
    public ByteBudget Bytes { get; }

    public RateLimit Rate { get; }

    public int InFlight => Volatile.Read(ref _inFlight);

    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Takes over the limits of a new plan; what is under way stays.</summary>
    public void Change(Budgets limits)
    {
        Bytes.Limit = limits.MaxBufferedBytes;
        Bytes.Spill?.Change(limits.MaxSpillBytes, limits.MaxSpillFiles);
        Rate.Change(limits.MaxCopiesPerSecond);
        Volatile.Write(ref _maxInFlight, limits.MaxInFlight);
        Volatile.Write(ref _maxQueue, limits.MaxQueue);
    }

    public bool TryFly() => TryAdd(ref _inFlight, Volatile.Read(ref _maxInFlight));

    public void Land() => Interlocked.Decrement(ref _inFlight);

    public bool TryQueue() => TryAdd(ref _queued, Volatile.Read(ref _maxQueue));

    public void Dequeue() => Interlocked.Decrement(ref _queued);

    private static bool TryAdd(ref int count, int most)
    {
        if (Interlocked.Increment(ref count) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }
}
