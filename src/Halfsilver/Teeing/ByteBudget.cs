using System.Collections.Immutable;

namespace Halfsilver.Teeing;

/// <summary>
/// Bytes that copies hold in the whole process: spooled bodies and heads. When they run out, the copies furthest behind end,
/// those of the mirrors that hold most first; a mirror that holds less than an even part is left alone.
/// </summary>
internal sealed class ByteBudget(long limit)
{
    private ImmutableArray<ByteAccount> _accounts = [];
    private long _limit = limit;
    private long _held;
    private int _reclaiming;

    /// <summary>May change while bytes are held.</summary>
    public long Limit
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    /// <summary>Where bodies go on that do not fit; null where there is no disk. Set before the first body.</summary>
    public Spill? Spill { get; set; }

    /// <summary>Whether more than half is gone: time to keep less in memory.</summary>
    public bool IsShort => Held > Limit / 2;

    /// <summary>Whether there is memory for many large segments.</summary>
    public bool IsAmple => Limit >= 32 * Segment.LargeSize && !IsShort;

    /// <summary>Bytes held now; 0 at rest.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>What each mirror that holds anything may hold undisturbed.</summary>
    public long Floor => Limit / Math.Max(1, Holding);

    /// <summary>What each may hold in heads when bytes are short: an even part, with one more for a mirror that holds nothing yet.</summary>
    public long HeadPart => Limit / (Holding + 1);

    private int Holding
    {
        get
        {
            var holding = 0;
            foreach (var account in _accounts)
            {
                holding += account.Held > 0 ? 1 : 0;
            }

            return holding;
        }
    }

    public ByteAccount Open()
    {
        var account = new ByteAccount(this);
        ImmutableInterlocked.Update(ref _accounts, static (all, one) => all.Add(one), account);
        return account;
    }

    /// <summary>Takes the mirror out of the reckoning; what it still holds is given back as its copies end.</summary>
    public void Close(ByteAccount account) =>
        ImmutableInterlocked.Update(ref _accounts, static (all, one) => all.Remove(one), account);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= Limit)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>
    /// Takes, if need be at the cost of the copies furthest behind. Those that were cut give their last bytes back a moment later;
    /// until then the limit may be passed by a sixteenth, never by more.
    /// </summary>
    public bool TryTakeOrReclaim(int bytes)
    {
        if (TryTake(bytes))
        {
            return true;
        }

        var most = Reclaim(bytes) ? Limit + Math.Max(Limit / 16, bytes) : Limit;
        if (Interlocked.Add(ref _held, bytes) <= most)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Give(int bytes) => Interlocked.Add(ref _held, -bytes);

    private bool Reclaim(int bytes)
    {
        // One thread at a time; the others are served by what it frees.
        if (Interlocked.Exchange(ref _reclaiming, 1) != 0)
        {
            return true;
        }

        // A sixteenth at a time: the search costs more than the cut, and whoever is out of bytes will soon need more.
        var wanted = Math.Max(bytes, Limit / 16);
        var floor = Floor;
        long freed = 0;
        while (freed < wanted && Largest(floor) is { } account)
        {
            var more = account.CutFurthestBehind(wanted - freed, floor);
            if (more == 0)
            {
                break;
            }

            freed += more;
        }

        Volatile.Write(ref _reclaiming, 0);
        return freed > 0;
    }

    private ByteAccount? Largest(long floor)
    {
        ByteAccount? largest = null;
        foreach (var account in _accounts)
        {
            if (account.Held >= floor && account.Held > (largest?.Held ?? 0))
            {
                largest = account;
            }
        }

        return largest;
    }
}
