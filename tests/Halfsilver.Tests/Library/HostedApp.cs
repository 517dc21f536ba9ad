using System.Net;
using Halfsilver.Journey.Library;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestKit;

namespace Halfsilver.Tests.Library;

/// <summary>An application in this process on free loopback ports, one for HTTP/1.1 and one for HTTP/2, mirrored or not.</summary>
internal sealed class HostedApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostedApp(WebApplication app, IPEndPoint http1, IPEndPoint http2) => (_app, Http1, Http2) = (app, http1, http2);

    public IPEndPoint Http1 { get; }

    public IPEndPoint Http2 { get; }

    public AppMirroring Mirroring => _app.Services.GetRequiredService<AppMirroring>();

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the many-sided application of <see cref="Pages"/>.</summary>
    /// <param name="mirroring">What is mirrored; null for an application that knows nothing of mirroring.</param>
    /// <param name="before">Middleware in front of mirroring.</param>
    /// <param name="map">More endpoints.</param>
    /// <param name="synchronous">Whether bodies may be read synchronously.</param>
    public static async Task<HostedApp> StartAsync(
        Action<MirroringOptions>? mirroring, Action<WebApplication>? before = null, Action<WebApplication>? map = null, bool synchronous = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AllowSynchronousIO = synchronous;
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        if (mirroring is not null)
        {
            builder.Services.AddMirroring(options => Unhurried(options, mirroring));
        }

        var app = builder.Build();
        before?.Invoke(app);
        if (mirroring is not null)
        {
            app.UseMirroring();
        }

        app.UseRouting();
        Pages.Map(app);
        map?.Invoke(app);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => IPEndPoint.Parse(address["http://".Length..])).ToArray();
        return new HostedApp(app, addresses[0], addresses[1]);
    }

    /// <summary>The same, every request of it copied to one mirror.</summary>
    public static Task<HostedApp> MirroredToAsync(
        LoopbackServer mirror, Func<Mirror, Mirror>? with = null, Action<WebApplication>? before = null, Action<WebApplication>? map = null, bool synchronous = false) =>
        StartAsync(options => To(options, mirror, with), before, map, synchronous);

    /// <summary>Adds a mirror of everything.</summary>
    public static void To(MirroringOptions options, LoopbackServer mirror, Func<Mirror, Mirror>? with = null, string name = "v2")
    {
        var record = new Mirror
        {
            Name = name,
            Target = new ServiceRef(name),
            Share = Share.All,
            Only = new CopyFilter { Methods = null },
            Timeouts = new CopyTimeouts { Connect = TimeSpan.FromSeconds(10) },

            // A copy on a busy machine may lag; only tests about that want it cut.
            Budget = new MirrorBudget { Window = 32 * 1024 * 1024 },
        };
        options.Service(At(name, mirror)).Mirror(with?.Invoke(record) ?? record);
    }

    // A second to connect, which mirrors have unless they are told, is little on a busy machine.
    private static void Unhurried(MirroringOptions options, Action<MirroringOptions> mirroring)
    {
        var told = new MirroringOptions();
        mirroring(told);
        (options.Budgets, options.Drain) = (told.Budgets, told.Drain);
        options.Problems.AddRange(told.Problems);
        foreach (var service in told.Services)
        {
            options.Service(service);
        }

        foreach (var (mirror, match) in told.Mirrors)
        {
            var times = mirror.Timeouts;
            var connect = times.Connect == new CopyTimeouts().Connect ? TimeSpan.FromSeconds(30) : times.Connect;
            options.Mirror(mirror with { Timeouts = times with { Connect = connect } }, match);
        }
    }

    public static EndpointsService At(string name, LoopbackServer server) => new()
    {
        Name = name,
        Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = server.EndPoint.Port }],
    };

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Http1);

    /// <summary>The mirror's books at rest: matched = skipped + sent, sent = answered + failed.</summary>
    public async Task<Books> BalancedAsync(long matched, string name = "v2")
    {
        var live = Mirroring.Live.All.Single(live => live.Name == name);
        var books = live.Books;
        await Bound.Eventually(
            () => books.MatchedCount == matched && live.Queue is { InFlight: 0, Queued: 0 }
                && books.MatchedCount == books.SkippedCount + books.SentCount && books.SentCount == books[Fate.Answered] + books.FailedCount,
            TimeSpan.FromSeconds(20),
            $"the books of {name} balance over {matched} requests; they say {books.MatchedCount} matched, {books.SkippedCount} skipped, {books.SentCount} sent, {books[Fate.Answered]} answered, {books.FailedCount} failed");
        await Bound.Eventually(() => Mirroring.Live.Budgets.Bytes.Held == 0, "nothing is held any more");
        return books;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
