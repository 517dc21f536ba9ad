namespace Halfsilver.Wire;

/// <summary>Field lines of heads and trailers, by the strict reading of RFC 9112 §5.</summary>
internal static class FieldReader
{
    /// <summary>Reads all lines of a head from <paramref name="start"/> to its empty line, which must be the head's end.</summary>
    public static WireFault ReadAll(MessageHead head, int start, int maxFields, ref FieldTally tally)
    {
        var bytes = head.Buffer.AsSpan(0, head.Length);
        head.FieldsStart = start;
        var at = start;
        while (at < bytes.Length)
        {
            if (bytes[at] == '\r')
            {
                return at + 2 == bytes.Length && bytes[at + 1] == '\n' ? WireFault.None : WireFault.BadLineEnd;
            }

            var fault = Read(bytes, at, out var line);
            if (fault != WireFault.None)
            {
                return fault;
            }

            if (head.FieldCount == maxFields)
            {
                return WireFault.TooManyFields;
            }

            line.Kind = FieldNames.Classify(bytes.Slice(at, line.NameLength), out line.HopByHop);
            tally.Note(line.Kind, head.FieldCount);
            head.Add(line);
            at = line.End;
        }

        return WireFault.BadLineEnd;
    }

    /// <summary>Reads the line that begins at <paramref name="start"/>, which must not be the empty one. Its kind is left unknown.</summary>
    public static WireFault Read(ReadOnlySpan<byte> bytes, int start, out FieldLine line)
    {
        line = default;
        var rest = bytes[start..];
        var nameLength = rest.IndexOfAnyExcept(Grammar.Token);
        if (nameLength <= 0 || rest[nameLength] != ':')
        {
            return NameFault(rest, nameLength);
        }

        var value = rest[(nameLength + 1)..];
        var end = value.IndexOfAny(Grammar.NotInValue);
        if (end < 0 || !IsLineEnd(value, end))
        {
            return end >= 0 && value[end] is not ((byte)'\r' or (byte)'\n') ? WireFault.BadFieldValue : WireFault.BadLineEnd;
        }

        var first = 0;
        while (first < end && Grammar.IsBlank(value[first]))
        {
            first++;
        }

        var last = end;
        while (last > first && Grammar.IsBlank(value[last - 1]))
        {
            last--;
        }

        line.Start = start;
        line.NameLength = nameLength;
        line.ValueStart = start + nameLength + 1 + first;
        line.ValueLength = last - first;
        line.End = start + nameLength + 1 + end + 2;
        return WireFault.None;
    }

    /// <summary>Whether CRLF stands at <paramref name="at"/>.</summary>
    public static bool IsLineEnd(ReadOnlySpan<byte> bytes, int at) =>
        at + 1 < bytes.Length && bytes[at] == '\r' && bytes[at + 1] == '\n';

    private static WireFault NameFault(ReadOnlySpan<byte> rest, int at)
    {
        if (at < 0)
        {
            return WireFault.BadLineEnd;
        }

        return rest[at] switch
        {
            (byte)' ' or (byte)'\t' when at == 0 => WireFault.FoldedField,
            (byte)'\r' when !IsLineEnd(rest, at) => WireFault.BadLineEnd,
            (byte)'\n' => WireFault.BadLineEnd,
            _ => WireFault.BadFieldName,
        };
    }
}
