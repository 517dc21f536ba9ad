namespace Halfsilver.Wire;

/// <summary>Finds our own name in Via (RFC 9110 §7.6.3): a request that was here already.</summary>
internal static class ViaMark
{
    /// <summary>What our names begin with; the id follows.</summary>
    public static ReadOnlySpan<byte> Prefix => "halfsilver-"u8;

    /// <summary>Whether any element of any Via was received by <c>halfsilver-</c> and this id, compared without case.</summary>
    public static bool Names(RequestHead head, ReadOnlySpan<byte> id)
    {
        var first = head.Find(FieldKind.Via);
        if (first < 0)
        {
            return false;
        }

        foreach (ref readonly var line in head.Fields[first..])
        {
            if (line.Kind == FieldKind.Via && NamesIn(head.Value(line), id))
            {
                return true;
            }
        }

        return false;
    }

    private static bool NamesIn(ReadOnlySpan<byte> value, ReadOnlySpan<byte> id)
    {
        // A comment that never closes hides nothing: its words are read like all others.
        var comments = true;
        while (!value.IsEmpty)
        {
            var end = ElementEnd(value, ref comments);
            if (IsOurs(ReceivedBy(value[..end]), id))
            {
                return true;
            }

            value = value[Math.Min(end + 1, value.Length)..];
        }

        return false;
    }

    private static bool IsOurs(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id) =>
        name.Length == Prefix.Length + id.Length && FieldNames.Is(name[..Prefix.Length], Prefix)
        && (id.IsEmpty || FieldNames.Is(name[Prefix.Length..], id));

    // The element's second word.
    private static ReadOnlySpan<byte> ReceivedBy(ReadOnlySpan<byte> element)
    {
        element = element.Trim(" \t"u8);
        var blank = element.IndexOfAny(" \t"u8);
        if (blank < 0)
        {
            return default;
        }

        var rest = element[blank..].TrimStart(" \t"u8);
        var end = rest.IndexOfAny(" \t("u8);
        return end < 0 ? rest : rest[..end];
    }

    private static int ElementEnd(ReadOnlySpan<byte> value, ref bool comments)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == ',')
            {
                return i;
            }

            if (value[i] == '(' && comments)
            {
                var close = CommentEnd(value, i);
                comments = close >= 0;
                i = comments ? close : i;
            }
        }

        return value.Length;
    }

    private static int CommentEnd(ReadOnlySpan<byte> value, int at)
    {
        var depth = 0;
        for (; at < value.Length; at++)
        {
            switch (value[at])
            {
                case (byte)'\\':
                    at++;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    return at;
            }
        }

        return -1;
    }
}
