using System.Net;
using Halfsilver.Gateway.Listening;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Polling;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Halfsilver.Gateway.Running;

/// <summary>
/// The data plane's Kestrel: sockets and their limits, with our front on every connection. It has services of its own; nothing of
/// the admin side can be reached through it.
/// </summary>
internal sealed class Listeners : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IServer _server;
    private readonly List<(LiveEntryPoint EntryPoint, ListenOptions Options)> _open = [];
    private readonly Instance _instance;

    public Listeners(IReadOnlyList<LiveEntryPoint> entryPoints, Instance instance, ILoggerFactory loggers)
    {
        _instance = instance;
        // An empty builder reads no files of the working directory and no ASPNETCORE_ variables: all that counts is in the plan.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPools>();
        builder.Services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => PollLoop.IsSupported
            ? new PolledTransport(services.GetRequiredService<IMemoryPoolFactory<byte>>(), NoDescriptor)
            : new SparingTransport(services.GetRequiredService<SocketTransportFactory>(), NoDescriptor));
        builder.WebHost.ConfigureKestrel(options => Configure(options, entryPoints));
        _app = builder.Build();
        _server = _app.Services.GetRequiredService<IServer>();
    }

    /// <summary>Entry points with the addresses they are bound to.</summary>
    public IEnumerable<(LiveEntryPoint EntryPoint, IPEndPoint Address)> Bound =>
        _open.Select(open => (open.EntryPoint, open.Options.IPEndPoint!));

    /// <summary>Binds the listeners.</summary>
    /// <exception cref="ListenException">An address cannot be bound.</exception>
    public async Task StartAsync()
    {
        try
        {
            await _server.StartAsync(new Http2Application(_instance), CancellationToken.None);
        }
        catch (IOException failure)
        {
            var inUse = failure.InnerException is AddressInUseException;
            throw new ListenException(AddressOf(failure), inUse ? "is in use" : failure.Message, inUse, failure);
        }
        catch (System.Net.Sockets.SocketException failure)
        {
            throw new ListenException(string.Join(", ", _open.Select(open => open.EntryPoint.Listen)), failure.Message, inUse: false, failure);
        }
    }

    // Kestrel names the address in its message alone.
    private string AddressOf(IOException failure) =>
        _open.Select(open => open.EntryPoint.Listen).FirstOrDefault(listen => failure.Message.Contains(listen[listen.LastIndexOf(':')..], StringComparison.Ordinal))
        ?? string.Join(", ", _open.Select(open => open.EntryPoint.Listen));

    /// <summary>
    /// Stops accepting, lets requests under way end for as long as <paramref name="patience"/>, then closes the rest. A request that is on its
    /// way over a kept connection when this begins is still answered: such connections have a fiftieth of the time to bring it.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        foreach (var (entryPoint, _) in _open)
        {
            entryPoint.Drain();
        }

        using var limit = new CancellationTokenSource(patience, _instance.Time);
        var stopping = _server.StopAsync(limit.Token);
        await Task.WhenAny(stopping, Task.Delay(patience / 50, _instance.Time));
        foreach (var (entryPoint, _) in _open)
        {
            entryPoint.CloseIdle();
        }

        await stopping;
        _instance.Splices.CloseAll();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Configure(KestrelServerOptions options, IReadOnlyList<LiveEntryPoint> entryPoints)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinResponseDataRate = null;
        KestrelLimits.Apply(options.Limits, [.. entryPoints.Select(entryPoint => entryPoint.Limits)]);
        options.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        foreach (var entryPoint in entryPoints)
        {
            options.Listen(Address(entryPoint.Listen), listen => Configure(listen, entryPoint));
        }
    }

    private void Configure(ListenOptions listen, LiveEntryPoint entryPoint)
    {
        listen.Use(next => connection => CountAsync(connection, entryPoint, next));
        listen.Protocols = HttpProtocols.Http2;
        if (entryPoint.Certificates is { } certificates)
        {
            listen.Protocols = entryPoint.OffersHttp2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            listen.UseHttps(TlsFront.Options(certificates, entryPoint.OffersHttp2));
        }

        listen.Use(next => connection => ServeAsync(connection, entryPoint, next));
        _open.Add((entryPoint, listen));
    }

    // Kestrel listens on both families for the IPv6 wildcard; machines without IPv6 have only the other.
    private static IPEndPoint Address(string listen)
    {
        var address = ListenAddress.Parse(listen) ?? throw new ListenException(listen, "is no address to listen on", inUse: false);
        return address.IsWildcard && !System.Net.Sockets.Socket.OSSupportsIPv6
            ? new IPEndPoint(IPAddress.Any, address.Port)
            : new IPEndPoint(address.Address, address.Port);
    }

    private void NoDescriptor(EndPoint at) => _open.Find(open => open.Options.IPEndPoint!.Port == (at as IPEndPoint)?.Port).EntryPoint?.NoDescriptor();

    private static async Task CountAsync(ConnectionContext connection, LiveEntryPoint entryPoint, ConnectionDelegate next)
    {
        if (!entryPoint.TryEnter())
        {
            connection.Abort(new ConnectionAbortedException("More connections than the entry point takes."));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            entryPoint.Leave();
        }
    }

    private async Task ServeAsync(ConnectionContext connection, LiveEntryPoint entryPoint, ConnectionDelegate next)
    {
        if (TlsFront.ChoseHttp2(connection) || !await StartApartAsync(new Http1Front(connection, entryPoint, _instance)))
        {
            connection.Features.Set(entryPoint);
            await GatheredOutput.ServeAsync(connection, next);
        }
    }

    // Nothing of a request's is kept in ambient state, and what the server put there would be restored at each of its steps.
    private static Task<bool> StartApartAsync(Http1Front front)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return front.RunAsync();
        }
    }
}
