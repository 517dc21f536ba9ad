namespace Halfsilver.Teeing;

/// <summary>Memory of <see cref="Segment.LaterSize"/>, exactly: what a budget counts is what is held, which the shared pool would round up.</summary>
internal static class SegmentBytes
{
    // What stays pooled after a burst: 18 MiB.
    private const int MostKept = 256;

    private static readonly Lock s_gate = new();
    private static readonly Stack<byte[]> s_kept = new();

    public static byte[] Rent()
    {
        lock (s_gate)
        {
            if (s_kept.TryPop(out var bytes))
            {
                return bytes;
            }
        }

        return GC.AllocateUninitializedArray<byte>(Segment.LaterSize);
    }

    public static void Return(byte[] bytes)
    {
        lock (s_gate)
        {
            if (s_kept.Count < MostKept)
            {
                s_kept.Push(bytes);
            }
        }
    }
}
