using Halfsilver.Steps;

namespace Halfsilver.Teeing;

/// <summary>
/// A piece of spooled body. Owners are counted: each reader that has yet to read it, and the writer while it fills it. The
/// last one to let go returns the bytes to the pool and to the budget. All fields belong to the tee's lock, except that the
/// writer, while it is an owner, fills the bytes behind <see cref="Written"/>.
/// </summary>
internal sealed class Segment
{
    // A small body must not pin much; a large one is cut into few pieces, each as large as what is read from a client at a time.
    public const int FirstSize = SmallBlocks.Size;
    public const int LaterSize = Block.Usual;
    public const int LargeSize = Block.Large;

    private byte[] _bytes = [];
    private Block? _block;
    private int _from;

    /// <summary>Of the memory it holds; 0 when that is gone.</summary>
    public int Size => _bytes.Length;

    public int Written { get; set; }

    public Segment? Next { get; set; }

    public int Owners { get; set; }

    /// <summary>Where in the body it begins.</summary>
    public long Start { get; set; }

    /// <summary>Where on disk it is, or is about to be; -1 for nowhere.</summary>
    public long Place { get; set; } = -1;

    /// <summary>Whether it is of <see cref="LargeSize"/>, also when its memory is gone.</summary>
    public bool IsLarge { get; private set; }

    /// <summary>Whether its bytes are on disk; they may be in memory too.</summary>
    public bool IsSpilled { get; set; }

    /// <summary>Readers that use its memory just now.</summary>
    public int Hands { get; set; }

    /// <summary>How much more fits.</summary>
    public int Room { get; private set; }

    /// <summary>One to be filled.</summary>
    public static Segment Rent(int size)
    {
        var segment = Spares<Segment>.Take() ?? new Segment();
        segment._block = size == FirstSize ? null : Block.Rent(size);
        segment._bytes = segment._block?.Bytes ?? SmallBlocks.Rent();
        segment.Room = size;
        segment.IsLarge = size == LargeSize;
        return segment;
    }

    /// <summary>One that shares the block its bytes were received into. It has no room: what is behind them is the connection's.</summary>
    public static Segment Share(Block block, int from)
    {
        block.Keep();
        var segment = Spares<Segment>.Take() ?? new Segment();
        segment._block = block;
        segment._bytes = block.Bytes;
        segment._from = from;
        segment.IsLarge = block.Bytes.Length == LargeSize;
        return segment;
    }

    /// <summary>What has been written, behind the first bytes.</summary>
    public ReadOnlyMemory<byte> From(int offset) => _bytes.AsMemory(_from + offset, Written - offset);

    /// <summary>Copies as much as there is room for; not yet <see cref="Written"/>.</summary>
    public int Fill(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(Room, bytes.Length);
        bytes[..count].CopyTo(_bytes.AsSpan(Written));
        return count;
    }

    public void Wrote(int count)
    {
        Written += count;
        Room = Math.Max(0, Room - count);
    }

    /// <summary>Its memory goes; it stays itself, with its bytes on disk.</summary>
    public void ForgetBytes()
    {
        if (_block is { } block)
        {
            block.Release();
        }
        else
        {
            SmallBlocks.Return(_bytes);
        }

        _block = null;
        _bytes = [];
    }

    public void Return()
    {
        if (Size > 0)
        {
            ForgetBytes();
        }

        Written = Hands = Room = _from = 0;
        Start = 0;
        Place = -1;
        IsSpilled = false;
        Next = null;
        Spares<Segment>.Put(this);
    }
}
