namespace Halfsilver.Wire;

/// <summary>Writes an answer's head for the client: what goes from end to end as it came, framing and connection as this hop needs them.</summary>
internal static class AnswerWriter
{
    // Status line, one framing field with a number, one Connection field.
    private const int Fixed = 128;

    /// <summary>100 (Continue), whole.</summary>
    public static ReadOnlySpan<byte> Continue => "HTTP/1.1 100 Continue\r\n\r\n"u8;

    /// <summary>Bytes that are enough for <see cref="Write"/> and <see cref="WriteInterim"/>.</summary>
    public static int Measure(AnswerHead head) => head.Length + Fixed;

    /// <summary>Writes a final answer's head with its empty line; the bytes written.</summary>
    /// <param name="head">The upstream's.</param>
    /// <param name="minor">The client's minor version; the status line says HTTP/1.1 whatever it is (RFC 9110 §2.5).</param>
    /// <param name="framing">How the body ends on this hop.</param>
    /// <param name="contentLength">Its bytes where <paramref name="framing"/> is <see cref="BodyFraming.Length"/>.</param>
    /// <param name="keepAlive">Whether the client's connection stays open.</param>
    /// <param name="destination">Where it is written.</param>
    public static int Write(
        AnswerHead head, int minor, BodyFraming framing, long contentLength, bool keepAlive, Span<byte> destination)
    {
        // Without a body only HEAD and 304 have a length to tell; the parser left -1 in all other cases.
        var keepsLength = framing switch
        {
            BodyFraming.None => head.ContentLength >= 0,
            BodyFraming.Length => head.ContentLength == contentLength,
            _ => false,
        };
        var writer = new ByteWriter(destination);
        WriteFields(head, keepsLength, ref writer);
        if (framing == BodyFraming.Chunked)
        {
            writer.Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (framing == BodyFraming.Length && !keepsLength)
        {
            writer.Write("Content-Length: "u8);
            writer.Write(contentLength);
            writer.Write("\r\n"u8);
        }

        if (!keepAlive)
        {
            writer.Write("Connection: close\r\n"u8);
        }
        else if (minor == 0)
        {
            writer.Write("Connection: keep-alive\r\n"u8);
        }

        writer.Write("\r\n"u8);
        return writer.Written;
    }

    /// <summary>Writes an interim answer (1xx); 101 takes its change of protocol along. HTTP/1.0 clients must get none.</summary>
    public static int WriteInterim(AnswerHead head, Span<byte> destination)
    {
        var writer = new ByteWriter(destination);
        WriteFields(head, keepsLength: false, ref writer);
        if (head.Status == 101)
        {
            Upgrading.Write(head, ref writer);
        }

        writer.Write("\r\n"u8);
        return writer.Written;
    }

    private static void WriteFields(AnswerHead head, bool keepsLength, ref ByteWriter writer)
    {
        var run = WriteStatusLine(head, ref writer);
        foreach (ref readonly var line in head.Fields)
        {
            if (!line.HopByHop && (line.Kind != FieldKind.ContentLength || keepsLength))
            {
                continue;
            }

            writer.Write(head.Buffer.AsSpan(run, line.Start - run));
            run = line.End;
        }

        writer.Write(head.Buffer.AsSpan(run, head.Length - 2 - run));
    }

    // Returns where the first run of bytes to copy begins: at the status line itself when it can stay.
    private static int WriteStatusLine(AnswerHead head, ref ByteWriter writer)
    {
        // A line without the space before the reason is tolerated, not passed on.
        if (head.Minor == 1 && head.FieldsStart > "HTTP/1.1 200\r\n".Length)
        {
            return 0;
        }

        writer.Write("HTTP/1.1 "u8);
        writer.Write(head.Status);
        writer.WriteLine(" "u8, head.Reason);
        return head.FieldsStart;
    }
}
