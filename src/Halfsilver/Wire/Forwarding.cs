namespace Halfsilver.Wire;

/// <summary>
/// The fields that tell an upstream where a request came from. What came is carried on in X-Forwarded-For; a trusted proxy's other
/// words stand where they stood.
/// </summary>
internal static class Forwarding
{
    public static void Write(RequestHead head, LegTemplate template, in LegFacts facts, ref ByteWriter writer)
    {
        if (template.SendsFor)
        {
            WriteFor(head, facts.ClientAddress, ref writer);
        }

        if (template.SendsHost && !head.Authority.IsEmpty && !Keeps(head, FieldKind.XForwardedHost, facts))
        {
            writer.WriteLine("X-Forwarded-Host: "u8, head.Authority);
        }

        if (template.SendsProto && !Keeps(head, FieldKind.XForwardedProto, facts))
        {
            writer.Write(facts.Https ? "X-Forwarded-Proto: https\r\n"u8 : "X-Forwarded-Proto: http\r\n"u8);
        }
    }

    private static bool Keeps(RequestHead head, FieldKind kind, in LegFacts facts) => facts.TrustsPeer && head.Find(kind) >= 0;

    private static void WriteFor(RequestHead head, ReadOnlySpan<byte> client, ref ByteWriter writer)
    {
        var before = ReadOnlySpan<byte>.Empty;
        foreach (ref readonly var line in head.Fields)
        {
            if (line.Kind == FieldKind.XForwardedFor && line.ValueLength > 0)
            {
                writer.Write(before.IsEmpty ? "X-Forwarded-For: "u8 : before);
                writer.Write(head.Value(line));
                before = ", "u8;
            }
        }

        if (!client.IsEmpty)
        {
            writer.Write(before.IsEmpty ? "X-Forwarded-For: "u8 : before);
            writer.Write(client);
            before = ", "u8;
        }

        if (!before.IsEmpty)
        {
            writer.Write("\r\n"u8);
        }
    }
}
