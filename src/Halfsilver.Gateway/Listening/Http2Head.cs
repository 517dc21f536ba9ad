using System.Buffers;
using System.Security.Cryptography;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Halfsilver.Gateway.Listening;

/// <summary>Writes an HTTP/2 head, as Kestrel has read it, as one HTTP/1.1 head, by the rules of RFC 9113.</summary>
internal static class Http2Head
{
    private static readonly SearchValues<char> s_controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c != '\t'), '\x7F']);

    private static readonly SearchValues<char> s_notInTargets = SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(c => (char)c), '\x7F']);

    /// <summary>The head; or why the request could not be written as one head without becoming another.</summary>
    public static WireFault Write(HttpRequest request, HeadText text)
    {
        var raw = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>();
        var connects = HttpMethods.IsConnect(raw.Method);
        var fault = WriteStart(request, raw, connects, text);
        foreach (var (name, values) in raw.Headers)
        {
            if (fault != WireFault.None)
            {
                return fault;
            }

            fault = WriteField(name, values, text);
        }

        if (!connects && raw.Headers.ContentLength is null
            && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            text.Add("transfer-encoding: chunked\r\n"u8);
        }

        text.Add("\r\n"u8);
        return fault;
    }

    private static WireFault WriteStart(HttpRequest request, IHttpRequestFeature raw, bool connects, HeadText text)
    {
        var extended = connects ? request.HttpContext.Features.Get<IHttpExtendedConnectFeature>() : null;
        var upgrade = IsWebSocket(extended);
        var host = (string?)raw.Headers.Host ?? "";
        var method = upgrade ? "GET" : raw.Method;
        var target = extended is { IsExtendedConnect: true } && !upgrade ? Authority(request, host) : raw.RawTarget;
        if (method.AsSpan().ContainsAny(" \r\n\0") || target.AsSpan().ContainsAny(s_notInTargets))
        {
            return WireFault.BadStartLine;
        }

        text.Add(method).Add(" "u8).Add(target).Add(" HTTP/1.1\r\n"u8);
        if (host.AsSpan().ContainsAny(s_controls))
        {
            return WireFault.BadHost;
        }

        text.Add("Host: "u8).Add(host).Add("\r\n"u8);
        if (upgrade)
        {
            // RFC 8441 §5: what HTTP/1.1 proves with the key, HTTP/2 has in its handshake.
            text.Add("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: "u8)
                .Add(Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))).Add("\r\n"u8);
        }

        return WireFault.None;
    }

    /// <summary>Whether a client asks for a tunnel inside its HTTP/2 connection, for a protocol that HTTP/1.1 upgrades to.</summary>
    private static bool IsWebSocket(IHttpExtendedConnectFeature? feature) =>
        feature is { IsExtendedConnect: true, Protocol: { } protocol } && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase);

    // RFC 9110 §9.3.6: a tunnel's target has a port.
    private static string Authority(HttpRequest request, string host) =>
        request.Host.Port is null ? $"{host}:{(request.IsHttps ? 443 : 80)}" : host;

    private static WireFault WriteField(string name, StringValues values, HeadText text)
    {
        if (name.Length == 0 || name[0] == ':' || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
        {
            return WireFault.None;
        }

        if (IsConnectionField(name))
        {
            return WireFault.BadConnection;
        }

        if (name.AsSpan().ContainsAny(": \r\n\0"))
        {
            return WireFault.BadFieldName;
        }

        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAny(s_controls))
            {
                return WireFault.BadFieldValue;
            }
        }

        if (values.Count > 1 && name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            // HTTP/2 splits Cookie as it likes; HTTP/1.1 wants one line (RFC 9113 §8.2.3).
            WriteLine(name, string.Join("; ", values.ToArray()), text);
            return WireFault.None;
        }

        foreach (var value in values)
        {
            WriteLine(name, value, text);
        }

        return WireFault.None;
    }

    // Names are in lower case on the wire; Kestrel writes those that it knows otherwise.
    private static void WriteLine(string name, string? value, HeadText text) =>
        text.AddLower(name).Add(": "u8).Add(value).Add("\r\n"u8);

    /// <summary>What HTTP/2 has no use for, and what makes a request malformed (RFC 9113 §8.2.2). Kestrel refuses Connection and odd TE.</summary>
    private static bool IsConnectionField(string name) => name.Length switch
    {
        7 => Is(name, "Upgrade"),
        10 => Is(name, "Connection") || Is(name, "Keep-Alive"),
        14 => Is(name, "HTTP2-Settings"),
        16 => Is(name, "Proxy-Connection"),
        17 => Is(name, "Transfer-Encoding"),
        _ => false,
    };

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
