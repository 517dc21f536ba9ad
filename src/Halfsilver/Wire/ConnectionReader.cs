namespace Halfsilver.Wire;

/// <summary>What Connection says (RFC 9110 §7.6.1).</summary>
[Flags]
internal enum ConnectionOptions : byte
{
    None = 0,
    Close = 1,
    KeepAlive = 2,
    Upgrade = 4,
}

/// <summary>Reads Connection and marks the fields it nominates as one hop's only.</summary>
internal static class ConnectionReader
{
    // Each nomination is compared with each field; honest senders name two or three.
    private const int MaxOptions = 64;

    public static WireFault Read(MessageHead head, in FieldTally tally, out ConnectionOptions options)
    {
        options = ConnectionOptions.None;
        if (tally.Connections == 0)
        {
            return WireFault.None;
        }

        var count = 0;
        var fields = head.MutableFields;
        for (var i = tally.Connection; i < fields.Length; i++)
        {
            if (fields[i].Kind != FieldKind.Connection)
            {
                continue;
            }

            var list = head.Value(fields[i]);
            while (!list.IsEmpty)
            {
                var option = Grammar.NextElement(ref list);
                if (option.IsEmpty)
                {
                    continue;
                }

                if (++count > MaxOptions || !Grammar.IsToken(option) || FieldNames.IsEndToEndAlways(option))
                {
                    return WireFault.BadConnection;
                }

                options |= Apply(head, fields, option);
            }
        }

        return WireFault.None;
    }

    private static ConnectionOptions Apply(MessageHead head, Span<FieldLine> fields, ReadOnlySpan<byte> option)
    {
        if (FieldNames.Is(option, "close"u8))
        {
            return ConnectionOptions.Close;
        }

        if (FieldNames.Is(option, "keep-alive"u8))
        {
            return ConnectionOptions.KeepAlive;
        }

        if (FieldNames.Is(option, "upgrade"u8))
        {
            return ConnectionOptions.Upgrade;
        }

        foreach (ref var field in fields)
        {
            if (FieldNames.Is(option, head.Name(field)))
            {
                field.HopByHop = true;
            }
        }

        return ConnectionOptions.None;
    }
}
