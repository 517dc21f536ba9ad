using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Halfsilver.Planning;

/// <summary>TLS towards clients: 1.2 or later.</summary>
public sealed record ListenTls
{
    /// <summary>
    /// Certificates; the client's server name chooses, an exact name before a wildcard, and the first is for all others. Default: none,
    /// and a self-signed one is made at the start.
    /// </summary>
    public ImmutableArray<CertificateFiles> Certificates { get; init; } = [];

    /// <summary>Whether HTTP/2 is offered beside HTTP/1.1. Default true.</summary>
    public bool Http2 { get; init; } = true;
}

/// <summary>A certificate and its private key, each in a PEM file or as the PEM text itself.</summary>
/// <param name="File">The certificate, with the rest of its chain behind it.</param>
/// <param name="KeyFile">The private key, not encrypted.</param>
public sealed record CertificateFiles(string File, string KeyFile)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{nameof(File)} = {PemText.Shown(File)}, {nameof(KeyFile)} = {PemText.Shown(KeyFile)}");
        return true;
    }
}
