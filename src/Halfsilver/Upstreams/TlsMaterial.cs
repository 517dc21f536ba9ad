using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Upstreams;

/// <summary>TLS settings with the contents of their files.</summary>
internal sealed class TlsMaterial
{
    // "Server authentication" (RFC 5280 §4.2.1.12).
    private static readonly Oid s_servers = new("1.3.6.1.5.5.7.3.1");

    private readonly UpstreamTls _settings;
    private readonly X509Certificate2Collection? _roots;
    private readonly SslStreamCertificateContext? _shown;

    private TlsMaterial(UpstreamTls settings, X509Certificate2Collection? roots, SslStreamCertificateContext? shown, string fingerprint)
    {
        _settings = settings;
        _roots = roots;
        _shown = shown;
        Fingerprint = fingerprint;
    }

    /// <summary>The system's roots, no certificate of our own.</summary>
    public static TlsMaterial Default { get; } = WithoutFiles(new UpstreamTls());

    /// <summary>Differs when settings or contents differ.</summary>
    public string Fingerprint { get; }

    /// <summary>Settings that name no files.</summary>
    public static TlsMaterial WithoutFiles(UpstreamTls settings) => new(settings, roots: null, shown: null, settings.ToString());

    /// <summary>Reads the files; null, and the problems, when one cannot be used.</summary>
    public static TlsMaterial? Read(UpstreamTls settings, string place, ICollection<Problem> problems)
    {
        var before = problems.Count;
        var print = new StringBuilder(settings.ToString());
        X509Certificate2Collection? roots = null;
        SslStreamCertificateContext? shown = null;
        if (settings.CaFile is { } caFile && TextOf(caFile, $"{place}.caFile", print, problems) is { } authorities)
        {
            roots = Certificates(authorities, caFile, $"{place}.caFile", problems);
        }

        if (settings is { CertificateFile: { } file, KeyFile: { } keyFile }
            && TextOf(file, $"{place}.certificate.file", print, problems) is { } certificates
            && TextOf(keyFile, $"{place}.certificate.keyFile", print, problems) is { } key)
        {
            shown = Shown(certificates, key, file, keyFile, $"{place}.certificate", problems);
        }

        return problems.Count == before ? new TlsMaterial(settings, roots, shown, print.ToString()) : null;
    }

    /// <summary>How to shake hands with an endpoint.</summary>
    public SslClientAuthenticationOptions Options(string host, UpstreamProtocol protocol)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _settings.ServerName ?? host,
            ApplicationProtocols = [protocol == UpstreamProtocol.Http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
#pragma warning disable CA5398 // On purpose: nothing older, whatever the system allows.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            ClientCertificateContext = _shown,
            AllowRenegotiation = false,
        };
        if (_settings.InsecureSkipVerify)
        {
#pragma warning disable CA5359 // Asked for by name in the plan.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (_roots is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(_roots);
            policy.ApplicationPolicy.Add(s_servers);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }

    private static string? TextOf(string file, string place, StringBuilder print, ICollection<Problem> problems)
    {
        try
        {
            var text = PemText.Read(file);
            print.Append('/').Append(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
            return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Report(ProblemCodes.BadTls, place, $"cannot be read ({PemText.Shown(file)}): {e.Message}");
            return null;
        }
    }

    private static X509Certificate2Collection? Certificates(string text, string file, string place, ICollection<Problem> problems)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            problems.Report(ProblemCodes.BadTls, place, $"holds a certificate that cannot be read ({PemText.Shown(file)}): {e.Message}");
            return null;
        }

        if (certificates.Count == 0)
        {
            problems.Report(ProblemCodes.BadTls, place, $"holds no certificate ({PemText.Shown(file)}); PEM, one or more");
            return null;
        }

        return certificates;
    }

    private static SslStreamCertificateContext? Shown(
        string certificates, string key, string file, string keyFile, string place, ICollection<Problem> problems)
    {
        if (Certificates(certificates, file, $"{place}.file", problems) is not { } chain)
        {
            return null;
        }

        try
        {
            var own = X509Certificate2.CreateFromPem(certificates, key);
            chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            problems.Report(ProblemCodes.BadTls, $"{place}.keyFile", $"is no key of the certificate ({PemText.Shown(keyFile)}): {e.Message}");
            return null;
        }
    }
}
