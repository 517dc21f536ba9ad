using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Listening;

/// <summary>One look at the certificate files of an entry point: their bytes, and what they give.</summary>
internal sealed class CertificateReading
{
    private readonly List<(string Certificate, string Key)> _texts = [];
    private readonly ImmutableArray<CertificateFiles> _files;

    private CertificateReading(ImmutableArray<CertificateFiles> files) => _files = files;

    /// <summary>Equal for readings of the same names and bytes.</summary>
    public string Print { get; private set; } = "";

    /// <summary>What is wrong, with the file it is wrong with; null when nothing was so far.</summary>
    public (int Index, string Message)? Fault { get; private set; }

    /// <summary>Reads the files.</summary>
    public static CertificateReading Of(ImmutableArray<CertificateFiles> files)
    {
        var reading = new CertificateReading(files);
        var print = new StringBuilder();
        for (var i = 0; i < files.Length; i++)
        {
            var certificate = reading.Read(files[i].File, i);
            var key = reading.Read(files[i].KeyFile, i);
            reading._texts.Add((certificate, key));
            print.Append(files[i]).Append(Hash(certificate)).Append(Hash(key)).Append('\n');
        }

        reading.Print = print.Append(reading.Fault).ToString();
        return reading;
    }

    /// <summary>The certificates, or null with a <see cref="Fault"/>.</summary>
    public CertificateSet? Load()
    {
        var loaded = new List<ServerCertificate>();
        for (var i = 0; Fault is null && i < _files.Length; i++)
        {
            try
            {
                loaded.Add(ServerCertificate.FromPem(_texts[i].Certificate, _texts[i].Key));
            }
            catch (Exception failure) when (failure is CryptographicException or ArgumentException)
            {
                Fault = (i, $"certificate {PemText.Shown(_files[i].File)} with key {PemText.Shown(_files[i].KeyFile)} cannot be used: {failure.Message}");
            }
        }

        return Fault is null ? new CertificateSet(loaded) : null;
    }

    private string Read(string file, int index)
    {
        try
        {
            return PemText.Read(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fault ??= (index, $"{file} cannot be read: {failure.Message}");
            return "";
        }
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
