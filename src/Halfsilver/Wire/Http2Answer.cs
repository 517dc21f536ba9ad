using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Halfsilver.Wire;

/// <summary>An answer of .NET's client as bytes of HTTP/1.1.</summary>
internal static class Http2Answer
{
    // What ends or spoils a field's value (the same as Grammar's, in characters).
    private static readonly SearchValues<char> s_notInValue =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(octet => octet != '\t').Append(0x7f).Select(octet => (char)octet)]);

    /// <summary>How the body that follows is framed: by its declared length, in chunks, or not at all.</summary>
    public static BodyFraming Framing(HttpResponseMessage answer, bool toHead) =>
        toHead || (int)answer.StatusCode is 204 or 304 ? BodyFraming.None
        : answer.Content.Headers.NonValidated.Contains("Content-Length") ? BodyFraming.Length
        : BodyFraming.Chunked;

    /// <summary>The head with its empty line; null when a field holds what would end a line of HTTP/1.1.</summary>
    public static byte[]? Head(HttpResponseMessage answer, BodyFraming framing)
    {
        var text = new StringBuilder(512);
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}\r\n");
        if (!TryAdd(answer.Headers.NonValidated, text) || !TryAdd(answer.Content.Headers.NonValidated, text))
        {
            return null;
        }

        if (framing == BodyFraming.Chunked)
        {
            text.Append("Transfer-Encoding: chunked\r\n");
        }

        // One exchange, one channel: the streams are what is kept, below it.
        text.Append("Connection: close\r\n\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>The last chunk with the trailers behind it; null as for the head.</summary>
    public static byte[]? LastChunk(HttpResponseMessage answer)
    {
        var text = new StringBuilder("0\r\n");
        if (!TryAdd(answer.TrailingHeaders.NonValidated, text))
        {
            return null;
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }

    private static bool TryAdd(HttpHeadersNonValidated fields, StringBuilder text)
    {
        foreach (var (name, values) in fields)
        {
            // Fields of one hop make an HTTP/2 answer malformed (RFC 9113 §8.2.2); here they would be taken at their word.
            if (IsOneHops(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny(s_notInValue))
                {
                    return false;
                }

                text.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return true;
    }

    private static bool IsOneHops(string name)
    {
        if (name.Length > 32)
        {
            return false;
        }

        Span<byte> octets = stackalloc byte[32];
        var length = Encoding.ASCII.GetBytes(name, octets);
        FieldNames.Classify(octets[..length], out var hopByHop);
        return hopByHop;
    }
}
