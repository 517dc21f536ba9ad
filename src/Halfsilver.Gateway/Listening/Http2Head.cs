using System.Security.Cryptography;
using System.Text;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>Writes an HTTP/2 head, as Kestrel has read it, as one HTTP/1.1 head, by the rules of RFC 9113.</summary>
internal static class Http2Head
{
    /// <summary>What HTTP/2 has no use for, and what makes a request malformed (RFC 9113 §8.2.2). Kestrel refuses Connection and odd TE.</summary>
    private static readonly string[] s_connectionFields =
        ["Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "HTTP2-Settings"];

    /// <summary>The head's bytes, or null for a request that could not be written as one head without becoming another.</summary>
    public static byte[]? Write(HttpRequest request, out WireFault fault)
    {
        var raw = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>();
        var text = new StringBuilder(1024);
        fault = WriteStart(request, raw, text);
        foreach (var (name, values) in raw.Headers)
        {
            if (fault != WireFault.None)
            {
                return null;
            }

            fault = WriteField(name, values, text);
        }

        WriteFraming(request, text);
        return fault == WireFault.None ? Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()) : null;
    }

    /// <summary>Whether a client asks for a tunnel inside its HTTP/2 connection, for a protocol that HTTP/1.1 upgrades to.</summary>
    public static bool IsWebSocket(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: { } protocol }
        && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase);

    private static WireFault WriteStart(HttpRequest request, IHttpRequestFeature raw, StringBuilder text)
    {
        var host = (string?)raw.Headers.Host ?? "";
        var upgrade = IsWebSocket(request.HttpContext);
        var tunnel = !upgrade && request.HttpContext.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
        var method = upgrade ? "GET" : raw.Method;
        var target = tunnel ? Authority(request, host) : raw.RawTarget;
        if (method.AsSpan().ContainsAny(" \r\n\0") || target.Any(c => c is <= ' ' or '\x7F'))
        {
            return WireFault.BadStartLine;
        }

        text.Append(method).Append(' ').Append(target).Append(" HTTP/1.1\r\n");
        if (host.Any(IsControl))
        {
            return WireFault.BadHost;
        }

        text.Append("Host: ").Append(host).Append("\r\n");
        if (upgrade)
        {
            // RFC 8441 §5: what HTTP/1.1 proves with the key, HTTP/2 has in its handshake.
            text.Append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ")
                .Append(Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))).Append("\r\n");
        }

        return WireFault.None;
    }

    // RFC 9110 §9.3.6: a tunnel's target has a port.
    private static string Authority(HttpRequest request, string host) =>
        request.Host.Port is null ? $"{host}:{(request.IsHttps ? 443 : 80)}" : host;

    private static WireFault WriteField(string name, Microsoft.Extensions.Primitives.StringValues values, StringBuilder text)
    {
        if (name.Length == 0 || name[0] == ':' || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
        {
            return WireFault.None;
        }

        if (s_connectionFields.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return WireFault.BadConnection;
        }

        if (name.AsSpan().ContainsAny(": \r\n\0"))
        {
            return WireFault.BadFieldName;
        }

        foreach (var value in values)
        {
            if (value!.Any(IsControl))
            {
                return WireFault.BadFieldValue;
            }
        }

        // Names are in lower case on the wire; Kestrel writes those that it knows otherwise.
        var lower = name.ToLowerInvariant();
        if (lower == "cookie")
        {
            // HTTP/2 splits Cookie as it likes; HTTP/1.1 wants one line (RFC 9113 §8.2.3).
            text.Append("cookie: ").AppendJoin("; ", values.ToArray()).Append("\r\n");
            return WireFault.None;
        }

        foreach (var value in values)
        {
            text.Append(lower).Append(": ").Append(value).Append("\r\n");
        }

        return WireFault.None;
    }

    private static void WriteFraming(HttpRequest request, StringBuilder text)
    {
        var features = request.HttpContext.Features;
        var tunnel = features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } || HttpMethods.IsConnect(request.Method);
        if (!tunnel && request.ContentLength is null && features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            text.Append("transfer-encoding: chunked\r\n");
        }
    }

    private static bool IsControl(char c) => c is < ' ' and not '\t' or '\x7F';
}
