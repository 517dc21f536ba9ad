using System.Net.Security;

namespace Halfsilver.Gateway.Listening;

/// <summary>The certificates of one entry point, immutable: the client's server name chooses.</summary>
internal sealed class CertificateSet
{
    private readonly Dictionary<string, SslStreamCertificateContext> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly SslStreamCertificateContext _first;

    /// <summary>Where a name stands in two of them, the earlier one has it.</summary>
    public CertificateSet(IReadOnlyList<ServerCertificate> certificates)
    {
        _first = certificates[0].Context;
        foreach (var certificate in certificates)
        {
            foreach (var name in certificate.Names)
            {
                _byName.TryAdd(name, certificate.Context);
            }
        }
    }

    /// <summary>An exact name, else a wildcard for one label, else the first.</summary>
    /// <param name="serverName">What the client asks for; null or empty when it does not say.</param>
    public SslStreamCertificateContext Choose(string? serverName)
    {
        if (string.IsNullOrEmpty(serverName))
        {
            return _first;
        }

        if (_byName.TryGetValue(serverName, out var exact))
        {
            return exact;
        }

        var dot = serverName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _byName.TryGetValue($"*{serverName[dot..]}", out var wildcard) ? wildcard : _first;
    }
}
