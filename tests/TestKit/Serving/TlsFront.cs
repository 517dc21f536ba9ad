using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TestKit;

/// <summary>TLS before any server that speaks in the clear: shakes hands, then moves bytes both ways.</summary>
public sealed class TlsFront : LoopbackServer
{
    private readonly SslStreamCertificateContext _certificate;
    private readonly EndPoint _behind;
    private readonly bool _asksForCertificate;
    private readonly bool _http2;
    private readonly ConcurrentQueue<string> _names = [];
    private readonly ConcurrentQueue<string?> _clients = [];

    private TlsFront(SslStreamCertificateContext certificate, EndPoint behind, bool asksForCertificate, bool http2)
    {
        (_certificate, _behind, _asksForCertificate, _http2) = (certificate, behind, asksForCertificate, http2);
        Begin();
    }

    /// <summary>The names that clients asked for, in order; empty texts where they asked for none.</summary>
    public IReadOnlyList<string> Names => [.. _names];

    /// <summary>Subjects of the certificates that clients showed; null where they showed none.</summary>
    public IReadOnlyList<string?> Clients => [.. _clients];

    /// <summary>Starts before a server.</summary>
    /// <param name="behind">The server.</param>
    /// <param name="certificate">What is shown.</param>
    /// <param name="asksForCertificate">Whether clients without a certificate are sent away.</param>
    /// <param name="http2">Whether the server speaks HTTP/2.</param>
    public static TlsFront Before(LoopbackServer behind, SslStreamCertificateContext certificate, bool asksForCertificate = false, bool http2 = false)
    {
        ArgumentNullException.ThrowIfNull(behind);
        return new TlsFront(certificate, behind.EndPoint, asksForCertificate, http2);
    }

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, int number)
    {
        try
        {
            await using var client = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await client.AuthenticateAsServerAsync((_, hello, _, _) => ValueTask.FromResult(Options(hello.ServerName)), state: null, Stopping);
            _clients.Enqueue(client.RemoteCertificate?.Subject);
            using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await server.ConnectAsync(_behind, Stopping);
            await using var stream = new NetworkStream(server);
            var down = stream.CopyToAsync(client, Stopping);
            await Task.WhenAny(client.CopyToAsync(stream, Stopping), down);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // Clients may go at any time, and refuse what they are shown.
        }
    }

    private SslServerAuthenticationOptions Options(string name)
    {
        _names.Enqueue(name);
        return new SslServerAuthenticationOptions
        {
            ApplicationProtocols = _http2 ? [SslApplicationProtocol.Http2] : null,
            ServerCertificateContext = _certificate,
            ClientCertificateRequired = _asksForCertificate,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => !_asksForCertificate || certificate is not null,
        };
    }
}
