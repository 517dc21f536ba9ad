using System.Net;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>A gateway in this process, on a free loopback port.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private TestGateway(GatewayHost host) => Host = host;

    public GatewayHost Host { get; }

    /// <summary>Where clients connect: the first entry point.</summary>
    public IPEndPoint Address => Host.Bound[0].Address;

    /// <summary>Connects by TLS, whatever the certificate.</summary>
    public Task<RawClient> ConnectTlsAsync(string serverName = "a.test") => RawClient.ConnectTlsAsync(Address, serverName);

    /// <summary>Whether a new connection is ended at once.</summary>
    public async Task<bool> RefusesConnectionsAsync()
    {
        try
        {
            await using var client = await ConnectAsync();
            return await client.IsClosedAsync(Bound.Usual);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Ended before the client had looked.
            return true;
        }
    }

    public static async Task<TestGateway> StartAsync(Plan plan, ILoggerFactory? logs = null, string? data = null, TimeProvider? time = null) => new(await GatewayHost.StartAsync(new LaunchRequest
    {
        Plan = plan,
        DataDirectory = data,
        Logs = logs ?? NullLoggerFactory.Instance,
        Time = time ?? TimeProvider.System,
    }));

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Address);

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync(Host.Plans.Plan.Drain);
        await Host.DisposeAsync();
    }
}
