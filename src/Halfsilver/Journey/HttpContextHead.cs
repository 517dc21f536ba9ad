using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Journey;

/// <summary>Writes the head that a server has taken apart as one HTTP/1.1 head again.</summary>
internal static class HttpContextHead
{
    /// <summary>Writes a head into a buffer.</summary>
    /// <param name="request">Whose.</param>
    /// <param name="buffer">Where to; another one takes its place where it is too small.</param>
    /// <param name="encodingOf">How the server has read the values of a field; null means UTF-8.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>The buffer that holds the head.</returns>
    public static byte[] Write(HttpRequest request, byte[] buffer, Func<string, Encoding?> encodingOf, out int length)
    {
        var raw = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>();
        var writer = new Growing(buffer);
        WriteRequestLine(request, raw, ref writer);
        foreach (var (name, values) in raw.Headers)
        {
            if (name[0] == ':' || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            // HTTP/2 splits Cookie as it likes; HTTP/1.1 wants one line (RFC 9113 §8.2.3).
            if (values.Count > 1 && name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            {
                WriteLine("cookie", string.Join("; ", values.ToArray()), encodingOf, ref writer);
                continue;
            }

            foreach (var value in values)
            {
                WriteLine(name, value, encodingOf, ref writer);
            }
        }

        if (HasUndeclaredBody(request))
        {
            writer.Write("transfer-encoding: chunked\r\n"u8);
        }

        writer.Write("\r\n"u8);
        length = writer.Written;
        return writer.Bytes;
    }

    private static void WriteRequestLine(HttpRequest request, IHttpRequestFeature raw, ref Growing writer)
    {
        if (IsTunnel(request))
        {
            // No HTTP/1.1 head says this; it is never copied, and only has to be counted as what it is.
            writer.Write("GET "u8);
            writer.Write(raw.Path.StartsWith('/') ? raw.RawTarget : "/", Encoding.UTF8);
        }
        else
        {
            writer.Write(raw.Method, Encoding.UTF8);
            writer.Write(" "u8);
            writer.Write(raw.RawTarget.Length > 0 ? raw.RawTarget : request.GetEncodedPathAndQuery(), Encoding.UTF8);
        }

        writer.Write(" HTTP/1.1\r\nHost: "u8);
        writer.Write(raw.Headers.Host.ToString(), Encoding.UTF8);
        writer.Write("\r\n"u8);
    }

    /// <summary>Whether the client asks for something else than HTTP: CONNECT, or HTTP/2's way to a web socket (RFC 8441).</summary>
    public static bool IsTunnel(HttpRequest request) =>
        HttpMethods.IsConnect(request.Method)
        || request.HttpContext.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static void WriteLine(string name, string? value, Func<string, Encoding?> encodingOf, ref Growing writer)
    {
        writer.Write(name, Encoding.UTF8);
        writer.Write(": "u8);
        writer.Write(value, encodingOf(name) ?? Encoding.UTF8);
        writer.Write("\r\n"u8);
    }

    private static bool HasUndeclaredBody(HttpRequest request) =>
        request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")
        && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>Bytes that find their own room.</summary>
    private ref struct Growing(byte[] bytes)
    {
        private const int FirstSize = 2048;

        public byte[] Bytes { get; private set; } = bytes;

        public int Written { get; private set; }

        public void Write(scoped ReadOnlySpan<byte> text)
        {
            text.CopyTo(Room(text.Length));
            Written += text.Length;
        }

        public void Write(string? text, Encoding encoding)
        {
            if (text is { Length: > 0 })
            {
                Written += encoding.GetBytes(text, Room(encoding.GetMaxByteCount(text.Length)));
            }
        }

        private Span<byte> Room(int wanted)
        {
            if (Bytes.Length - Written < wanted)
            {
                var larger = new byte[Math.Max(FirstSize, 2 * (Written + wanted))];
                Bytes.AsSpan(0, Written).CopyTo(larger);
                Bytes = larger;
            }

            return Bytes.AsSpan(Written);
        }
    }
}
