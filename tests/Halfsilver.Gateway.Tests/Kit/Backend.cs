using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Http;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>What a service speaks.</summary>
public enum Speaks
{
    Http1,
    Http1Tls,
    H2c,
    Http2Tls,
}

/// <summary>A recording server of one kind, its certificate trusted by what <see cref="Service"/> says.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly Speaks _speaks;
    private readonly string _caFile;

    private Backend(Speaks speaks, string caFile) => (_speaks, _caFile) = (speaks, caFile);

    /// <summary>The server, where it speaks HTTP/1.1.</summary>
    public RecordingUpstream? Http1 { get; private set; }

    /// <summary>What stands before it, where that is TLS.</summary>
    public TlsFront? Tls { get; private set; }

    /// <summary>The server, where it speaks HTTP/2.</summary>
    public Http2Upstream? Http2 { get; private set; }

    public static async Task<Backend> StartAsync(
        Speaks speaks, CertificateFolder certificates, Answer? answer = null, Func<HttpContext, Task>? answer2 = null)
    {
        var backend = new Backend(speaks, certificates.WriteRoot());
        switch (speaks)
        {
            case Speaks.Http1:
                backend.Http1 = RecordingUpstream.Start(answer);
                break;
            case Speaks.Http1Tls:
                backend.Http1 = RecordingUpstream.Start(answer);
                backend.Tls = TlsFront.Before(backend.Http1, certificates.Write("backend", "backend.test").Shown());
                break;
            default:
                var certificate = speaks == Speaks.Http2Tls ? certificates.Write("backend", "backend.test").Shown() : null;
                backend.Http2 = await Http2Upstream.StartAsync(certificate, answer2);
                break;
        }

        return backend;
    }

    /// <summary>A service of this name with this server as its endpoint.</summary>
    public EndpointsService Service(string name)
    {
        var port = Tls?.Port ?? Http1?.Port ?? Http2!.EndPoint.Port;
        return new EndpointsService
        {
            Name = name,
            Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = port, Tls = _speaks is Speaks.Http1Tls or Speaks.Http2Tls }],
            Protocol = _speaks switch { Speaks.H2c => UpstreamProtocol.H2c, Speaks.Http2Tls => UpstreamProtocol.Http2, _ => UpstreamProtocol.Http1 },
            Tls = new UpstreamTls { CaFile = _caFile, ServerName = "backend.test" },
            Timeouts = new ServiceTimeouts { Connect = TimeSpan.FromSeconds(30) },
        };
    }

    /// <summary>The only request, once it is whole.</summary>
    public async Task<Arrived> SingleAsync(TimeSpan? timeout = null)
    {
        if (Http1 is not null)
        {
            var one = Xunit.Assert.Single(await Http1.WaitForAsync(1, timeout));
            return new Arrived(one.Method, one.Target, one.Fields, one.BodyLength, one.BodySha256, one.BodyText);
        }

        var other = Xunit.Assert.Single(await Http2!.WaitForAsync(1, timeout));
        return new Arrived(other.Method, other.Target, other.Fields, other.BodyLength, other.BodySha256, other.BodyText);
    }

    public async ValueTask DisposeAsync()
    {
        if (Tls is not null)
        {
            await Tls.DisposeAsync();
        }

        if (Http1 is not null)
        {
            await Http1.DisposeAsync();
        }

        if (Http2 is not null)
        {
            await Http2.DisposeAsync();
        }
    }
}

/// <summary>A request as a server of any kind saw it.</summary>
internal sealed record Arrived(string Method, string Target, IReadOnlyList<RawField> Fields, long BodyLength, string BodySha256, string BodyText);

/// <summary>Certificate files as servers use them.</summary>
internal static class CertificateFilesOf
{
    public static X509Certificate2 Load(this CertificateFiles files)
    {
        using var own = X509Certificate2.CreateFromPemFile(files.File, files.KeyFile);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null);
    }

    public static SslStreamCertificateContext Shown(this CertificateFiles files)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(files.File);
        return SslStreamCertificateContext.Create(files.Load(), chain, offline: true);
    }
}
