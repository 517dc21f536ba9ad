using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Connections that change protocols: joined to the primary's, seen by no mirror, counted.</summary>
public sealed class UpgradeTests
{
    private const string Ask = "GET /chat?x=1 HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: odd\r\nX-Key: 1\r\n\r\n";
    private const string Switch = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: odd\r\nX-Back: 2\r\n\r\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_go_both_ways_behind_a_101_those_that_came_with_the_heads_first(bool tls)
    {
        await using var primary = new UpgradingUpstream($"{Switch}hello ", UpgradingUpstream.EchoAsync);
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(primary, tls, mirror);
        await using var client = await ConnectAsync(gateway, tls);

        await client.SendAsync($"{Ask}early ");
        var answer = await client.ReadAnswerAsync();
        await client.SendAsync("late");

        Assert.Equal((101, "odd", "2"), (answer.Status, answer.Field("Upgrade"), answer.Field("X-Back")));
        Assert.Equal("hello early late", await ReadAsync(client, 16));
        var head = Assert.Single(primary.Heads);
        Assert.StartsWith("GET /chat?x=1 HTTP/1.1\r\nHost: a.test\r\nX-Key: 1\r\n", head);
        Assert.Contains("\r\nConnection: Upgrade\r\nUpgrade: odd\r\n", head);
        var page = BooksOf.Page(gateway.Host);
        Assert.Equal((1, 1), (page.Sum("halfsilver_upgraded_connections"), page.Sum("halfsilver_upgrades_total", ("route", "all"))));
        Assert.Equal(1, page.Sum("halfsilver_mirror_skipped_total", ("reason", "upgrade")));
        Assert.Equal(0, mirror.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_side_that_ends_may_still_be_told_things_and_when_both_have_ended_all_is_closed(bool tls)
    {
        await using var primary = new UpgradingUpstream(Switch, async stream =>
        {
            var heard = new MemoryStream();
            await stream.CopyToAsync(heard);
            await stream.WriteAsync(Bytes.Of($"heard {heard.Length}"));
        });
        await using var gateway = await StartAsync(primary, tls);
        await using var client = await ConnectAsync(gateway, tls);
        await client.SendAsync(Ask);
        await client.ReadAnswerAsync();

        await client.SendAsync("12345");
        await client.EndSendingAsync();

        Assert.Equal("heard 5", Bytes.Text(await client.ReadToEndAsync()));
        await GoneAsync(gateway);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_primary_that_ends_first_still_hears_the_client(bool tls)
    {
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var primary = new UpgradingUpstream($"{Switch}bye", async stream =>
        {
            stream.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            var all = new MemoryStream();
            await stream.CopyToAsync(all);
            heard.SetResult(Bytes.Text(all.ToArray()));
        });
        await using var gateway = await StartAsync(primary, tls);
        await using var client = await ConnectAsync(gateway, tls);
        await client.SendAsync(Ask);
        await client.ReadAnswerAsync();

        var said = await client.ReadToEndAsync();
        await client.SendAsync("last words");
        await client.EndSendingAsync();

        Assert.Equal("bye", Bytes.Text(said));
        Assert.Equal("last words", await Bound.Within(heard.Task, Bound.Usual, "the primary hears the rest"));
        await GoneAsync(gateway);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_megabyte_each_way_at_once_arrives_whole(bool tls)
    {
        var body = new PatternBody(1024 * 1024);
        await using var primary = new UpgradingUpstream(Switch, UpgradingUpstream.EchoAsync);
        await using var gateway = await StartAsync(primary, tls);
        await using var client = await ConnectAsync(gateway, tls);
        await client.SendAsync(Ask);
        await client.ReadAnswerAsync();

        var sending = client.SendAsync(body);
        var back = await ReadAsync(client, (int)body.Length);
        await sending;

        Assert.Equal(body.Sha256, Bytes.Sha256(Bytes.Of(back)));
    }

    [Fact]
    public async Task A_client_that_resets_takes_the_primarys_connection_with_it()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var primary = new UpgradingUpstream(Switch, async stream =>
        {
            try
            {
                await stream.CopyToAsync(Stream.Null);
            }
            finally
            {
                ended.SetResult();
            }
        });
        await using var gateway = await StartAsync(primary, tls: false);
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(Ask);
        await client.ReadAnswerAsync();

        client.Abort();

        await Bound.Within(ended.Task, Bound.Usual, "the primary sees the end");
        await GoneAsync(gateway);
    }

    [Fact]
    public async Task An_answer_that_is_no_101_is_an_ordinary_one_and_the_connection_lives_on()
    {
        await using var primary = RecordingUpstream.Start(Answer.Of(426, "Upgrade: other", "Connection: upgrade"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        var first = await client.AskAsync(Ask);
        var second = await client.AskAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal((426, 426), (first.Status, second.Status));
        Assert.Equal(0, BooksOf.Page(gateway.Host).Sum("halfsilver_upgraded_connections"));
        await BooksOf.BalanceAsync(gateway.Host, 2);
        Assert.Single(mirror.Requests);
    }

    [Theory]
    [InlineData("GET", "Upgrade: h2c\r\nHTTP2-Settings: x\r\n", "")]
    [InlineData("GET", "Upgrade: odd, H2C\r\n", "")]
    [InlineData("POST", "Upgrade: odd\r\nContent-Length: 2\r\n", "hi")]
    public async Task HTTP_2_by_upgrade_and_an_upgrade_behind_a_body_are_ordinary_requests_and_copied(string method, string fields, string body)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync($"{method} / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\n{fields}\r\n{body}");

        Assert.Equal(200, answer.Status);
        foreach (var upstream in new[] { primary, mirror })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Null(arrived.Field("Upgrade"));
            Assert.Null(arrived.Field("HTTP2-Settings"));
            Assert.Equal(body, arrived.BodyText);
        }
    }

    [Fact]
    public async Task A_101_that_nobody_asked_for_is_no_answer()
    {
        await using var primary = new UpgradingUpstream(Switch, UpgradingUpstream.EchoAsync);
        await using var gateway = await StartAsync(primary, tls: false);
        await using var client = await gateway.ConnectAsync();

        Assert.Equal(502, (await client.AskAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).Status);
    }

    [Fact]
    public async Task A_connection_that_is_silent_for_longer_than_allowed_is_closed_and_one_that_talks_is_not()
    {
        await using var primary = new UpgradingUpstream(Switch, UpgradingUpstream.EchoAsync);
        var idle = TimeSpan.FromMinutes(1);
        var time = new FakeTime();
        await using var host = await GatewayHost.StartAsync(new LaunchRequest
        {
            Plan = Plans.To(primary).WithLimits(new ConnectionLimits { UpgradeIdleTimeout = idle }),
            Logs = NullLoggerFactory.Instance,
            Time = time,
        });
        await using var client = await RawClient.ConnectAsync(host.Bound[0].Address);
        await client.SendAsync(Ask);
        await client.ReadAnswerAsync();

        for (var i = 0; i < 5; i++)
        {
            time.Advance(idle / 2);
            await client.SendAsync("x");
            Assert.Equal("x", await ReadAsync(client, 1));
        }

        await Bound.Eventually(
            () =>
            {
                time.Advance(idle / 2);
                return host.Bound[0].EntryPoint.OpenConnections == 0;
            },
            "the connection is closed");
        Assert.True(await client.IsClosedAsync(Bound.Usual));
        await GoneAsync(host);
    }

    [Fact]
    public async Task A_stopping_gateway_waits_for_the_patience_of_primaries_and_closes_what_is_left()
    {
        await using var primary = new UpgradingUpstream(Switch, UpgradingUpstream.EchoAsync);
        await using var gateway = await StartAsync(primary, tls: false);
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(Ask);
        await client.ReadAnswerAsync();

        var stopping = gateway.Host.StopAsync(gateway.Host.Plans.Plan.Drain with { Primaries = TimeSpan.FromSeconds(5) });
        await client.SendAsync("still here");
        Assert.Equal("still here", await ReadAsync(client, 10));

        Assert.True(await client.IsClosedAsync(Bound.Usual));
        await Bound.Within(stopping, Bound.Usual, "the gateway stops");
    }

    [Fact]
    public async Task CONNECT_is_answered_here_and_goes_nowhere()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n");

        Assert.Equal(501, answer.Status);
        Assert.Equal(1, BooksOf.Page(gateway.Host).Sum("halfsilver_mirror_skipped_total", ("reason", "upgrade")));
        Assert.Equal((0, 0), (primary.Connections, mirror.Connections));
    }

    private static Task<TestGateway> StartAsync(UpgradingUpstream primary, bool tls, RecordingUpstream? mirror = null)
    {
        var plan = mirror is null ? Plans.To(primary) : Plans.To(primary, Plans.Mirror(mirror));
        return TestGateway.StartAsync(tls ? plan.WithTls() : plan);
    }

    private static Task<RawClient> ConnectAsync(TestGateway gateway, bool tls) => tls ? gateway.ConnectTlsAsync() : gateway.ConnectAsync();

    private static async Task<string> ReadAsync(RawClient client, int length)
    {
        var text = new System.Text.StringBuilder();
        while (text.Length < length && await client.ReadSomeAsync(length - text.Length) is { Length: > 0 } piece)
        {
            text.Append(Bytes.Text(piece));
        }

        return text.ToString();
    }

    private static Task GoneAsync(TestGateway gateway) => GoneAsync(gateway.Host);

    private static Task GoneAsync(GatewayHost host) => Bound.Eventually(
        () => BooksOf.Page(host) is var page
            && page.Sum("halfsilver_upgraded_connections") == 0 && page.Sum("halfsilver_client_connections") == 0,
        "nothing is left of the upgraded connection");
}
