using System.Buffers;

namespace Halfsilver.Teeing;

/// <summary>
/// A piece of spooled body. Owners are counted: each reader that has yet to read it, and the writer while it fills it. The
/// last one to let go returns the bytes to the pool and to the budget. All fields belong to the tee's lock, except that the
/// writer, while it is an owner, fills the bytes behind <see cref="Written"/>.
/// </summary>
internal sealed class Segment
{
    // A small body must not pin much; a large one is cut into few pieces.
    public const int FirstSize = 16 * 1024;
    public const int LaterSize = 64 * 1024;

    private static readonly Spares<Segment> s_spares = new(1024);

    public byte[] Bytes { get; private set; } = [];

    public int Written { get; set; }

    public Segment? Next { get; set; }

    public int Owners { get; set; }

    public int Room => Bytes.Length - Written;

    public static Segment Rent(int size)
    {
        var segment = s_spares.Take() ?? new Segment();
        segment.Bytes = ArrayPool<byte>.Shared.Rent(size);
        return segment;
    }

    public void Return()
    {
        ArrayPool<byte>.Shared.Return(Bytes);
        Bytes = [];
        Written = 0;
        Next = null;
        s_spares.Put(this);
    }
}
