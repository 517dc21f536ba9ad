using Halfsilver.Steps;

namespace Halfsilver.Teeing;

/// <summary>Memory of segments, exactly as large as asked for: what a budget counts is what is held, which the shared pool would round up.</summary>
internal static class SegmentBytes
{
    // What stays after a burst: 31.5 MiB of each, which is all the large ones that the default budget lets be. Those that went would be made
    // anew for the next slow mirror, and until the oldest generation is collected, which is seldom, both would be held.
    private static readonly Shelf s_later = new(Segment.LaterSize, 448);
    private static readonly Shelf s_large = new(Segment.LargeSize, 112);

    public static byte[] Rent(int size) => ShelfOf(size) is { } shelf ? shelf.Rent() : SmallBlocks.Rent();

    public static void Return(byte[] bytes)
    {
        if (ShelfOf(bytes.Length) is { } shelf)
        {
            shelf.Return(bytes);
        }
        else
        {
            SmallBlocks.Return(bytes);
        }
    }

    private static Shelf? ShelfOf(int size) => size switch
    {
        Segment.LaterSize => s_later,
        Segment.LargeSize => s_large,
        _ => null,
    };
}
