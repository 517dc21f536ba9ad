namespace Halfsilver.Teeing;

/// <summary>
/// The part of one body that is on disk: places of one segment each, used again once their readers are past; a large one by large
/// segments, or in parts by others. Places belong to the tee's lock; the file itself is opened and closed by the spill's writer alone.
/// </summary>
internal sealed class SpillFile(Spill spill)
{
    /// <summary>Of a segment that is not large, and what is read at a time.</summary>
    public const int PlaceSize = Segment.LaterSize;

    private static readonly TimeSpan s_mostRead = TimeSpan.FromSeconds(10);

    private readonly Stack<long> _free = [];
    private readonly Stack<long> _freeLarge = [];
    private ISpillBlob? _blob;
    private long _sizeBefore;
    private volatile bool _failed;

    /// <summary>Bytes that the file takes at most: it does not shrink before it ends.</summary>
    public long Size { get; private set; }

    /// <summary>What it takes, with what it took before it served this body.</summary>
    public long SizeOnDisk => Math.Max(Size, _sizeBefore);

    /// <summary>What it takes beyond what it took for this body; asked without the tee's lock, and falling only.</summary>
    public long Beyond => Math.Max(0, _sizeBefore - Size);

    public bool IsUnused => (_free.Count * (long)PlaceSize) + (_freeLarge.Count * (long)Segment.LargeSize) == Size;

    /// <summary>Takes a place, if the disk's share allows.</summary>
    public bool TryTake(bool large, out long place)
    {
        if (FreeOf(large).TryPop(out place))
        {
            return true;
        }

        if (!large && _freeLarge.TryPop(out place))
        {
            for (var part = PlaceSize; part < Segment.LargeSize; part += PlaceSize)
            {
                _free.Push(place + part);
            }

            return true;
        }

        var size = large ? Segment.LargeSize : PlaceSize;
        if (!spill.TryTake(size))
        {
            return false;
        }

        place = Size;
        Size += size;
        return true;
    }

    public void Give(long place, bool large) => FreeOf(large).Push(place);

    /// <summary>The writer's own.</summary>
    public void Write(ISpillStore store, SpareBlob spare, ReadOnlySpan<byte> bytes, long place) =>
        (_blob ??= spare.Take(this, out _sizeBefore) ?? store.Open()).Write(bytes, place);

    /// <summary>Reads bytes that were written. A disk that hangs keeps the memory; everything else gives it back.</summary>
    public async ValueTask<SpillRead> TryReadAsync(Memory<byte> into, long offset)
    {
        var reading = ReadAsync(into, offset);
        if (reading.IsCompleted)
        {
            return await reading;
        }

        try
        {
            return await reading.AsTask().WaitAsync(s_mostRead, spill.Time);
        }
        catch (TimeoutException)
        {
            Failed($"a read has taken {s_mostRead.TotalSeconds:0} s");
            return SpillRead.Hangs;
        }
    }

    private async ValueTask<SpillRead> ReadAsync(Memory<byte> into, long offset)
    {
        try
        {
            while (!into.IsEmpty)
            {
                var count = await _blob!.ReadAsync(into, offset);
                if (count <= 0)
                {
                    Failed("a file is shorter than what was written to it");
                    return SpillRead.Failed;
                }

                into = into[count..];
                offset += count;
            }

            return SpillRead.Done;
        }
        catch (IOException e)
        {
            Failed(e.Message);
            return SpillRead.Failed;
        }
    }

    /// <summary>The writer's own, after the last read.</summary>
    /// <returns>Whether the file waits for the next body.</returns>
    public bool Close(SpareBlob spare)
    {
        if (_blob is not { } blob)
        {
            return false;
        }

        if (!_failed)
        {
            return spare.Put(this, blob, spill.Limit);
        }

        blob.Dispose();
        spare.Lose(this);
        return false;
    }

    /// <summary>It did not do as it was told: no other body is trusted to it.</summary>
    public void Failed(string reason)
    {
        _failed = true;
        spill.Failed(reason);
    }

    private Stack<long> FreeOf(bool large) => large ? _freeLarge : _free;
}

/// <summary>What became of a read from disk.</summary>
internal enum SpillRead : byte
{
    Done,
    Failed,

    /// <summary>It took too long, and may still write into the memory that it was given.</summary>
    Hangs,
}
