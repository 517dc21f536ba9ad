using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>What a client is told when the primary cannot answer, and when the gateway tries again.</summary>
public sealed class PrimaryFaultTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task A_refusing_primary_is_a_502_with_a_request_id()
    {
        await using var dead = BadMirror.Refuses();
        var answer = await AskAsync(Plans.To(dead), Get);

        Assert.Equal(502, answer.Status);
        Assert.Equal("application/problem+json", answer.Field("Content-Type"));
        Assert.Contains($"\"requestId\":\"{answer.Field("X-Request-Id")}\"", answer.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_began_before_the_upload_had_ended_may_take_longer_than_a_head_may()
    {
        var rest = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start();
        primary.EarlyAnswers = _ => new Answer { Body = Bytes.Of("stream"), BodyGate = rest.Task };
        var plan = Plans.To(primary);
        plan = plan with { Routes = [plan.Routes[0] with { Timeout = TimeSpan.FromMilliseconds(300) }] };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
        var head = "";
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var more = await client.ReadSomeAsync();
            Assert.NotEmpty(more);
            head += Bytes.Text(more);
        }

        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        var body = client.ReadSomeAsync(6);
        await client.SendAsync("def");
        Assert.False(await Bound.EndsWithin(body, TimeSpan.FromMilliseconds(900)));
        rest.SetResult();

        Assert.Equal("stream", Bytes.Text(await body));
    }

    [Fact]
    public async Task A_service_without_endpoints_is_a_503()
    {
        var plan = Plans.To("127.0.0.1:1");
        plan = plan with { Services = plan.Services.SetItem("primary", Plans.Service("primary")) };

        Assert.Equal(503, (await AskAsync(plan, Get)).Status);
    }

    [Fact]
    public async Task A_primary_that_does_not_answer_in_time_is_a_504()
    {
        await using var primary = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        var plan = Plans.To(primary);
        plan = plan with { Routes = [plan.Routes[0] with { Timeout = TimeSpan.FromMilliseconds(200) }] };

        Assert.Equal(504, (await AskAsync(plan, Get)).Status);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_a_502()
    {
        var answer = await AskAsync(Plans.To("no-such-host.invalid:80"), Get);

        Assert.Equal(502, answer.Status);
        Assert.Contains("resolve", answer.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_the_routes_limit_is_a_413_and_one_at_the_limit_passes()
    {
        await using var primary = RecordingUpstream.Start();
        var plan = Plans.To(primary);
        plan = plan with { Routes = [plan.Routes[0] with { MaxBodyBytes = 5 }] };

        Assert.Equal(200, (await AskAsync(plan, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345")).Status);
        Assert.Equal(413, (await AskAsync(plan, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n123456")).Status);
        Assert.Equal(
            413, (await AskAsync(plan, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n0\r\n\r\n")).Status);
    }

    [Fact]
    public async Task A_dead_endpoint_is_passed_over_for_a_living_one()
    {
        await using var dead = BadMirror.Refuses();
        await using var alive = RecordingUpstream.Start();
        var plan = Plans.To(alive);
        plan = plan with
        {
            Services = plan.Services.SetItem("primary", Plans.Service("primary", dead.Authority, alive.Authority)),
        };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
        }
    }

    [Theory]
    [InlineData("GET", 200, 3)]
    [InlineData("POST", 502, 2)]
    public async Task A_connection_that_dies_under_a_request_is_tried_again_only_for_idempotent_methods(string method, int status, int tries)
    {
        // The primary takes the second request whole and goes without a word.
        await using var primary = RecordingUpstream.Start(request =>
            request.Connection == 1 && request.Sequence == 2 ? new Answer { Hangup = true } : Answer.Ok);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(200, (await client.AskAsync(Get)).Status);

        var answer = await client.AskAsync($"{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(status, answer.Status);
        Assert.Equal(tries, primary.Count);
    }

    [Fact]
    public async Task A_kept_connection_that_the_primary_closed_is_not_used()
    {
        await using var primary = RecordingUpstream.Start(new Answer { Close = true });
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await client.AskAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")).Status);
            await Bound.Eventually(() => primary.OpenConnections == 0, "the primary has closed");
        }
    }

    [Fact]
    public async Task No_route_is_a_404()
    {
        var plan = Plans.To("127.0.0.1:1");
        plan = plan with { Routes = [plan.Routes[0] with { Rule = new PathPrefixRule("/only") }] };

        Assert.Equal(404, (await AskAsync(plan, Get)).Status);
    }

    private static async Task<ReceivedAnswer> AskAsync(Plan plan, string request)
    {
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();
        return await client.AskAsync(request);
    }
}
