using System.Buffers;

namespace Halfsilver.Teeing;

/// <summary>Memory of segments, exactly as large as asked for: what a budget counts is what is held, which the shared pool would round up.</summary>
internal static class SegmentBytes
{
    // What stays after a burst: 9 MiB, and 31.5, which is all the large ones that the default budget lets be. Those that went would be made
    // anew for the next slow mirror, and until the oldest generation is collected, which is seldom, both would be held.
    private static readonly Shelf s_later = new(Segment.LaterSize, 128);
    private static readonly Shelf s_large = new(Segment.LargeSize, 112);

    public static byte[] Rent(int size) => ShelfOf(size) is { } shelf ? shelf.Rent() : ArrayPool<byte>.Shared.Rent(size);

    public static void Return(byte[] bytes)
    {
        if (ShelfOf(bytes.Length) is { } shelf)
        {
            shelf.Return(bytes);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static Shelf? ShelfOf(int size) => size switch
    {
        Segment.LaterSize => s_later,
        Segment.LargeSize => s_large,
        _ => null,
    };

    private sealed class Shelf(int size, int mostKept)
    {
        private readonly Lock _gate = new();
        private readonly Stack<byte[]> _kept = new();

        public byte[] Rent()
        {
            lock (_gate)
            {
                if (_kept.TryPop(out var bytes))
                {
                    return bytes;
                }
            }

            return GC.AllocateUninitializedArray<byte>(size);
        }

        public void Return(byte[] bytes)
        {
            lock (_gate)
            {
                if (_kept.Count < mostKept)
                {
                    _kept.Push(bytes);
                }
            }
        }
    }
}
