namespace Halfsilver.Teeing;

/// <summary>
/// A file whose body is over, for the next one: to write where something was written a moment ago costs half of writing anew. One waits at
/// most. What it takes is nobody's share, nor what files that serve again take beyond their bodies: an eighth of the disk's share for both
/// together. One caller at a time.
/// </summary>
internal sealed class SpareBlob
{
    /// <summary>How long it waits. Nobody needs what is in it; after 30 s systems would begin to write it to the disk itself.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    // Of the disk's share.
    private const int Part = 8;

    private readonly List<SpillFile> _serving = [];
    private ISpillBlob? _blob;
    private long _size;

    /// <summary>The file that waits, and what it takes on disk; null for none. It comes back by <see cref="Put"/> or <see cref="Lose"/>.</summary>
    public ISpillBlob? Take(SpillFile taker, out long size)
    {
        var blob = _blob;
        size = _size;
        if (blob is not null)
        {
            _serving.Add(taker);
            (_blob, _size) = (null, 0);
        }

        return blob;
    }

    /// <summary>Keeps the larger of this file and the one that waits, if it may wait; ends the other.</summary>
    /// <param name="file">A body's that is over.</param>
    /// <param name="blob">Its file.</param>
    /// <param name="limit">The disk's share.</param>
    /// <returns>Whether this file waits now.</returns>
    public bool Put(SpillFile file, ISpillBlob blob, long limit)
    {
        _serving.Remove(file);
        var size = file.SizeOnDisk;
        foreach (var other in _serving)
        {
            limit -= Part * other.Beyond;
        }

        if (size > limit / Part || size < _size)
        {
            blob.Dispose();
            return false;
        }

        End();
        (_blob, _size) = (blob, size);
        return true;
    }

    /// <summary>The file that was taken is no more.</summary>
    public void Lose(SpillFile taker) => _serving.Remove(taker);

    /// <summary>Ends the file that waits.</summary>
    public void End()
    {
        _blob?.Dispose();
        (_blob, _size) = (null, 0);
    }
}
