using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Halfsilver.Gateway.Listening;

/// <summary>TLS towards clients: how a handshake goes, and what came of it.</summary>
internal static class TlsFront
{
    // Whoever has not shaken hands by then means no request.
    private static readonly TimeSpan s_handshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How a listener with these certificates shakes hands.</summary>
    public static TlsHandshakeCallbackOptions Options(LiveCertificates certificates, bool http2) => new()
    {
        HandshakeTimeout = s_handshakeTimeout,
        OnConnection = hello => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificates.Choose(hello.ClientHelloInfo.ServerName),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = http2
                ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
                : [SslApplicationProtocol.Http11],
            AllowRenegotiation = false,
        }),
    };

    /// <summary>Whether the connection is under TLS.</summary>
    public static bool IsSecure(ConnectionContext connection) => connection.Features.Get<ITlsHandshakeFeature>() is not null;

    /// <summary>Whether client and gateway agreed on HTTP/2 in the handshake (RFC 9113 §3.2).</summary>
    public static bool ChoseHttp2(ConnectionContext connection) =>
        connection.Features.Get<ITlsApplicationProtocolFeature>() is { } feature
        && feature.ApplicationProtocol.Span.SequenceEqual(SslApplicationProtocol.Http2.Protocol.Span);
}
