using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Halfsilver.Gateway.Listening;

/// <summary>A certificate with its key and chain as handshakes show it, and the names it is for.</summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan s_selfSignedFor = TimeSpan.FromDays(365);

    private ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        // Offline: no handshake waits for somebody else's server to complete a chain.
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        Names = [.. NamesOf(certificate)];
    }

    /// <summary>What a handshake shows.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The DNS names it is for, wildcards as they are written.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>SHA-256 of the certificate, in hexadecimal digits.</summary>
    public string Fingerprint => Context.TargetCertificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Reads PEM: the certificate with its chain behind it, and the key.</summary>
    /// <exception cref="CryptographicException">One of them is not PEM, or the key is another certificate's.</exception>
    public static ServerCertificate FromPem(string certificates, string key)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificates);
        using var own = X509Certificate2.CreateFromPem(certificates, key);

        // Windows takes no key in a handshake that was never in a store or a PKCS #12 file.
        var certificate = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null);
        return new ServerCertificate(certificate, [.. all.Skip(1)]);
    }

    /// <summary>Makes one for this machine's own names, for tries and for tests.</summary>
    public static ServerCertificate SelfSigned(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=halfsilver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (IsDnsName(Dns.GetHostName()))
        {
            names.AddDnsName(Dns.GetHostName());
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now + s_selfSignedFor);
        return new ServerCertificate(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null), []);
    }

    private static bool IsDnsName(string name) =>
        !string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase) && Uri.CheckHostName(name) == UriHostNameType.Dns;

    // RFC 9525 §6.3: where there are alternative names, the subject's is none.
    private static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } extension
            ? extension.EnumerateDnsNames()
            : [certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)];
}
