using System.Net;
using Halfsilver.Gateway.Running;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>A gateway in this process, on a free loopback port.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private RunningGateway(GatewayHost host) => Host = host;

    public GatewayHost Host { get; }

    /// <summary>Where clients connect: the first entry point.</summary>
    public IPEndPoint Address => Host.Bound[0].Address;

    public static async Task<RunningGateway> StartAsync(Plan plan) =>
        new(await GatewayHost.StartAsync(plan, TimeProvider.System, NullLoggerFactory.Instance));

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Address);

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        await Host.DisposeAsync();
    }
}
