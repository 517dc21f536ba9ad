using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>What one client may ask of an entry point, and for how long.</summary>
public sealed class ConnectionTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task A_head_that_takes_too_long_is_a_408_and_the_end()
    {
        await using var gateway = await StartAsync(new ConnectionLimits { HeadTimeout = TimeSpan.FromSeconds(4) });
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost:");

        Assert.Equal(408, (await client.ReadAnswerAsync()).Status);
        Assert.True(await client.IsClosedAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task An_idle_connection_is_closed_without_a_word()
    {
        await using var gateway = await StartAsync(new ConnectionLimits { KeepAliveTimeout = TimeSpan.FromMilliseconds(150) });
        await using var client = await gateway.ConnectAsync();
        await client.AskAsync(Get);

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_body_slower_than_the_least_rate_is_a_408_and_its_copy_is_not_whole()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        var limits = new ConnectionLimits { BodyRateGrace = TimeSpan.FromSeconds(4) };
        await using var gateway = await TestGateway.StartAsync(With(Plans.To(primary, Plans.Mirror(mirror)), limits));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nslow");
        await mirror.WaitForHeadsAsync(1);

        Assert.Equal(408, (await client.ReadAnswerAsync()).Status);
        Assert.True(await client.IsClosedAsync(TimeSpan.FromSeconds(5)));
        await mirror.WaitForAbandonedAsync(1);
        Assert.Empty(primary.Requests);
        Assert.Empty(mirror.Requests);
        await BooksOf.BalanceAsync(gateway.Host, 1);
    }

    [Fact]
    public async Task A_head_larger_than_allowed_is_a_431()
    {
        await using var gateway = await StartAsync(new ConnectionLimits { MaxHeadBytes = 2_000 });
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('x', 2_000)}\r\n\r\n");

        Assert.Equal(431, answer.Status);
    }

    [Fact]
    public async Task More_fields_than_allowed_are_a_431()
    {
        await using var gateway = await StartAsync(new ConnectionLimits { MaxFields = 10 });
        await using var client = await gateway.ConnectAsync();

        var fields = string.Concat(Enumerable.Range(0, 11).Select(i => $"X-{i}: 1\r\n"));

        Assert.Equal(431, (await client.AskAsync($"GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n")).Status);
    }

    [Fact]
    public async Task A_connection_above_the_limit_is_closed_and_those_below_are_served()
    {
        await using var gateway = await StartAsync(new ConnectionLimits { MaxConnections = 2 });
        await using var first = await gateway.ConnectAsync();
        await using var second = await gateway.ConnectAsync();
        await first.AskAsync(Get);
        await second.AskAsync(Get);

        Assert.True(await gateway.RefusesConnectionsAsync());
        Assert.Equal(200, (await first.AskAsync(Get)).Status);
    }

    [Theory]
    [InlineData("HTTP/1.1", "Connection: close", true)]
    [InlineData("HTTP/1.1", "X: 1", false)]
    [InlineData("HTTP/1.0", "X: 1", true)]
    [InlineData("HTTP/1.0", "Connection: keep-alive", false)]
    public async Task A_connection_is_kept_as_version_and_Connection_field_say(string version, string field, bool closes)
    {
        await using var gateway = await StartAsync(new ConnectionLimits());
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync($"GET / {version}\r\nHost: a\r\n{field}\r\n\r\n");

        Assert.Equal(200, answer.Status);
        Assert.Equal(closes, await client.IsClosedAsync(closes ? Bound.Usual : TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_upload_everywhere()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf");
            await primary.WaitForHeadsAsync(1);
            await mirror.WaitForHeadsAsync(1);
        }

        await primary.WaitForAbandonedAsync(1);
        await mirror.WaitForAbandonedAsync(1);
        Assert.Empty(mirror.Requests);
        await BooksOf.BalanceAsync(gateway.Host, 1);
    }

    [Fact]
    public async Task A_client_that_goes_away_while_it_waits_ends_the_primarys_work()
    {
        await using var primary = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync(Get);
            await primary.WaitForAsync(1);
        }

        await primary.WaitForAbandonedAsync(1);
    }

    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/a\\b")]
    [InlineData("/a%00b")]
    public async Task A_path_that_two_parsers_could_read_differently_is_refused_unless_the_entry_point_says_otherwise(string path)
    {
        await using var primary = RecordingUpstream.Start();
        var plan = Plans.To(primary);
        await using var strict = await TestGateway.StartAsync(plan);
        await using var asIs = await TestGateway.StartAsync(
            plan with { EntryPoints = [plan.EntryPoints[0] with { Paths = PathPolicy.AsIs }] });
        await using var one = await strict.ConnectAsync();
        await using var other = await asIs.ConnectAsync();

        Assert.Equal(400, (await one.AskAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        Assert.Equal(200, (await other.AskAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        Assert.Equal(path, Assert.Single(primary.Requests).Target);
    }

    private static async Task<TestGateway> StartAsync(ConnectionLimits limits)
    {
        var plan = Plans.To("127.0.0.1:1");
        return await TestGateway.StartAsync(With(
            plan with { Routes = [plan.Routes[0] with { Action = new DirectAction { Status = 200, Body = "here" } }] }, limits));
    }

    private static Plan With(Plan plan, ConnectionLimits limits) =>
        plan with { EntryPoints = [plan.EntryPoints[0] with { Limits = limits }] };

    [Fact]
    public async Task A_body_that_was_never_asked_for_ends_the_connection_with_the_answer()
    {
        await using var gateway = await TestGateway.StartAsync(Plans.To("127.0.0.1:1"));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
        var answer = await client.ReadAnswerAsync();

        Assert.Equal((502, "close"), (answer.Status, answer.Field("Connection")));
        Assert.Empty(answer.Interims);
        Assert.True(await client.IsClosedAsync(Bound.Usual));
    }
}
