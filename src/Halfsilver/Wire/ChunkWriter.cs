using System.Globalization;

namespace Halfsilver.Wire;

/// <summary>The framing bytes of a chunked body: size line, data, <see cref="LineEnd"/>; at last <see cref="LastChunk"/>.</summary>
internal static class ChunkWriter
{
    /// <summary>Most bytes a size line takes.</summary>
    public const int MaxSizeLine = 18;

    /// <summary>Ends a chunk's data, and the trailers.</summary>
    public static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>Ends a body without trailers.</summary>
    public static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    /// <summary>The last chunk's size line, where trailers and <see cref="LineEnd"/> follow.</summary>
    public static ReadOnlySpan<byte> LastSize => "0\r\n"u8;

    /// <summary>Writes the line before the data; a size of 0 would end the body and is the caller's to avoid.</summary>
    public static int WriteSize(Span<byte> destination, long size)
    {
        size.TryFormat(destination, out var written, "x", CultureInfo.InvariantCulture);
        LineEnd.CopyTo(destination[written..]);
        return written + 2;
    }
}
