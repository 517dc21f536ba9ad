using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TestKit;

/// <summary>A server that speaks HTTP/2 alone, with TLS or without, records what it is sent and answers what it is told.</summary>
public sealed class Http2Upstream : IAsyncDisposable
{
    private readonly ConcurrentQueue<Http2Record> _requests = [];
    private readonly Tally _whole = new("whole requests");
    private readonly Tally _accepted = new("connections");
    private WebApplication _app = null!;
    private int _open;

    private Http2Upstream(Func<HttpContext, Task>? answer) => Answers = answer;

    /// <summary>Called once a request is whole; null answers 200 without a body. May be changed at any time.</summary>
    public Func<HttpContext, Task>? Answers { get; set; }

    /// <summary>Called in place of recording and answering; for exchanges whose two directions go on side by side.</summary>
    public Func<HttpContext, Task>? Talks { get; set; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = null!;

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Authority => EndPoint.ToString();

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _accepted.Value;

    /// <summary>Connections open now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Whole requests, in the order in which they became whole.</summary>
    public IReadOnlyList<Http2Record> Requests => [.. _requests];

    /// <summary>Starts on a free loopback port; with a certificate it speaks TLS.</summary>
    public static async Task<Http2Upstream> StartAsync(
        SslStreamCertificateContext? certificate = null, Func<HttpContext, Task>? answer = null, int maxStreams = 100)
    {
        var upstream = new Http2Upstream(answer);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => upstream.Configure(kestrel, certificate, maxStreams));
        upstream._app = builder.Build();
        upstream._app.Run(upstream.ServeAsync);
        await upstream._app.StartAsync();
        var address = upstream._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        upstream.EndPoint = new IPEndPoint(IPAddress.Loopback, new Uri(address).Port);
        return upstream;
    }

    /// <summary>Waits for so many whole requests and returns all there are.</summary>
    public async Task<IReadOnlyList<Http2Record>> WaitForAsync(int count, TimeSpan? timeout = null)
    {
        await _whole.WaitForAsync(count, timeout);
        return Requests;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private void Configure(KestrelServerOptions kestrel, SslStreamCertificateContext? certificate, int maxStreams)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeaderCount = 500;
        kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 64 * 1024;
        kestrel.Limits.Http2.MaxStreamsPerConnection = maxStreams;
        kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => connection => CountAsync(next, connection));
            if (certificate is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = certificate,
                        ApplicationProtocols = [SslApplicationProtocol.Http2],
                    }),
                });
            }
        });
    }

    private async Task CountAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        _accepted.Add();
        Interlocked.Increment(ref _open);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (Talks is { } talks)
        {
            await talks(context);
            return;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        using var kept = new MemoryStream();
        long length = 0;
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
            if (length <= RecordingUpstream.KeptBody)
            {
                kept.Write(buffer, 0, count);
            }
        }

        _requests.Enqueue(Record(context, length, Convert.ToHexStringLower(hash.GetHashAndReset()), Bytes.Text(kept.ToArray())));
        _whole.Add();
        if (Answers is { } answers)
        {
            await answers(context);
        }
    }

    private static Http2Record Record(HttpContext context, long length, string sha256, string text)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        return new Http2Record(
            request.Method,
            request.RawTarget,
            request.Scheme,
            [.. request.Headers.SelectMany(field => field.Value.Select(value => new RawField($"{field.Key.ToLowerInvariant()}: {value}")))],
            length,
            sha256,
            text,
            context.Connection.Id);
    }
}

/// <summary>A request that came over HTTP/2.</summary>
/// <param name="Method">Case kept.</param>
/// <param name="Target">As it came.</param>
/// <param name="Scheme">As it came.</param>
/// <param name="Fields">Lower-case lines; the authority is Host's.</param>
/// <param name="BodyLength">Bytes of body.</param>
/// <param name="BodySha256">Their hash, in lower-case hexadecimal digits.</param>
/// <param name="BodyText">The body, where it is short, one character a byte.</param>
/// <param name="Connection">Which connection it came over.</param>
public sealed record Http2Record(
    string Method, string Target, string Scheme, IReadOnlyList<RawField> Fields, long BodyLength, string BodySha256, string BodyText, string Connection);
