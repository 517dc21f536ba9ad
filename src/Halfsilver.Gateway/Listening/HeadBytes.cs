using System.Buffers;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>Finds a head's end in what a pipe has received.</summary>
internal static class HeadBytes
{
    /// <summary>Behind one empty line, which a client may send before a request (RFC 9112 §2.2).</summary>
    public static SequencePosition SkipEmptyLine(in ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        return reader.IsNext("\r\n"u8, advancePast: true) ? reader.Position : bytes.Start;
    }

    /// <summary>Length of the head at the start of <paramref name="bytes"/>, or 0 while it is incomplete or refused.</summary>
    public static int Find(in ReadOnlySequence<byte> bytes, int maxBytes, out WireFault fault)
    {
        fault = WireFault.None;
        if (bytes.IsSingleSegment)
        {
            return Find(bytes.FirstSpan, maxBytes, out fault);
        }

        // A head that spans blocks is rare; it is looked at in one piece.
        var length = (int)Math.Min(bytes.Length, maxBytes + 1L);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        bytes.Slice(0, length).CopyTo(whole);
        var found = Find(whole.AsSpan(0, length), maxBytes, out fault);
        ArrayPool<byte>.Shared.Return(whole);
        return found;
    }

    private static int Find(ReadOnlySpan<byte> bytes, int maxBytes, out WireFault fault)
    {
        var end = HeadEnd.Find(bytes, 0);
        if (end > maxBytes || (end < 0 && bytes.Length > maxBytes))
        {
            fault = WireFault.HeadTooLarge;
            return 0;
        }

        fault = end < 0 ? HeadEnd.Sniff(bytes) : WireFault.None;
        return Math.Max(end, 0);
    }
}
