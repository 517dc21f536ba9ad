namespace Halfsilver.Teeing;

/// <summary>
/// One mirror's part of the bytes held, and its readers. Bytes that several mirrors share are on each one's account.
/// Lock order: account, then tee; never the other way round.
/// </summary>
internal sealed class ByteAccount(ByteBudget budget)
{
    private readonly Lock _gate = new();
    private readonly List<TeeReader> _readers = [];
    private long _held;

    /// <summary>Bytes that this mirror's copies hold.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>
    /// Bytes for a head. At or above its floor a mirror makes do with what is free; below it, others make room. Of bytes that are short no
    /// mirror takes the part of one that has none: heads, unlike bodies, are not given back before their copies end.
    /// </summary>
    public bool TryTake(int bytes)
    {
        if (budget.IsShort && Held + bytes > budget.HeadPart)
        {
            return false;
        }

        if (!budget.TryTake(bytes) && (Held + bytes > budget.Floor || !budget.TryTakeOrReclaim(bytes)))
        {
            return false;
        }

        Charge(bytes);
        return true;
    }

    public void Give(int bytes)
    {
        budget.Give(bytes);
        Charge(-bytes);
    }

    /// <summary>Bytes that a reader has yet to read; the segments themselves are the tee's to take and give.</summary>
    internal void Charge(int bytes) => Interlocked.Add(ref _held, bytes);

    internal void Add(TeeReader reader)
    {
        lock (_gate)
        {
            reader.Place = _readers.Count;
            _readers.Add(reader);
        }
    }

    internal void Remove(TeeReader reader)
    {
        lock (_gate)
        {
            var last = _readers[^1];
            _readers[reader.Place] = last;
            last.Place = reader.Place;
            _readers.RemoveAt(_readers.Count - 1);
        }
    }

    /// <summary>Cuts readers, the furthest behind first, until enough is freed or the mirror is down to its floor.</summary>
    internal long CutFurthestBehind(long wanted, long floor)
    {
        long freed = 0;
        lock (_gate)
        {
            // Rare, and bounded by the copies one mirror may have: a sort here is cheaper than order kept all the time.
            var behind = _readers.Where(static reader => reader.Charged > 0).OrderByDescending(static reader => reader.Charged);
            foreach (var reader in behind.ToArray())
            {
                freed += reader.CutForBudget();
                if (freed >= wanted || Held < floor)
                {
                    break;
                }
            }
        }

        return freed;
    }
}
