namespace Halfsilver.Wire;

/// <summary>What Content-Length and Transfer-Encoding say, when they say it once and plainly (RFC 9112 §6).</summary>
internal static class FramingReader
{
    // long.MaxValue has 19 digits; more would be zeros in front, which two readers may count differently.
    private const int MaxDigits = 19;

    /// <summary>Reads both fields. A length of -1 means that none was declared.</summary>
    public static WireFault Read(MessageHead head, in FieldTally tally, out bool chunked, out long length)
    {
        chunked = false;
        length = -1;
        if (tally.Encodings > 0)
        {
            if (tally.Lengths > 0)
            {
                return WireFault.TwoFramings;
            }

            if (tally.Encodings > 1 || head.Minor == 0 || !FieldNames.Is(head.Value(head.Fields[tally.Encoding]), "chunked"u8))
            {
                return WireFault.BadTransferEncoding;
            }

            chunked = true;
        }
        else if (tally.Lengths > 0 && (tally.Lengths > 1 || !TryLength(head.Value(head.Fields[tally.Length]), out length)))
        {
            length = -1;
            return WireFault.BadContentLength;
        }

        return WireFault.None;
    }

    private static bool TryLength(ReadOnlySpan<byte> digits, out long length)
    {
        length = 0;
        if (digits.Length is 0 or > MaxDigits)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            length = (length * 10) + (digit - '0');
        }

        // 19 digits reach at most 9,999,999,999,999,999,999: past the sign bit once, never past 64 bits.
        return length >= 0;
    }
}
