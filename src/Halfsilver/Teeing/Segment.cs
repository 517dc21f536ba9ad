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
    public const int LaterSize = 72 * 1024;
    public const int LargeSize = 4 * LaterSize;

    public byte[] Bytes { get; private set; } = [];

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

    public int Room => Bytes.Length - Written;

    public static Segment Rent(int size)
    {
        var segment = Spares<Segment>.Take() ?? new Segment();
        segment.Bytes = SegmentBytes.Rent(size);
        segment.IsLarge = size == LargeSize;
        return segment;
    }

    /// <summary>Its memory goes; it stays itself, with its bytes on disk.</summary>
    public void ForgetBytes()
    {
        SegmentBytes.Return(Bytes);
        Bytes = [];
    }

    public void Return()
    {
        if (Bytes.Length > 0)
        {
            ForgetBytes();
        }

        Written = Hands = 0;
        Start = 0;
        Place = -1;
        IsSpilled = false;
        Next = null;
        Spares<Segment>.Put(this);
    }
}
