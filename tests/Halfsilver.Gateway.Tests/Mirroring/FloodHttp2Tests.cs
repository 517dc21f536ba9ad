using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>A connection over which frames come that nothing asked for ends; one whose server only says much does not.</summary>
public sealed class FloodHttp2Tests : IDisposable
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    // What both sockets hold has been sent as well when a connection ends, and nobody reads it any more.
    private const int MostBytes = 32 * 1024 * 1024;

    private readonly CertificateFolder _certificates = new();

    public void Dispose() => _certificates.Dispose();

    public static TheoryData<FloodKind> Kinds() => [.. Enum.GetValues<FloodKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_connection_that_is_flooded_is_closed_and_the_copy_fails(FloodKind kind)
    {
        const int Copies = 3;
        await using var mirror = BadHttp2Mirror.Floods(kind);
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(PlanOf(primary, mirror));
        await using var client = await gateway.ConnectAsync();

        for (var i = 1; i <= Copies; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
            await BooksOf.BalanceAsync(gateway.Host, i);
            await Bound.Eventually(() => mirror.OpenConnections == 0, "the mirror sees its connection closed");
        }

        var books = FaultRun.Books(gateway, "mirror");
        Assert.True(Reasons(kind).Sum(reason => books[reason]) == Copies, FaultRun.Text(books));
        Assert.Equal(Copies, mirror.Connections);
        Assert.InRange(mirror.Flooded, 1, (long)Copies * MostBytes);
    }

    [Fact]
    public async Task A_connection_that_is_flooded_over_TLS_is_closed_too()
    {
        await using var mirror = BadHttp2Mirror.Floods(FloodKind.Window);
        await using var front = TlsFront.Before(mirror, _certificates.Write("mirror", "mirror.test").Shown(), http2: true);
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(PlanOf(primary, front, new UpstreamTls { CaFile = _certificates.WriteRoot(), ServerName = "mirror.test" }));
        await using var client = await gateway.ConnectAsync();

        Assert.Equal(200, (await client.AskAsync(Get)).Status);
        await BooksOf.BalanceAsync(gateway.Host, 1);

        await Bound.Eventually(() => mirror.OpenConnections == 0, "the mirror sees its connection closed");
        Assert.Equal(1, FaultRun.Books(gateway, "mirror")[Fate.FailedProtocol]);
    }

    [Fact]
    public async Task A_primary_that_floods_is_a_502_and_its_connection_is_closed()
    {
        await using var primary = BadHttp2Mirror.Floods(FloodKind.Window);
        var plan = Plans.To(primary);
        plan = plan with { Services = plan.Services.SetItem("primary", Plans.Service("primary", primary.Authority) with { Protocol = UpstreamProtocol.H2c }) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        Assert.Equal(502, (await client.AskAsync(Get)).Status);
        await Bound.Eventually(() => primary.OpenConnections == 0, "the primary sees its connection closed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mirror_that_says_much_beside_its_answers_keeps_its_connection(bool secure)
    {
        await using var mirror = ChattyHttp2Mirror.Start();
        await using var front = TlsFront.Before(mirror, _certificates.Write("mirror", "mirror.test").Shown(), http2: true);
        await using var primary = RecordingUpstream.Start();
        var tls = new UpstreamTls { CaFile = _certificates.WriteRoot(), ServerName = "mirror.test" };
        await using var gateway = await TestGateway.StartAsync(secure ? PlanOf(primary, front, tls) : PlanOf(primary, mirror));
        await using var client = await gateway.ConnectAsync();

        for (var i = 1; mirror.Beside < 2 * FrameGuard.Slack; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
            if (i % 10 == 0)
            {
                await BooksOf.BalanceAsync(gateway.Host, i);
            }
        }

        await Bound.Eventually(() => FaultRun.Books(gateway, "mirror") is var now && now[Fate.Answered] == now.MatchedCount, "all are answered");

        Assert.Equal(1, mirror.Connections);
    }

    [Fact]
    public async Task A_mirror_that_opens_its_windows_in_small_pieces_keeps_its_connection()
    {
        // Twice as many windows as the slack.
        var body = new PatternBody(256 * 2 * FrameGuard.Slack);
        await using var mirror = ChattyHttp2Mirror.Start();
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(PlanOf(primary, mirror));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await BooksOf.BalanceAsync(gateway.Host, 1);

        Assert.Equal(1, FaultRun.Books(gateway, "mirror")[Fate.Answered]);
        Assert.InRange(mirror.Beside, 2 * FrameGuard.Slack, int.MaxValue);
        Assert.Equal(1, mirror.Connections);
    }

    // Where a flood begins with the end of the stream, the copy ends by that. Where it asks for acknowledgements that nobody reads, .NET's
    // client may give up first, for it keeps few that wait.
    private static Fate[] Reasons(FloodKind kind) => kind switch
    {
        FloodKind.Reset or FloodKind.LateData or FloodKind.LateHead => [Fate.FailedReset],
        FloodKind.Ping or FloodKind.Settings => [Fate.FailedReset, Fate.FailedProtocol],
        _ => [Fate.FailedProtocol],
    };

    private static Plan PlanOf(LoopbackServer primary, LoopbackServer mirror, UpstreamTls? tls = null)
    {
        var copy = Plans.Mirror(mirror) with
        {
            Budget = new MirrorBudget { Window = 64 * 1024 * 1024 },
            Timeouts = Plans.Unhurried with { Deadline = TimeSpan.FromSeconds(20), Idle = TimeSpan.FromSeconds(20) },
            Circuit = new CircuitSettings { OpenAfter = 1_000_000 },
        };
        var plan = Plans.To(primary, copy);
        var service = new EndpointsService
        {
            Name = mirror.Authority,
            Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = mirror.Port, Tls = tls is not null }],
            Protocol = tls is null ? UpstreamProtocol.H2c : UpstreamProtocol.Http2,
            Tls = tls,
        };
        return plan with { Services = plan.Services.SetItem(mirror.Authority, service) };
    }
}
