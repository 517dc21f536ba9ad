using System.Buffers;
using System.Net;
using Halfsilver.Gateway.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Micro;

/// <summary>The least a server can do: a connection handler that answers every head it sees, with the gateway's transport settings.</summary>
internal sealed class BareHandler : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BareHandler(WebApplication app) => _app = app;

    public IPEndPoint Address
    {
        get
        {
            var at = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return new IPEndPoint(IPAddress.Loopback, at.Port);
        }
    }

    public static async Task<BareHandler> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPools>();
        builder.Services.Configure<SocketTransportOptions>(static options => options.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0, static listen => listen.Run(ServeAsync)));
        var app = builder.Build();
        await app.StartAsync();
        return new BareHandler(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task ServeAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var read = await input.ReadAsync();
            if (read.IsCompleted)
            {
                return;
            }

            if (!read.Buffer.FirstSpan.EndsWith("\r\n\r\n"u8))
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            input.AdvanceTo(read.Buffer.End);
            output.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"u8);
            await output.FlushAsync();
        }
    }
}
