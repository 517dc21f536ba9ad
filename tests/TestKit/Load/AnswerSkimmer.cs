using System.Buffers.Text;
using System.Text;

namespace TestKit;

/// <summary>Reads answers only as far as a load must: status, framing, and away with the body.</summary>
internal static class AnswerSkimmer
{
    /// <summary>The status, and whether the connection may be used again. Throws <see cref="IOException"/> when the answer is cut or unreadable.</summary>
    public static async ValueTask<(int Status, bool Keep)> SkimAsync(ByteSource source, bool toHead, CancellationToken stop)
    {
        while (true)
        {
            var length = await WholeHeadAsync(source, stop);
            var (status, framing, body, keep) = Parse(source.Held.Span[..length]);
            source.Skip(length);
            if (status is >= 100 and < 200)
            {
                continue;
            }

            if (toHead || status is 204 or 304)
            {
                return (status, keep);
            }

            await SkipAsync(source, framing, body, stop);
            return (status, keep && framing != Framing.Close);
        }
    }

    private static async ValueTask<int> WholeHeadAsync(ByteSource source, CancellationToken stop)
    {
        while (true)
        {
            var end = source.Held.Span.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return end + 4;
            }

            if (!await source.FillAsync(stop))
            {
                throw new IOException("Ended within a head.");
            }
        }
    }

    private static (int Status, Framing Framing, long Length, bool Keep) Parse(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out _))
        {
            throw new IOException("Not an answer.");
        }

        var (framing, length, keep) = (Framing.Close, 0L, true);
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (Value(line, "content-length:"u8, out var value) && framing != Framing.Chunked && Utf8Parser.TryParse(value, out length, out _))
            {
                framing = Framing.Declared;
            }
            else if (Value(line, "transfer-encoding:"u8, out _))
            {
                framing = Framing.Chunked;
            }
            else if (Value(line, "connection:"u8, out value) && Ascii.EqualsIgnoreCase(value, "close"u8))
            {
                keep = false;
            }
        }

        return (status, framing, length, keep);
    }

    private static bool Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var found = line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = found ? line[name.Length..].Trim((byte)' ') : default;
        return found;
    }

    private static async ValueTask SkipAsync(ByteSource source, Framing framing, long length, CancellationToken stop)
    {
        if (framing == Framing.Chunked)
        {
            using var body = new BodyTally(keep: 0);
            if (!await BodyReader.ReadChunkedAsync(source, body, [], static _ => { }, stop))
            {
                throw new IOException("Ended within a chunked body.");
            }

            return;
        }

        for (var left = framing == Framing.Close ? long.MaxValue : length; left > 0;)
        {
            var piece = (int)Math.Min(left, source.Count);
            source.Skip(piece);
            left -= piece;
            if (left > 0 && !await source.FillAsync(stop))
            {
                if (framing == Framing.Close)
                {
                    return;
                }

                throw new IOException("Ended within a body.");
            }
        }
    }
}
