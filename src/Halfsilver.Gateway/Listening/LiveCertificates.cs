using System.Collections.Immutable;
using System.Net.Security;
using Halfsilver.Planning;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// The certificates that an entry point shows now. Files that change are read again; what cannot be read or used leaves those in place
/// that are. Handshakes read one reference; everything else is the control plane's.
/// </summary>
internal sealed class LiveCertificates(string entryPoint, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private CertificateSet? _selfSigned;
    private CertificateSet? _set;
    private ImmutableArray<CertificateFiles> _files = [];
    private string _loaded = "";
    private string _seen = "";

    /// <summary>What a client that asks for this name is shown.</summary>
    public SslStreamCertificateContext Choose(string? serverName) => Volatile.Read(ref _set)!.Choose(serverName);

    /// <summary>Reads what a plan names; the reading's fault, and nothing has changed, when it cannot be used.</summary>
    public static CertificateReading? Read(ListenTls tls, out CertificateSet? set)
    {
        set = null;
        if (tls.Certificates.IsEmpty)
        {
            return null;
        }

        var reading = CertificateReading.Of(tls.Certificates);
        set = reading.Load();
        return reading;
    }

    /// <summary>Shows what <see cref="Read"/> gave; without files, a certificate made once for the life of the process.</summary>
    public void Show(ListenTls tls, CertificateReading? reading, CertificateSet? set)
    {
        lock (_gate)
        {
            _files = tls.Certificates;
            _loaded = _seen = reading?.Print ?? "";
            Volatile.Write(ref _set, set ?? (_selfSigned ??= SelfSigned()));
        }
    }

    /// <summary>Looks at the files. A change is taken at once, or when <paramref name="settled"/>: once two looks agree, so that nobody is in the middle of writing.</summary>
    public void Look(bool settled)
    {
        lock (_gate)
        {
            if (_files.IsEmpty)
            {
                return;
            }

            var reading = CertificateReading.Of(_files);
            var waits = settled && reading.Print != _seen;
            _seen = reading.Print;
            if (!waits && reading.Print != _loaded)
            {
                Take(reading);
            }
        }
    }

    private void Take(CertificateReading reading)
    {
        // What failed once is not tried and told again until it changes.
        _loaded = reading.Print;
        if (reading.Load() is { } set)
        {
            Volatile.Write(ref _set, set);
            logger.CertificatesRead(entryPoint, _files.Length);
        }
        else
        {
            logger.CertificatesKept(entryPoint, reading.Fault!.Value.Message);
        }
    }

    private CertificateSet SelfSigned()
    {
        var made = ServerCertificate.SelfSigned(time);
        logger.CertificateMade(entryPoint, made.Fingerprint);
        return new CertificateSet([made]);
    }
}
