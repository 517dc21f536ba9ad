using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>A root, one authority below it, and certificates of that authority as PEM files in a folder that goes with the test.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("halfsilver-tls-");
    private readonly X509Certificate2 _authority;

    public CertificateFolder()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("CN=root", rootKey).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-2), TimeProvider.System.GetUtcNow().AddDays(20));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Authority("CN=authority", key).Create(Root, TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(10), [1]);
        _authority = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Writes NAME.crt, chain included, and NAME.key for these DNS names; again for another certificate in the same files.</summary>
    public CertificateFiles Write(string name, params string[] dnsNames)
    {
        var (certificate, key) = Make(dnsNames);
        return WriteBoth(name, certificate, key);
    }

    /// <summary>The same for one that was good until an hour ago.</summary>
    public CertificateFiles WriteExpired(string name, params string[] dnsNames)
    {
        var (certificate, key) = Make(dnsNames, until: TimeProvider.System.GetUtcNow().AddMinutes(-30));
        return WriteBoth(name, certificate, key);
    }

    /// <summary>Writes NAME with the root alone, which the others' holders trust.</summary>
    public string WriteRoot(string name = "ca.crt")
    {
        File.WriteAllText(Path(name), Root.ExportCertificatePem());
        return Path(name);
    }

    public void Dispose()
    {
        Root.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private CertificateFiles WriteBoth(string name, string certificate, string key)
    {
        var files = new CertificateFiles(Path($"{name}.crt"), Path($"{name}.key"));
        File.WriteAllText(files.KeyFile, key);
        File.WriteAllText(files.File, certificate);
        return files;
    }

    private (string Certificate, string Key) Make(string[] dnsNames, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={dnsNames[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        foreach (var name in dnsNames)
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = 1;
        using var certificate = request.Create(
            _authority, TimeProvider.System.GetUtcNow().AddHours(-1), until ?? TimeProvider.System.GetUtcNow().AddDays(5), serial);
        return ($"{certificate.ExportCertificatePem()}\n{_authority.ExportCertificatePem()}\n", key.ExportPkcs8PrivateKeyPem());
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
