using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Frames of HTTP/2, good and bad, and what primary and mirror see of them.</summary>
public sealed class Http2WireTests : IAsyncLifetime
{
    private const int ProtocolError = 1;

    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private TestGateway _gateway = null!;

    public static TheoryData<string, string> Malformed() => new()
    {
        { "connection", "close" },
        { "keep-alive", "timeout=5" },
        { "proxy-connection", "keep-alive" },
        { "transfer-encoding", "chunked" },
        { "upgrade", "websocket" },
        { "http2-settings", "x" },
        { "te", "gzip" },
        { "x-a", "b\r\nx-injected: 1" },
        { "x-a", "b\nx-injected: 1" },
        { "x-a", "b\0" },
        { "x-a\r\nx-injected", "1" },
        { "x a", "1" },
        { "X-Upper", "1" },
        { "", "1" },
        { ":late", "1" },
    };

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_field_that_has_no_place_in_HTTP_2_gets_the_request_refused_and_nobody_sees_it(string name, string value)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendRequestAsync(1, "GET", "/", end: true, (name, value));

        await AssertRefusedAsync(client);
    }

    [Theory]
    [InlineData(":method", "GET /evil HTTP/1.1\r\nX: y")]
    [InlineData(":method", "")]
    [InlineData(":path", "/a b")]
    [InlineData(":path", "/a\r\nX: y")]
    [InlineData(":path", "no-slash")]
    [InlineData(":path", "")]
    [InlineData(":path", "/a/../b")]
    [InlineData(":authority", "a.test\r\nX: y")]
    [InlineData(":authority", "a.test, b.test")]
    [InlineData(":authority", "user@a.test")]
    [InlineData(":status", "200")]
    public async Task A_pseudo_field_that_is_odd_gets_the_request_refused(string name, string value)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        var fields = new List<(string Name, string Value)> { (":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a.test") };
        fields.RemoveAll(field => field.Name == name);
        fields.Insert(0, (name, value));

        await client.SendHeadAsync(1, end: true, [.. fields]);

        await AssertRefusedAsync(client);
    }

    [Fact]
    public async Task The_authority_wins_over_a_Host_field_and_arrives_once()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendRequestAsync(1, "GET", "/", end: true, ("host", "b.test"), ("te", "trailers"));

        if ((await client.ReadAnswerAsync(1)).Status == 200)
        {
            Assert.Equal(["a.test"], Assert.Single(await _primary.WaitForAsync(1)).Fields.All("Host"));
        }
    }

    [Fact]
    public async Task Crumbs_of_a_cookie_are_one_field_for_a_service()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendRequestAsync(1, "GET", "/", end: true, ("cookie", "a=1"), ("x-b", "1"), ("cookie", "b=2"), ("cookie", "c=3"));

        Assert.Equal(200, (await client.ReadAnswerAsync(1)).Status);
        foreach (var upstream in new[] { _primary, _mirror })
        {
            Assert.Equal(["a=1; b=2; c=3"], Assert.Single(await upstream.WaitForAsync(1)).Fields.All("Cookie"));
        }
    }

    [Fact]
    public async Task Trailers_of_a_request_arrive_behind_its_body_at_both_but_for_those_with_no_business_there()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendRequestAsync(1, "POST", "/", end: false);
        await client.SendDataAsync(1, "abc", end: false);
        await client.SendHeadAsync(1, end: true, ("x-sum", "42"), ("authorization", "Bearer evil"));

        Assert.Equal(200, (await client.ReadAnswerAsync(1)).Status);
        foreach (var upstream in new[] { _primary, _mirror })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal("abc", arrived.BodyText);
            Assert.Equal(["x-sum: 42"], arrived.Trailers.Lines().Select(line => line.ToLowerInvariant()));
        }

        await BooksOf.BalanceWithAsync(_gateway.Host, _mirror);
    }

    [Theory]
    [InlineData("5", "abc", true)]
    [InlineData("2", "abc", true)]
    [InlineData("2", "abc", false)]
    public async Task A_body_that_is_not_as_long_as_declared_never_looks_whole(string declared, string body, bool end)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendRequestAsync(1, "POST", "/", end: false, ("content-length", declared));
        await client.SendDataAsync(1, body, end);

        Assert.Equal(ProtocolError, (await client.ReadAnswerAsync(1)).ResetWith);
        await Bound.Eventually(() => BooksOf.Page(_gateway.Host).Sum("halfsilver_requests_total") == 1, "the request is over");
        await BooksOf.BalanceAsync(_gateway.Host, 1);
        Assert.Empty(_primary.Requests);
        Assert.Empty(_mirror.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_gives_a_stream_up_within_its_body_cuts_primary_and_copy(bool declared)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        await client.SendRequestAsync(1, "POST", "/", end: false, declared ? [("content-length", "100")] : []);
        await client.SendDataAsync(1, "half of it", end: false);
        await _primary.WaitForHeadsAsync(1);
        await _mirror.WaitForHeadsAsync(1);

        await client.ResetAsync(1);

        await _primary.WaitForAbandonedAsync(1);
        await _mirror.WaitForAbandonedAsync(1);
        await BooksOf.BalanceAsync(_gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(_gateway.Host).Books[Fate.CutClientAbort]);
        Assert.Empty(_primary.Requests);

        // The connection is as good as before.
        await client.SendRequestAsync(3, "GET", "/", end: true);
        Assert.Equal(200, (await client.ReadAnswerAsync(3)).Status);
    }

    [Fact]
    public async Task A_client_that_gives_a_stream_up_while_it_waits_takes_the_primarys_connection_with_it()
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _primary.Answers = _ => new Answer { Gate = never.Task };
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        await client.SendRequestAsync(1, "GET", "/", end: true);
        await _primary.WaitForAsync(1);

        await client.ResetAsync(1);

        await Bound.Eventually(
            () => BooksOf.Page(_gateway.Host).Sum("halfsilver_requests_total", ("code", "000")) + BooksOf.Page(_gateway.Host).Sum("halfsilver_requests_total", ("code", "502")) == 1,
            "the request is over");
        never.SetResult();
    }

    [Fact]
    public async Task An_answer_before_the_body_has_ended_reaches_the_client_at_once()
    {
        _primary.EarlyAnswers = _ => Answer.Text("no need", 413) with { Close = true };
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        await client.SendRequestAsync(1, "POST", "/", end: false);
        await client.SendDataAsync(1, "first part", end: false);

        var answer = await client.ReadBodyAsync(1, "no need".Length);

        Assert.Equal((413, "no need"), (answer.Status, answer.BodyText));
        await client.ReadAnswerAsync(1);
        await BooksOf.BalanceAsync(_gateway.Host, 1);
    }

    [Fact]
    public async Task A_head_larger_than_allowed_is_refused_by_the_entry_points_own_limit()
    {
        await using var gateway = await TestGateway.StartAsync(
            Plans.To(_primary).WithLimits(new ConnectionLimits { MaxHeadBytes = 4096, MaxFields = 10 }));
        await using var client = await Http2Client.ConnectAsync(gateway.Address);

        await client.SendRequestAsync(1, "GET", "/", end: true, [.. Enumerable.Range(0, 11).Select(i => ($"x-{i}", "1"))]);

        Assert.Equal(431, (await client.ReadAnswerAsync(1)).Status);
        Assert.Equal(1, BooksOf.Page(gateway.Host).Sum("halfsilver_requests_refused_total", ("reason", "too_many_fields")));
    }

    [Fact]
    public async Task A_head_as_large_as_allowed_arrives()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        // One field in a frame of its own: HTTP/2's frames hold 16 KiB.
        await client.SendRequestAsync(1, "GET", "/", end: true, ("x-large", new string('x', 15_000)));

        Assert.Equal(200, (await client.ReadAnswerAsync(1)).Status);
        Assert.Equal(15_000, Assert.Single(await _primary.WaitForAsync(1)).Field("x-large")!.Length);
    }

    [Fact]
    public async Task A_stopping_gateway_says_so_finishes_what_is_under_way_and_ends_idle_connections()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _primary.Answers = _ => Answer.Text("done") with { Gate = go.Task };
        await using var busy = await Http2Client.ConnectAsync(_gateway.Address);
        await using var idle = await Http2Client.ConnectAsync(_gateway.Address);
        await busy.SendRequestAsync(1, "GET", "/", end: true);
        await _primary.WaitForAsync(1);
        await Bound.Eventually(() => BooksOf.Page(_gateway.Host).Sum("halfsilver_client_connections") == 2, "both are open");

        var stopping = _gateway.Host.StopAsync(_gateway.Host.Plans.Plan.Drain with { Primaries = TimeSpan.FromSeconds(8) });
        await Bound.Within(idle.ReadToEndAsync(), Bound.Usual, "the idle one ends");
        go.SetResult();
        var answer = await busy.ReadAnswerAsync(1);

        Assert.Equal((200, "done", 0), (answer.Status, answer.BodyText, idle.GoAway));
        await Bound.Within(busy.ReadToEndAsync(), Bound.Usual, "the busy one ends behind its answer");
        Assert.Equal(0, busy.GoAway);
        await Bound.Within(stopping, Bound.Usual, "the gateway stops");
    }

    [Fact]
    public async Task Connections_of_HTTP_2_count_against_the_entry_points_limit()
    {
        await using var gateway = await TestGateway.StartAsync(Plans.To(_primary).WithLimits(new ConnectionLimits { MaxConnections = 1 }));
        await using var first = await Http2Client.ConnectAsync(gateway.Address);
        await first.SendRequestAsync(1, "GET", "/", end: true);
        await first.ReadAnswerAsync(1);

        Assert.True(await gateway.RefusesConnectionsAsync());
        Assert.Equal(1, BooksOf.Page(gateway.Host).Sum("halfsilver_client_connections"));
    }

    [Fact]
    public async Task CONNECT_is_answered_here_and_goes_nowhere()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendHeadAsync(1, end: false, (":method", "CONNECT"), (":authority", "a.test:443"));

        Assert.Equal(501, (await client.ReadHeadAsync(1)).Status);
        Assert.Equal(1, BooksOf.Page(_gateway.Host).Sum("halfsilver_mirror_skipped_total", ("reason", "upgrade")));
        Assert.Equal((0, 0), (_primary.Connections, _mirror.Connections));
    }

    [Fact]
    public async Task A_websocket_inside_HTTP_2_is_an_upgrade_for_the_service()
    {
        await using var chat = new UpgradingUpstream(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\nhi ", UpgradingUpstream.EchoAsync);
        await using var gateway = await TestGateway.StartAsync(Plans.To(chat, Plans.Mirror(_mirror)));
        await using var client = await Http2Client.ConnectAsync(gateway.Address);

        await client.SendRequestAsync(1, "CONNECT", "/chat", end: false, (":protocol", "websocket"), ("sec-websocket-version", "13"));
        await client.SendDataAsync(1, "there", end: false);
        var answer = await client.ReadBodyAsync(1, "hi there".Length);
        await client.SendDataAsync(1, "!", end: true);
        answer = await client.ReadAnswerAsync(1);

        Assert.Equal((200, "hi there!", true), (answer.Status, answer.BodyText, answer.IsWhole));
        var head = Assert.Single(chat.Heads);
        Assert.StartsWith("GET /chat HTTP/1.1\r\nHost: a.test\r\n", head);
        Assert.Matches("\r\nSec-WebSocket-Key: [A-Za-z0-9+/]{22}==\r\n", head);
        Assert.Contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n", head);
        Assert.Equal(1, BooksOf.Page(gateway.Host).Sum("halfsilver_mirror_skipped_total", ("reason", "upgrade")));
        Assert.Equal(0, _mirror.Connections);
        await Bound.Eventually(() => BooksOf.Page(gateway.Host).Sum("halfsilver_upgraded_connections") == 0, "the tunnel is over");
    }

    [Fact]
    public async Task Any_other_tunnel_inside_HTTP_2_is_answered_here()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);

        await client.SendRequestAsync(1, "CONNECT", "/x", end: false, (":protocol", "connect-udp"));

        Assert.Equal(501, (await client.ReadHeadAsync(1)).Status);
        Assert.Equal(0, _primary.Connections);
    }

    private async Task AssertRefusedAsync(Http2Client client)
    {
        var answer = await client.ReadAnswerAsync(1);
        Assert.True(answer.Status == 400 || answer.ResetWith == ProtocolError || client.GoAway > 0, $"{answer.Status} {answer.ResetWith} {client.GoAway}");
        Assert.Equal((0, 0), (_primary.Connections, _mirror.Connections));
    }
}
