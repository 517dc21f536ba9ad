using System.Globalization;
using System.Text;

namespace Halfsilver.Planning;

/// <summary>What an endpoint speaks.</summary>
public enum UpstreamProtocol
{
    /// <summary>HTTP/1.1, over TLS where the endpoint has it.</summary>
    Http1,

    /// <summary>HTTP/2 over TLS, agreed on in the handshake (ALPN).</summary>
    Http2,

    /// <summary>HTTP/2 without TLS, begun without asking ("prior knowledge").</summary>
    H2c,
}

/// <summary>Who shows a certificate.</summary>
public enum UpstreamTlsMode
{
    /// <summary>Nobody: no endpoint has TLS.</summary>
    None,

    /// <summary>The endpoint.</summary>
    Server,

    /// <summary>Both sides.</summary>
    Mutual,
}

/// <summary>TLS towards a service's endpoints: at least version 1.2, and the endpoint's certificate is checked. Certificates and keys are names of PEM files, or the PEM text itself.</summary>
public sealed record UpstreamTls
{
    /// <summary>Who shows a certificate. Default the server alone.</summary>
    public UpstreamTlsMode Mode { get; init; } = UpstreamTlsMode.Server;

    /// <summary>The name that is asked for (SNI) and that the certificate must have. Default the endpoint's host; an IP address is never asked for.</summary>
    public string? ServerName { get; init; }

    /// <summary>The certificates that are trusted in place of the system's. Default none.</summary>
    public string? CaFile { get; init; }

    /// <summary>The certificate that is shown to endpoints that ask for one, with its chain. Default none; needs <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The private key of <see cref="CertificateFile"/>, not encrypted.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whether any certificate is taken, whoever shows it. Default false; for trials only.</summary>
    public bool InsecureSkipVerify { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{nameof(Mode)} = {Mode}, {nameof(ServerName)} = {ServerName}, {nameof(CaFile)} = {Shown(CaFile)}, ")
            .Append(CultureInfo.InvariantCulture, $"{nameof(CertificateFile)} = {Shown(CertificateFile)}, {nameof(KeyFile)} = {Shown(KeyFile)}, ")
            .Append(CultureInfo.InvariantCulture, $"{nameof(InsecureSkipVerify)} = {InsecureSkipVerify}");
        return true;
    }

    private static string? Shown(string? named) => named is null ? null : PemText.Shown(named);
}
