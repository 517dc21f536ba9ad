using System.Globalization;

namespace TestKit;

/// <summary>Reads bodies leniently into a <see cref="BodyTally"/>. Each method returns false when the peer ended too early.</summary>
internal static class BodyReader
{
    public static async ValueTask<bool> ReadDeclaredAsync(ByteSource source, long length, BodyTally body, CancellationToken stop)
    {
        while (length > 0)
        {
            if (source.Count == 0 && !await source.FillAsync(stop))
            {
                return false;
            }

            var piece = (int)Math.Min(length, source.Count);
            body.Add(source.Held.Span[..piece]);
            source.Skip(piece);
            length -= piece;
        }

        return true;
    }

    public static async ValueTask ReadToEndAsync(ByteSource source, BodyTally body, CancellationToken stop)
    {
        do
        {
            body.Add(source.Held.Span);
            source.Skip(source.Count);
        }
        while (await source.FillAsync(stop));
    }

    /// <summary>Decodes chunks; trailers go to <paramref name="trailers"/>, and <paramref name="odd"/> hears of lines that are not as they should be.</summary>
    public static async ValueTask<bool> ReadChunkedAsync(
        ByteSource source, BodyTally body, List<RawField> trailers, Action<Anomaly> odd, CancellationToken stop)
    {
        while (true)
        {
            var line = await source.ReadLineAsync(stop);
            if (!EndsWell(line, odd) || !TrySize(line, odd, out var size))
            {
                return false;
            }

            if (size == 0)
            {
                return await ReadTrailersAsync(source, trailers, odd, stop);
            }

            body.Chunks.Add((int)Math.Min(size, int.MaxValue));
            if (!await ReadDeclaredAsync(source, size, body, stop))
            {
                return false;
            }

            var end = await source.ReadLineAsync(stop);
            if (!EndsWell(end, odd))
            {
                return false;
            }

            if (end.Length > 2)
            {
                odd(Anomaly.OddChunk);
            }
        }
    }

    private static async ValueTask<bool> ReadTrailersAsync(
        ByteSource source, List<RawField> trailers, Action<Anomaly> odd, CancellationToken stop)
    {
        while (true)
        {
            var line = await source.ReadLineAsync(stop);
            if (!EndsWell(line, odd))
            {
                return false;
            }

            var text = Bytes.Text(line).TrimEnd('\r', '\n');
            if (text.Length == 0)
            {
                return true;
            }

            trailers.Add(new RawField(text));
        }
    }

    private static bool EndsWell(byte[] line, Action<Anomaly> odd)
    {
        if (line.Length == 0 || line[^1] != '\n')
        {
            return false;
        }

        if (line.Length < 2 || line[^2] != '\r')
        {
            odd(Anomaly.BareLf);
        }

        return true;
    }

    private static bool TrySize(byte[] line, Action<Anomaly> odd, out long size)
    {
        var text = Bytes.Text(line).TrimEnd('\r', '\n');
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        if (semicolon >= 0)
        {
            odd(Anomaly.ChunkExtension);
            text = text[..semicolon];
        }

        if (text.Length is 0 or > 15 || !text.All(char.IsAsciiHexDigit))
        {
            odd(Anomaly.OddChunk);
        }

        return long.TryParse(text.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out size) && size >= 0;
    }
}
