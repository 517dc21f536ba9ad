using System.Net;
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

    private readonly WebApplication _app;

    private AdminHost(WebApplication app, IPEndPoint address) => (_app, Address) = (app, address);

    /// <summary>The address as bound.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Binds the listener and begins to answer.</summary>
    /// <exception cref="AdminRefusedException">The address is reachable from other machines and nobody allowed that.</exception>
    /// <exception cref="ListenException">The address cannot be bound.</exception>
    public static async Task<AdminHost> StartAsync(IGateway gateway, AdminSettings settings, TimeProvider time, CancellationToken cancel = default)
    {
        var parsed = ListenAddress.Parse(settings.Listen)
            ?? throw new ListenException(settings.Listen, "is no address to listen on; write 127.0.0.1:8080, [::1]:8080 or :8080", inUse: false);
        if (!parsed.IsLoopback && !settings.Insecure)
            throw new AdminRefusedException(settings.Listen);
        var asked = new IPEndPoint(parsed.Address, parsed.Port);

        // An empty builder reads no files of the working directory and no ASPNETCORE_ variables: they are about other listeners.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            if (asked.Address.Equals(IPAddress.IPv6Any))
                kestrel.ListenAnyIP(asked.Port, Http1);
            else
                kestrel.Listen(asked, Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        var app = builder.Build();
        try
        {
            var guard = new AdminGuard(asked.Address);
            app.Use(Problems.CatchAsync);
            app.Use(guard.CheckAsync);
            app.UseRouting();
            AdminRoutes.Map(app, gateway, new EventStreams(gateway, time, app.Lifetime.ApplicationStopping));
            await app.StartAsync(cancel);
            return new AdminHost(app, Bound(app, asked));
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
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Http1(ListenOptions listener) => listener.Protocols = HttpProtocols.Http1;

    private static IPEndPoint Bound(WebApplication app, IPEndPoint asked)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        var address = new Uri(addresses!.Addresses.First());
        return new IPEndPoint(asked.Address, address.Port);
    }
}
