namespace Halfsilver.Teeing;

/// <summary>
/// A file whose body is over, for the next one: to write where something was written a moment ago costs half of writing anew. There is one
/// such file at most, whether it waits or serves again. One caller at a time.
/// </summary>
internal sealed class SpareBlob
{
    /// <summary>How long it waits. Nobody needs what is in it; after 30 s systems would begin to write it to the disk itself.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    // Of the disk's share.
    private const int Part = 8;

    private ISpillBlob? _blob;
    private long _size;
    private bool _serves;

    /// <summary>The file that waits, and what it takes on disk; null for none. It comes back by <see cref="Put"/> or <see cref="Lose"/>.</summary>
    public ISpillBlob? Take(out long size)
    {
        var blob = _blob;
        size = _size;
        (_blob, _size, _serves) = (null, 0, _serves || blob is not null);
        return blob;
    }

    /// <summary>Keeps the larger of this file and the one that waits, up to an eighth of <paramref name="limit"/>; ends the other.</summary>
    /// <param name="blob">A file whose body is over.</param>
    /// <param name="size">What it takes on disk.</param>
    /// <param name="limit">The disk's share.</param>
    /// <param name="taken">Whether it is the one that was taken.</param>
    /// <returns>Whether this file waits now.</returns>
    public bool Put(ISpillBlob blob, long size, long limit, bool taken)
    {
        _serves &= !taken;
        if (_serves || size > limit / Part || size < _size)
        {
            blob.Dispose();
            return false;
        }

        End();
        (_blob, _size) = (blob, size);
        return true;
    }

    /// <summary>The file that was taken is no more.</summary>
    public void Lose() => _serves = false;

    /// <summary>Ends the file that waits.</summary>
    public void End()
    {
        _blob?.Dispose();
        (_blob, _size) = (null, 0);
    }
}
