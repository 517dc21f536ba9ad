using System.Net;
using Halfsilver.Gateway.Admin.Access;
using Halfsilver.Gateway.Admin.Kong;
using Halfsilver.Gateway.Admin.Kong.Management;
using Halfsilver.Gateway.Listening;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Halfsilver.Gateway.Admin;

/// <summary>
/// The admin side: API, metrics and health on a listener of their own, with their own pipeline. It reads no settings but
/// the plan's, and Kestrel schedules its work on the thread pool, so the sockets' poll threads stay with the request path.
/// </summary>
internal sealed class AdminHost : IAsyncDisposable
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxConnections = 256;

    // As often as entry points look at theirs.
    private static readonly TimeSpan s_certificatesEvery = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly ITimer? _certificates;

    private AdminHost(WebApplication app, IPEndPoint address, Login login, ITimer? certificates) =>
        (_app, Address, Login, _certificates) = (app, address, login, certificates);

    /// <summary>Finds out who asks.</summary>
    public Login Login { get; }

    /// <summary>Whether callers come by TLS.</summary>
    public bool Tls => _certificates is not null;

    /// <summary>Every path with what it takes.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>The address as bound.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Binds the listener and begins to answer.</summary>
    /// <param name="gateway">What is administered.</param>
    /// <param name="settings">Where, and for whom.</param>
    /// <param name="login">Finds out who asks; the caller's to dispose, after this.</param>
    /// <param name="logger">Told of who came in and who did not.</param>
    /// <param name="time">The time everybody uses.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="AdminRefusedException">The address is reachable from other machines and nobody allowed that.</exception>
    /// <exception cref="AccessRefusedException">A certificate cannot be used.</exception>
    /// <exception cref="ListenException">The address cannot be bound.</exception>
    public static async Task<AdminHost> StartAsync(
        IGateway gateway, AdminSettings settings, Login login, ILogger logger, TimeProvider time, CancellationToken cancel = default)
    {
        var parsed = ListenAddress.Parse(settings.Listen)
            ?? throw new ListenException(settings.Listen, "is no address to listen on; write 127.0.0.1:8080, [::1]:8080 or :8080", inUse: false);
        if (!parsed.IsLoopback && !settings.Insecure && (settings.Tls is null || login.IsOpen))
            throw new AdminRefusedException(settings.Listen, clearText: settings.Tls is null);
        var certificates = settings.Tls is { } tls ? Certificates(tls, time, logger) : null;
        void Configure(ListenOptions listener)
        {
            listener.Protocols = HttpProtocols.Http1;
            if (certificates is not null)
                listener.UseHttps(TlsFront.Options(certificates, http2: false));
        }

        var asked = new IPEndPoint(parsed.Address, parsed.Port);

        // An empty builder reads no files of the working directory and no ASPNETCORE_ variables: they are about other listeners.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            if (asked.Address.Equals(IPAddress.IPv6Any))
                kestrel.ListenAnyIP(asked.Port, Configure);
            else
                kestrel.Listen(asked, Configure);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        var app = builder.Build();
        try
        {
            var guard = new AdminGuard(asked.Address, settings.Hosts, settings.Origins);
            app.Use(new ErrorManners((ManagementRoutes.Base, new Envelope(time)), (KongRoutes.Base, new KongManner())).ChooseAsync);
            app.Use(new AdminFaults(logger).CatchAsync);
            app.Use(Problems.CatchAsync);
            app.Use(guard.CheckAsync);
            app.UseRouting();
            app.Use(new AccessGate(login, logger).CheckAsync);
            AdminRoutes.Map(app, gateway, new EventStreams(gateway, login, time, app.Lifetime.ApplicationStopping), settings, login.Book, logger, time);
            if (RouteAccess.Unguarded(app).FirstOrDefault() is { } unguarded)
                throw new InvalidOperationException($"{unguarded} does not say which role it takes; map it with RouteAccess");
            await app.StartAsync(cancel);
            var looking = certificates is null ? null : time.CreateTimer(
                static state => ((LiveCertificates)state!).Look(settled: true), certificates, s_certificatesEvery, s_certificatesEvery);
            return new AdminHost(app, Bound(app, asked), login, looking);
        }
        catch (IOException failure)
        {
            await app.DisposeAsync();
            var inUse = failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException;
            throw new ListenException(settings.Listen, inUse ? "is in use" : failure.Message, inUse, failure);
        }
        catch (System.Net.Sockets.SocketException failure)
        {
            await app.DisposeAsync();
            throw new ListenException(settings.Listen, failure.Message, inUse: false, failure);
        }
    }

    /// <summary>Ends event streams and closes the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_certificates is not null)
            await _certificates.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static LiveCertificates Certificates(ListenTls tls, TimeProvider time, ILogger logger)
    {
        var live = new LiveCertificates("admin", time, logger);
        var reading = LiveCertificates.Read(tls, out var set);
        if (reading?.Fault is { } fault)
            throw new AccessRefusedException($"admin.tls.certificates[{fault.Index}]: {fault.Message}");
        live.Show(tls, reading, set);
        return live;
    }

    private static IPEndPoint Bound(WebApplication app, IPEndPoint asked)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        var address = new Uri(addresses!.Addresses.First());
        return new IPEndPoint(asked.Address, address.Port);
    }
}
