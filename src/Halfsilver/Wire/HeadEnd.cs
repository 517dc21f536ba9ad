namespace Halfsilver.Wire;

/// <summary>Finds where a head ends in bytes that are still arriving.</summary>
internal static class HeadEnd
{
    private static ReadOnlySpan<byte> Mark => "\r\n\r\n"u8;

    /// <summary>
    /// Index just behind the first empty line, or -1. The first <paramref name="from"/> bytes were looked at before; an end
    /// that lies across that border is found.
    /// </summary>
    public static int Find(ReadOnlySpan<byte> bytes, int from)
    {
        var start = Math.Max(0, from - (Mark.Length - 1));
        var at = bytes[start..].IndexOf(Mark);
        return at < 0 ? -1 : start + at + Mark.Length;
    }

    /// <summary>Bytes of the one empty line that may stand before a request (RFC 9112 §2.2): 2, or 0 when there is none.</summary>
    public static int LeadingCrLf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\r\n"u8) ? 2 : 0;

    /// <summary>
    /// Whether a head that is not whole yet can still become one: a line that ends in a bare LF, a bare CR or a first byte that
    /// begins no method is refused at once instead of waiting for more.
    /// </summary>
    public static WireFault Sniff(ReadOnlySpan<byte> partial)
    {
        if (partial.IsEmpty || partial.SequenceEqual("\r"u8))
        {
            return WireFault.None;
        }

        if (!Grammar.IsToken(partial[..1]))
        {
            return StartLine.Fault(partial, 0);
        }

        var at = 0;
        while (true)
        {
            var next = partial[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (next < 0 || at + next + 1 == partial.Length)
            {
                return next >= 0 && partial[^1] == '\n' ? WireFault.BadLineEnd : WireFault.None;
            }

            at += next;
            if (!FieldReader.IsLineEnd(partial, at))
            {
                return WireFault.BadLineEnd;
            }

            at += 2;
        }
    }
}
