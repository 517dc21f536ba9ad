namespace Halfsilver.Wire;

/// <summary>Carries a change of protocol over the gateway: one hop's fields that are meant for the next hop too.</summary>
internal static class Upgrading
{
    /// <summary>Whether one of the protocols asked for is HTTP/2, whose upgrade no longer exists (RFC 9113 §3.1) and must not be passed on.</summary>
    public static bool NamesHttp2(MessageHead head)
    {
        foreach (ref readonly var line in head.Fields)
        {
            var list = line.Kind == FieldKind.Upgrade ? head.Value(line) : default;
            while (!list.IsEmpty)
            {
                if (FieldNames.Is(Grammar.NextElement(ref list), "h2c"u8))
                {
                    return true;
                }
            }
        }

        return false;
    }

    public static void Write(MessageHead head, ref ByteWriter writer)
    {
        writer.Write("Connection: Upgrade\r\n"u8);
        foreach (ref readonly var line in head.Fields)
        {
            if (line.Kind == FieldKind.Upgrade)
            {
                writer.Write(head.Line(line));
            }
        }
    }
}
