using System.Net.Sockets;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

/// <summary>A process with very few descriptors: copies go without first, then new clients, and the service's answers go on.</summary>
public sealed class ScarcityTests
{
    private const int Descriptors = 256;
    private const string Get = "GET /r HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Hung_mirrors_and_idle_clients_leave_descriptors_for_the_primary_and_the_process_recovers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descriptors have a limit of this kind on Linux");
        await using var primary = CountingUpstream.Start();
        await using var first = BadMirror.Hangs();
        await using var second = BadMirror.Hangs();
        await using var gateway = await GatewayProcess.StartScarceAsync(Yaml(primary, first, second), Descriptors);
        await using var client = await RawClient.ConnectAsync(gateway.Web);

        // Copies that hang take descriptors until there are none for copies, and every request is served meanwhile.
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
        }

        Assert.True(await SkippedAsync(gateway) > 0, "copies were refused for want of descriptors");
        Assert.True(ProcFacts.Descriptors(gateway.Process.Id) < Descriptors, "there are some left");

        // Clients may have more than copies, but not all.
        var clients = new List<RawClient>();
        for (var i = 0; i < Descriptors; i++)
        {
            try
            {
                clients.Add(await RawClient.ConnectAsync(gateway.Web));
            }
            catch (SocketException)
            {
                // Closed before it had looked.
            }
        }

        await Bound.Eventually(
            () => ProcFacts.SocketsAt(gateway.Process.Id, gateway.Web.Port).Count < Descriptors / 4, "the last ones are closed");
        Assert.True(ProcFacts.Descriptors(gateway.Process.Id) < Descriptors, "there are some left");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
        }

        Assert.True((await gateway.MetricsAsync()).Sum("halfsilver_connections_refused_total", ("reason", "no_descriptor")) > 0);
        Assert.False(gateway.Process.HasExited);

        // With clients and copies gone everything is as it was: new clients are taken, and copies sent.
        await Task.WhenAll(clients.Select(one => one.DisposeAsync().AsTask()));
        await RecoversAsync(gateway, first);
    }

    private static async Task RecoversAsync(GatewayProcess gateway, BadMirror mirror)
    {
        await Bound.Eventually(
            () => ProcFacts.SocketsAt(gateway.Process.Id, gateway.Web.Port).Count <= 2, TimeSpan.FromSeconds(20), "clients are gone");
        var before = mirror.Requests;
        await Bound.Within(
            Task.Run(async () =>
            {
                using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
                while (mirror.Requests == before && await ticks.WaitForNextTickAsync())
                {
                    await using var next = await RawClient.ConnectAsync(gateway.Web);
                    Assert.Equal(200, (await next.AskAsync(Get)).Status);
                }
            }),
            TimeSpan.FromSeconds(20),
            "copies are sent again");
    }

    private static async Task<double> SkippedAsync(GatewayProcess gateway) =>
        (await gateway.MetricsAsync()).Sum("halfsilver_mirror_skipped_total", ("reason", "no_descriptor"));

    private static string Yaml(CountingUpstream primary, BadMirror first, BadMirror second) =>
        $$"""
        version: 1
        services:
          primary: { endpoints: [ "http://{{primary.Authority}}" ], timeouts: { connect: 30s } }
          first: { endpoints: [ "http://{{first.Authority}}" ] }
          second: { endpoints: [ "http://{{second.Authority}}" ] }
        routes:
          all:
            match: { path: { prefix: / } }
            destinations: [ { service: primary } ]
            mirrors:
              first: { service: first, percent: 100, timeouts: { deadline: 3s }, circuit: { openAfter: 100000 } }
              second: { service: second, percent: 100, timeouts: { deadline: 3s }, circuit: { openAfter: 100000 } }
        """;
}
