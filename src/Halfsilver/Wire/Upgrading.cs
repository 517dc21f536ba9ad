namespace Halfsilver.Wire;

/// <summary>Carries a change of protocol over the gateway: one hop's fields that are meant for the next hop too.</summary>
internal static class Upgrading
{
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
