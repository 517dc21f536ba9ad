using System.Buffers;

namespace Halfsilver.Steps;

/// <summary>
/// Memory of one size, for a head and a small answer or for a small body. The shared pool keeps few of a size: what a burst of connections
/// leaves to the collector is old by then, and collected late.
/// </summary>
internal static class SmallBlocks
{
    public const int Size = 16 * 1024;

    public static byte[] Rent() => Spares<byte[]>.Take() ?? GC.AllocateUninitializedArray<byte>(Size);

    /// <summary>A block where no smaller memory of the shared pool would do; else, and for more, the shared pool's.</summary>
    public static byte[] AtLeast(int size) => size is > Size / 2 and <= Size ? Rent() : ArrayPool<byte>.Shared.Rent(size);

    /// <param name="memory">A block or the shared pool's, which nobody else uses any more; nothing where it is empty.</param>
    public static void Return(byte[] memory)
    {
        if (memory.Length == Size)
        {
            Spares<byte[]>.Put(memory);
        }
        else if (memory.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }
}
