using System.Collections.Immutable;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

/// <summary>Clients and servers that others wrote, with the gateway between them and a mirror on.</summary>
public sealed class PeerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_real_websocket_client_and_server_talk_and_the_mirror_sees_nothing(bool tls)
    {
        Peers.Need();
        var (server, port) = await Peers.StartAsync("ws-server.js");
        await using var ending = server;
        await using var mirror = RecordingUpstream.Start();
        var plan = Plans.To($"127.0.0.1:{port}", Plans.Mirror(mirror));
        await using var gateway = await TestGateway.StartAsync(tls ? plan.WithTls() : plan);

        var lines = await Peers.RunAsync("ws-client.js", $"{(tls ? "wss" : "ws")}://{gateway.Address}/chat?room=1");

        Assert.Equal(["text true", "bytes true", "pong are you there", "closed"], lines);
        await server.Output.WaitForAsync("close 4001 enough");
        Assert.Contains($"open /chat?room=1 {gateway.Address}", server.Output.Lines);
        Assert.Equal(1, BooksOf.Page(gateway.Host).Sum("halfsilver_upgrades_total", ("route", "all")));
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.Upgrade]);
        await Bound.Eventually(() => BooksOf.Page(gateway.Host).Sum("halfsilver_upgraded_connections") == 0, "the connection is over");
        Assert.Equal(0, mirror.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_real_grpc_client_makes_all_four_kinds_of_calls_and_the_mirror_gets_their_bodies(bool tls)
    {
        Peers.Need();
        var (server, port) = await Peers.StartAsync("grpc-upstream.js");
        await using var ending = server;
        await using var mirror = RecordingUpstream.Start();
        var plan = Plans.To($"127.0.0.1:{port}", Plans.Mirror(mirror));
        await using var gateway = await TestGateway.StartAsync(tls ? plan.WithTls() : plan);

        var lines = await Peers.RunAsync("grpc-client.js", [gateway.Address.ToString(), .. tls ? new[] { "tls" } : []]);

        Assert.Equal(
            [
                "unary 0 fine trailer | unary hello", "client 0 fine trailer | a+b+c", "server 0 fine trailer | s0,s1,s2",
                "bidi 0 fine trailer | back 1,back 2,back 3", "none 12 no such method trailer",
            ],
            lines);
        var copies = (await mirror.WaitForAsync(5)).ToDictionary(copy => copy.Target, StringComparer.Ordinal);
        Assert.Equal("\0\0\0\0\u0005hello", copies["/echo.Echo/Unary"].BodyText);
        Assert.Equal("\0\0\0\0\u0001a\0\0\0\0\u0001b\0\0\0\0\u0001c", copies["/echo.Echo/Client"].BodyText);
        Assert.Equal("\0\0\0\0\u00011\0\0\0\0\u00012\0\0\0\0\u00013", copies["/echo.Echo/Bidi"].BodyText);
        Assert.Equal("application/grpc", copies["/echo.Echo/Server"].Field("Content-Type"));
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_real_grpc_server_is_called_and_another_one_mirrors_it(bool tls)
    {
        Peers.Need();
        var (server, port) = await Peers.StartAsync("grpc-server.js");
        await using var ending = server;
        var (shadow, shadowPort) = await Peers.StartAsync("grpc-server.js");
        await using var endingToo = shadow;
        var plan = Plans.To($"127.0.0.1:{port}", Plans.Mirror($"127.0.0.1:{shadowPort}"));
        plan = plan with
        {
            Services = plan.Services.ToImmutableDictionary(one => one.Key, one => (Service)((EndpointsService)one.Value with { Protocol = UpstreamProtocol.H2c })),
        };
        await using var gateway = await TestGateway.StartAsync(tls ? plan.WithTls() : plan);

        var lines = await Peers.RunAsync("grpc-client.js", [gateway.Address.ToString(), .. tls ? new[] { "tls" } : []]);

        Assert.Equal(
            ["unary 0 OK trailer | unary hello", "client 0 OK trailer | a+b+c", "server 0 OK trailer | s0,s1,s2", "bidi 0 OK trailer | back 1,back 2,back 3"],
            lines[..4]);
        Assert.StartsWith("none 12 ", lines[4], StringComparison.Ordinal);
        await BooksOf.BalanceAsync(gateway.Host, 5);

        // The call that nobody knows is answered before its body has ended, and its copy may be cut for that.
        Assert.InRange(BooksOf.Mirror(gateway.Host).Books[Fate.Answered], 4, 5);
        string[] all = ["Unary hello", "Client a+b+c", "Server s", "Bidi 1", "Bidi 2", "Bidi 3"];
        await Bound.Eventually(() => server.Output.Lines.Count > all.Length, "the server has said what it saw");
        Assert.Equal(all, server.Output.Lines.Skip(1));

        // Talks in both directions are copied whole: the mirror's own answer is thrown away as it comes.
        await Bound.Eventually(
            () => shadow.Output.Lines.Count > all.Length,
            () => $"the mirror saw every message, not only {string.Join(", ", shadow.Output.Lines.Skip(1))}; of {BooksOf.Fates(gateway.Host)}");
        Assert.Equal(all, shadow.Output.Lines.Skip(1));
    }
}
