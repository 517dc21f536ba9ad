namespace Halfsilver.Wire;

/// <summary>
/// Reads one whole request head in place. What two readers of RFC 9112 could understand differently is refused, so that
/// nobody behind the gateway sees another request than the gateway saw.
/// </summary>
internal static class RequestParser
{
    /// <summary>
    /// Fills <paramref name="head"/> from the first <paramref name="length"/> bytes, which are one head with its empty line.
    /// After a fault the head holds whatever was read until then.
    /// </summary>
    public static WireFault Parse(RequestHead head, byte[] buffer, int length, int maxFields)
    {
        head.Reset(buffer, length);
        var fault = ReadStartLine(head, out var fields);
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

        fault = ReadHost(head, tally);
        return fault != WireFault.None ? fault : ReadRest(head, tally);
    }

    private static WireFault ReadStartLine(RequestHead head, out int fields)
    {
        fields = 0;
        var bytes = head.Buffer.AsSpan(0, head.Length);
        var method = bytes.IndexOfAnyExcept(Grammar.Token);
        if (method <= 0 || bytes[method] != ' ')
        {
            return StartLine.Fault(bytes, method);
        }

        head.SetMethod(method);
        var start = method + 1;
        var length = bytes[start..].IndexOfAny(Grammar.NotInTarget);
        if (length <= 0 || bytes[start + length] != ' ')
        {
            return length <= 0 || bytes[start + length] is (byte)'\r' or (byte)'\n'
                ? StartLine.Fault(bytes, start + length)
                : WireFault.BadTarget;
        }

        var end = start + length + 1 + StartLine.VersionLength;
        var fault = StartLine.ReadVersion(head, bytes[(start + length + 1)..]);
        if (fault != WireFault.None)
        {
            return fault;
        }

        if (!FieldReader.IsLineEnd(bytes, end))
        {
            return StartLine.Fault(bytes, end);
        }

        fields = end + 2;
        return TargetReader.Read(head, start, length);
    }

    private static WireFault ReadHost(RequestHead head, in FieldTally tally)
    {
        if (tally.Hosts == 0)
        {
            return head.Minor == 0 ? WireFault.None : WireFault.BadHost;
        }

        ref readonly var line = ref head.Fields[tally.Host];
        if (tally.Hosts > 1 || !HostGrammar.IsHostAndPort(head.Value(line)))
        {
            return WireFault.BadHost;
        }

        // A target with its own authority wins (RFC 9112 §3.2.2).
        if (head.Form is TargetForm.Origin or TargetForm.Asterisk)
        {
            head.SetAuthority(line.ValueStart, line.ValueLength);
        }

        return WireFault.None;
    }

    private static WireFault ReadRest(RequestHead head, in FieldTally tally)
    {
        var fault = FramingReader.Read(head, tally, out var chunked, out var length);
        if (fault != WireFault.None)
        {
            return fault;
        }

        fault = ConnectionReader.Read(head, tally, out var options);
        if (fault != WireFault.None)
        {
            return fault;
        }

        head.ContentLength = length;
        head.Framing = chunked ? BodyFraming.Chunked : length >= 0 ? BodyFraming.Length : BodyFraming.None;
        head.KeepAlive = StartLine.KeepsAlive(head.Minor, options);
        if (head.Minor == 0)
        {
            // HTTP/1.0 knows neither Upgrade nor Expect; a server ignores them (RFC 9110 §7.8, §10.1.1).
            return WireFault.None;
        }

        head.Upgrade = tally.Upgrade && (options & ConnectionOptions.Upgrade) == ConnectionOptions.Upgrade;
        if (tally.Expects == 0)
        {
            return WireFault.None;
        }

        if (tally.Expects > 1 || !FieldNames.Is(head.Value(head.Fields[tally.Expect]), "100-continue"u8))
        {
            return WireFault.BadExpect;
        }

        // Who announces no body waits for nothing.
        head.ExpectsContinue = chunked || length > 0;
        return WireFault.None;
    }
}
