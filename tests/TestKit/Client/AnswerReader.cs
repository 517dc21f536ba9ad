using System.Globalization;

namespace TestKit;

/// <summary>Reads answers as they come, leniently.</summary>
internal static class AnswerReader
{
    /// <summary>Reads one final answer and the interim ones before it; null when the peer ended before a first byte.</summary>
    public static async ValueTask<ReceivedAnswer?> ReadAsync(ByteSource source, bool toHead, int keep, CancellationToken stop)
    {
        var interims = new List<ReceivedAnswer>();
        while (await ReadHeadAsync(source, stop) is { } answer)
        {
            if (answer.Status is >= 100 and < 200 and not 101)
            {
                interims.Add(answer);
                continue;
            }

            answer.Interims = interims;
            await ReadBodyAsync(source, answer, toHead, keep, stop);
            return answer;
        }

        return interims.Count == 0 ? null : throw new IOException($"The peer ended behind {interims.Count} interim answers.");
    }

    private static async ValueTask<ReceivedAnswer?> ReadHeadAsync(ByteSource source, CancellationToken stop)
    {
        using var head = new MemoryStream();
        var lines = new List<string>();
        while (true)
        {
            var line = await source.ReadLineAsync(stop);
            head.Write(line);
            if (line.Length == 0 || line[^1] != '\n')
            {
                return head.Length == 0 ? null : throw new IOException($"The peer ended within a head: {Bytes.Text(head.ToArray())}");
            }

            var text = Bytes.Text(line)[..^(line.Length > 1 && line[^2] == '\r' ? 2 : 1)];
            if (text.Length == 0)
            {
                return Parse(head.ToArray(), lines);
            }

            lines.Add(text);
        }
    }

    private static ReceivedAnswer Parse(byte[] head, List<string> lines)
    {
        var parts = (lines.FirstOrDefault() ?? string.Empty).Split(' ', 3);
        _ = int.TryParse(parts.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var status);
        return new ReceivedAnswer
        {
            Head = head,
            Version = parts[0],
            Status = status,
            Reason = parts.ElementAtOrDefault(2) ?? string.Empty,
            Fields = [.. lines.Skip(1).Select(line => new RawField(line))],
        };
    }

    private static async ValueTask ReadBodyAsync(ByteSource source, ReceivedAnswer answer, bool toHead, int keep, CancellationToken stop)
    {
        using var body = new BodyTally(keep);
        var trailers = new List<RawField>();
        answer.Framing = FramingOf(answer, out var length);
        if (toHead || answer.Framing == Framing.None)
        {
            answer.IsWhole = true;
        }
        else if (answer.Framing == Framing.Chunked)
        {
            answer.IsWhole = await BodyReader.ReadChunkedAsync(source, body, trailers, static _ => { }, stop);
        }
        else if (answer.Framing == Framing.Declared)
        {
            answer.IsWhole = await BodyReader.ReadDeclaredAsync(source, length, body, stop);
        }
        else
        {
            await BodyReader.ReadToEndAsync(source, body, stop);
            answer.IsWhole = true;
        }

        answer.BodyLength = body.Length;
        answer.BodySha256 = body.Sha256();
        answer.Body = body.Kept;
        answer.Chunks = body.Chunks;
        answer.Trailers = trailers;
    }

    private static Framing FramingOf(ReceivedAnswer answer, out long length)
    {
        length = 0;
        if (answer.Status is 101 or 204 or 304)
        {
            return Framing.None;
        }

        if (answer.Field("Transfer-Encoding") is { } coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return Framing.Chunked;
        }

        return long.TryParse(answer.Field("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out length)
            ? Framing.Declared
            : Framing.Close;
    }
}
