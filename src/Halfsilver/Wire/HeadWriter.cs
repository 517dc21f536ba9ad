using Halfsilver.Planning;

namespace Halfsilver.Wire;

/// <summary>
/// Writes a request's head for one leg. What goes from end to end is copied as it came, in the client's order, in runs as long
/// as possible; what is one hop's, the gateway's or changed by the plan is left out and written anew.
/// </summary>
internal static class HeadWriter
{
    // Names, colons and line ends of all that can be written anew, and two numbers.
    private const int Fixed = 400;

    /// <summary>Bytes that are enough for <see cref="Write"/>.</summary>
    public static int Measure(RequestHead head, LegTemplate template, in LegFacts facts) =>
        Fixed + head.Length + (2 * head.Authority.Length) + template.Growth
        + facts.TraceParent.Length + facts.ClientAddress.Length + facts.EndpointAuthority.Length + facts.Via.Length + facts.Path.Length;

    /// <summary>Writes the head with its empty line; the bytes written.</summary>
    public static int Write(RequestHead head, LegTemplate template, in LegFacts facts, Span<byte> destination)
    {
        var writer = new ByteWriter(destination);
        var run = WriteRequestLine(head, template, facts, ref writer);
        var fields = head.Fields;
        var keepsLength = KeepsLength(head, facts);
        var hostDone = false;
        if (head.Find(FieldKind.Host) < 0)
        {
            // Only HTTP/1.0 comes without, and its request line is always written anew.
            WriteHost(head, template, facts, "Host: "u8, ref writer);
            hostDone = true;
        }

        for (var i = 0; i < fields.Length; i++)
        {
            ref readonly var line = ref fields[i];
            if (Stays(head, line, template, facts, keepsLength) && KeepsTrace(line.Kind, facts))
            {
                continue;
            }

            writer.Write(head.Buffer.AsSpan(run, line.Start - run));
            run = line.End;
            if (line.Kind == FieldKind.Host && !hostDone)
            {
                WriteHost(head, template, facts, head.Buffer.AsSpan(line.Start, line.NameLength + 1), ref writer);
                hostDone = true;
            }
        }

        writer.Write(head.Buffer.AsSpan(run, head.Length - 2 - run));
        Forwarding.Write(head, template, facts, ref writer);
        writer.Write(template.Fields);
        WriteOwn(head, template, facts, keepsLength, ref writer);
        writer.Write("\r\n"u8);
        return writer.Written;
    }

    // Returns where the first run of bytes to copy begins: at the request line itself when nothing in it changes.
    private static int WriteRequestLine(RequestHead head, LegTemplate template, in LegFacts facts, ref ByteWriter writer)
    {
        var method = template.MethodOf(head);
        var rewrites = template.RewritesPath || template.RewritesQuery || !method.SequenceEqual(head.Method);
        if (head.Form != TargetForm.Absolute && head.Minor == 1 && (!rewrites || head.Form != TargetForm.Origin))
        {
            return 0;
        }

        writer.Write(method);
        writer.Write(" "u8);
        if (head.Form is TargetForm.Authority or TargetForm.Asterisk)
        {
            writer.Write(head.Target);
        }
        else if (IsServerWide(head))
        {
            writer.Write("*"u8);
        }
        else
        {
            WritePath(head, template, facts, ref writer);
            WriteQuery(head, template, facts, ref writer);
        }

        writer.Write(" HTTP/1.1\r\n"u8);
        return head.FieldsStart;
    }

    private static void WriteQuery(RequestHead head, LegTemplate template, in LegFacts facts, ref ByteWriter writer)
    {
        var room = writer.Rest;
        var length = head.Query.Length;
        if (template.RewritesQuery)
        {
            length = template.RewriteQuery(head.Query, room);
        }
        else
        {
            head.Query.CopyTo(room);
        }

        // A path that was made may bring a query: the client's goes on from there.
        if (length > 0 && facts.Path.Contains((byte)'?'))
        {
            room[0] = (byte)'&';
            length = length == 1 ? 0 : length;
        }

        writer.Advance(length);
    }

    private static void WritePath(RequestHead head, LegTemplate template, in LegFacts facts, ref ByteWriter writer)
    {
        if (template.MakesPath)
        {
            writer.Write(facts.Path);
            return;
        }

        var room = writer.Rest;
        head.Path.CopyTo(room);
        writer.Advance(template.RewritesPath ? template.RewritePath(room, head.Path.Length) : head.Path.Length);
    }

    /// <summary>OPTIONS with neither path nor query asks about the server (RFC 9112 §3.2.4).</summary>
    public static bool IsServerWide(RequestHead head) =>
        head.Form == TargetForm.Absolute && head.Query.IsEmpty && head.Target.EndsWith(head.Authority)
        && head.Method.SequenceEqual("OPTIONS"u8);

    private static bool Stays(RequestHead head, in FieldLine line, LegTemplate template, in LegFacts facts, bool keepsLength)
    {
        if (line.HopByHop || !template.Keeps(head, line))
        {
            return false;
        }

        return line.Kind switch
        {
            FieldKind.Host => template.HostKind == HostKind.Preserve && head.Form is TargetForm.Origin or TargetForm.Asterisk,
            FieldKind.ContentLength => keepsLength,
            FieldKind.XForwardedHost or FieldKind.XForwardedProto => facts.TrustsPeer,
            FieldKind.Expect or FieldKind.XForwardedFor or FieldKind.Halfsilver => false,
            _ => true,
        };
    }

    private static bool KeepsTrace(FieldKind kind, in LegFacts facts) => kind switch
    {
        FieldKind.TraceParent => facts.TraceParent.IsEmpty && !facts.TracedApart,
        FieldKind.TraceState => !facts.TracedApart,
        _ => true,
    };

    private static bool KeepsLength(RequestHead head, in LegFacts facts) =>
        head.Framing == BodyFraming.Length
        && (facts.Framing == BodyFraming.Length ? facts.ContentLength : 0) == head.ContentLength
        && facts.Framing != BodyFraming.Chunked;

    private static void WriteHost(
        RequestHead head, LegTemplate template, in LegFacts facts, ReadOnlySpan<byte> name, ref ByteWriter writer)
    {
        var value = template.HostKind switch
        {
            HostKind.Literal => template.Host,
            HostKind.Preserve when !head.Authority.IsEmpty => head.Authority,
            _ => facts.EndpointAuthority,
        };
        writer.Write(name);
        if (name[^1] != ' ')
        {
            writer.Write(" "u8);
        }

        writer.Write(value);
        writer.Write("\r\n"u8);
    }

    private static void WriteOwn(RequestHead head, LegTemplate template, in LegFacts facts, bool keepsLength, ref ByteWriter writer)
    {
        if (!facts.Via.IsEmpty)
        {
            writer.WriteLine("Via: "u8, facts.Via);
        }

        if (!facts.TraceParent.IsEmpty)
        {
            writer.WriteLine("traceparent: "u8, facts.TraceParent);
        }

        if (facts.TracedApart)
        {
            writer.Write("baggage: halfsilver.shadow=1\r\n"u8);
        }

        if (facts.Mark)
        {
            writer.Write("Halfsilver-Copy: 1\r\n"u8);
        }

        if (facts.Upgrade && head.Upgrade && template.Upgrades)
        {
            Upgrading.Write(head, ref writer);
        }

        if (facts.Framing == BodyFraming.Chunked)
        {
            writer.Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (!keepsLength && (facts.Framing == BodyFraming.Length || head.Framing != BodyFraming.None))
        {
            writer.Write("Content-Length: "u8);
            writer.Write(facts.Framing == BodyFraming.Length ? facts.ContentLength : 0);
            writer.Write("\r\n"u8);
        }
    }
}
