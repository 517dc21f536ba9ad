namespace Halfsilver.Wire;

/// <summary>Reads one whole answer head in place, as strictly as a request's.</summary>
internal static class AnswerParser
{
    private const int StatusStart = StartLine.VersionLength + 1;
    private const int StatusEnd = StatusStart + 3;

    /// <summary>
    /// Fills <paramref name="head"/> from the first <paramref name="length"/> bytes, which are one head with its empty line.
    /// </summary>
    /// <param name="head">What is filled.</param>
    /// <param name="buffer">The bytes; the head keeps them.</param>
    /// <param name="length">How many of them are the head.</param>
    /// <param name="maxFields">Fields allowed.</param>
    /// <param name="toHead">Whether the request was HEAD, so that no body follows whatever the fields say.</param>
    public static WireFault Parse(AnswerHead head, byte[] buffer, int length, int maxFields, bool toHead)
    {
        head.Reset(buffer, length);
        var fault = ReadStatusLine(head, out var fields);
        if (fault != WireFault.None)
        {
            return fault;
        }

        var tally = default(FieldTally);
        fault = FieldReader.ReadAll(head, fields, maxFields, ref tally);
        if (fault != WireFault.None)
        {
            return fault;
        }

        fault = FramingReader.Read(head, tally, out var chunked, out var declared);
        if (fault != WireFault.None)
        {
            return fault;
        }

        fault = ConnectionReader.Read(head, tally, out var options);
        if (fault != WireFault.None)
        {
            return fault;
        }

        Frame(head, toHead, chunked, declared);
        head.KeepAlive = head.Framing != BodyFraming.UntilClose && StartLine.KeepsAlive(head.Minor, options);
        head.Upgrade = tally.Upgrade && (options & ConnectionOptions.Upgrade) == ConnectionOptions.Upgrade;
        return WireFault.None;
    }

    /// <summary>Whether bytes can be the beginning of a head: what is no HTTP may never come to the end of one, and is not waited for.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> bytes) => StartLine.Begin.StartsWith(bytes[..Math.Min(bytes.Length, StartLine.Begin.Length)]);

    private static void Frame(AnswerHead head, bool toHead, bool chunked, long declared)
    {
        var neverAny = head.Status is < 200 or 204;
        head.ContentLength = neverAny ? -1 : declared;
        if (neverAny || toHead || head.Status == 304)
        {
            head.Framing = BodyFraming.None;
        }
        else if (chunked)
        {
            head.Framing = BodyFraming.Chunked;
        }
        else
        {
            head.Framing = declared >= 0 ? BodyFraming.Length : BodyFraming.UntilClose;
        }
    }

    private static WireFault ReadStatusLine(AnswerHead head, out int fields)
    {
        fields = 0;
        var bytes = head.Buffer.AsSpan(0, head.Length);
        var fault = StartLine.ReadVersion(head, bytes);
        if (fault != WireFault.None)
        {
            return fault;
        }

        if (bytes.Length < StatusEnd + 2 || bytes[StartLine.VersionLength] != ' ')
        {
            return WireFault.BadStartLine;
        }

        var (hundreds, tens, ones) = (bytes[StatusStart] - '0', bytes[StatusStart + 1] - '0', bytes[StatusStart + 2] - '0');
        if (hundreds is < 1 or > 5 || tens is < 0 or > 9 || ones is < 0 or > 9)
        {
            return WireFault.BadStartLine;
        }

        head.Status = (hundreds * 100) + (tens * 10) + ones;
        var end = StatusEnd;
        if (bytes[end] == ' ')
        {
            var length = bytes[(end + 1)..].IndexOfAny(Grammar.NotInValue);
            head.SetReason(end + 1, Math.Max(length, 0));
            end = length < 0 ? bytes.Length : end + 1 + length;
        }

        if (!FieldReader.IsLineEnd(bytes, end))
        {
            return StartLine.Fault(bytes, end);
        }

        fields = end + 2;
        return WireFault.None;
    }
}
