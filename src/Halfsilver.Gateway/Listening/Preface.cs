using System.Buffers;

namespace Halfsilver.Gateway.Listening;

/// <summary>The bytes that open an HTTP/2 connection (RFC 9113 §3.4).</summary>
internal static class Preface
{
    private static ReadOnlySpan<byte> Text => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Whether the bytes begin with the preface; null while there are too few to say.</summary>
    public static bool? Begins(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> first = stackalloc byte[Text.Length];
        var length = (int)Math.Min(bytes.Length, first.Length);
        bytes.Slice(0, length).CopyTo(first);
        return !first[..length].SequenceEqual(Text[..length]) ? false
            : length == Text.Length ? true
            : null;
    }
}
