using System.Collections.Immutable;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>A service, and another that answers where the first cannot.</summary>
public sealed class FailoverTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    private static readonly ImmutableArray<StatusRange> Errors = [new(500, 599)];

    [Fact]
    public async Task The_first_answers_while_it_can_and_the_fallback_is_left_in_peace()
    {
        await using var first = RecordingUpstream.Start(Answer.Text("first"));
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, Errors));
        await using var client = await gateway.ConnectAsync();

        Assert.Equal("first", (await client.AskAsync(Get)).BodyText);
        Assert.Equal("first", (await client.AskAsync(Post)).BodyText);
        Assert.Equal(0, fallback.Count);
        Assert.Equal(0, Failovers(gateway));
    }

    [Theory]
    [InlineData(Get)]
    [InlineData(Post)]
    public async Task A_service_that_refuses_connections_leaves_the_request_to_the_fallback(string request)
    {
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        await using var dead = BadMirror.Refuses();
        var logs = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(Plan(dead.Authority, fallback.Authority), logs);
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync(request);

        Assert.Equal((200, "fallback"), (answer.Status, answer.BodyText));
        Assert.Equal(request == Post ? "hello" : "", Assert.Single(fallback.Requests).BodyText);
        Assert.Equal(1, Failovers(gateway, "failed"));
        Assert.Contains("fallback answer in place of first: connect", Assert.Single(logs.Of("failover.used")), StringComparison.Ordinal);
        Assert.Empty(logs.Of("primary.failed"));
    }

    [Fact]
    public async Task A_service_without_an_endpoint_that_is_well_leaves_it_too()
    {
        await using var sick = RecordingUpstream.Start(Answer.Of(500));
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        var plan = Plan(sick.Authority, fallback.Authority);
        var check = new HealthCheck { Path = "/", Interval = TimeSpan.FromMilliseconds(20), Timeout = Bound.Usual, UnhealthyAfter = 1 };
        plan = plan with { Services = plan.Services.SetItem("first", Plans.Service("first", sick.Authority) with { HealthCheck = check }) };
        var logs = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(plan, logs);
        await using var client = await gateway.ConnectAsync();
        await Bound.Eventually(() => logs.Of("endpoint.unwell").Length > 0, "it is not well");

        Assert.Equal("fallback", (await client.AskAsync(Get)).BodyText);
        Assert.Equal(1, Failovers(gateway, "no_endpoint"));
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(500, true)]
    [InlineData(429, false)]
    [InlineData(404, false)]
    public async Task Only_a_listed_status_is_not_given_to_the_client(int status, bool yields)
    {
        await using var first = RecordingUpstream.Start(Answer.Text("first", status));
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, Errors));
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync(Get);

        Assert.Equal(yields ? (200, "fallback") : (status, "first"), (answer.Status, answer.BodyText));
        Assert.Equal(yields ? 1 : 0, Failovers(gateway, "status"));
        await Bound.Eventually(() => Primary(gateway, "first", $"{status / 100}xx") == 1, "the first is counted once");
        await Bound.Eventually(() => Primary(gateway, "fallback", "2xx") == (yields ? 1 : 0), "the fallback is counted where it answered");
    }

    [Fact]
    public async Task Passing_over_short_answers_keeps_the_connections()
    {
        await using var first = RecordingUpstream.Start(Answer.Text("sorry", 503));
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, Errors));
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("fallback", (await client.AskAsync(Post)).BodyText);
        }

        Assert.Equal((1, 1), (first.Connections, fallback.Connections));
        Assert.Equal(5, Failovers(gateway, "status"));
    }

    [Fact]
    public async Task Once_the_answer_has_begun_it_stays_with_it()
    {
        await using var first = BadMirror.Truncates();
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, Errors));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Get);
        var seen = Bytes.Text(await client.ReadToEndAsync());

        Assert.StartsWith("HTTP/1.1 200", seen, StringComparison.Ordinal);
        Assert.Equal(0, fallback.Count);
        Assert.Equal(0, Failovers(gateway));
    }

    [Theory]
    [InlineData(false, 300_000)]
    [InlineData(true, 300_000)]
    [InlineData(false, 1)]
    [InlineData(true, 1_000_000)]
    public async Task The_fallback_gets_the_whole_body_once_more_and_the_mirror_gets_it_once(bool chunked, int length)
    {
        var body = new PatternBody(length, 7);
        await using var first = RecordingUpstream.Start(Answer.Of(500));
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, Errors, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}")}\r\n\r\n");
        await client.SendAsync(body, chunked ? 5_000 : 0);
        Assert.Equal("fallback", (await client.ReadAnswerAsync()).BodyText);

        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
        foreach (var upstream in new[] { first, fallback, mirror })
        {
            var request = Assert.Single(upstream.Requests);
            Assert.Equal((length, body.Sha256, chunked), (request.BodyLength, request.BodySha256, request.Framing == Framing.Chunked));
        }

        Assert.Equal(Anomaly.None, fallback.Anomalies);
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task A_body_beyond_what_is_kept_stays_with_the_first_service(int length, bool yields)
    {
        await using var first = RecordingUpstream.Start(Answer.Of(503));
        await using var fallback = RecordingUpstream.Start();
        var plan = Plan(first.Authority, fallback.Authority, Errors);
        plan = plan with { Services = plan.Services.SetItem("both", (FailoverService)plan.Services["both"] with { MaxBufferedBody = 1_000 }) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}");

        Assert.Equal(yields ? 200 : 503, answer.Status);
        Assert.Equal(length, Assert.Single(first.Requests).BodyLength);
        Assert.Equal(yields ? 1 : 0, fallback.Count);
    }

    [Fact]
    public async Task An_error_before_the_upload_has_ended_leaves_the_fallback_the_whole_of_it()
    {
        await using var first = RecordingUpstream.Start();
        first.EarlyAnswers = _ => Answer.Of(503);
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, Errors));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
        await first.WaitForHeadsAsync(1);
        await client.SendAsync("def");
        await client.SendAsync("ghi");

        Assert.Equal("fallback", (await client.ReadAnswerAsync()).BodyText);
        Assert.Equal("abcdefghi", Assert.Single(fallback.Requests).BodyText);
    }

    [Theory]
    [InlineData("GET", false, true)]
    [InlineData("POST", false, false)]
    [InlineData("POST", true, true)]
    public async Task A_service_that_hangs_up_leaves_what_may_be_sent_twice_and_what_is_listed(string method, bool listed, bool yields)
    {
        await using var first = RecordingUpstream.Start(new Answer { Hangup = true });
        await using var fallback = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, listed ? [new(502, 502)] : []));
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync($"{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(yields ? 200 : 502, answer.Status);
        Assert.Equal(yields ? 1 : 0, fallback.Count);
    }

    [Fact]
    public async Task Silence_counts_as_the_504_that_it_would_be()
    {
        await using var first = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        await using var fallback = RecordingUpstream.Start(Answer.Text("fallback"));
        var plan = Plan(first.Authority, fallback.Authority, [new(504, 504)]);
        plan = plan with { Services = plan.Services.SetItem("first", Plans.Service("first", first.Authority) with { Timeouts = new ServiceTimeouts { Request = TimeSpan.FromMilliseconds(200) } }) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        Assert.Equal("fallback", (await client.AskAsync(Post)).BodyText);
        Assert.Equal("hello", Assert.Single(fallback.Requests).BodyText);
    }

    [Fact]
    public async Task A_fallback_may_have_one_of_its_own_and_the_last_ones_answer_is_given_whatever_it_is()
    {
        await using var first = RecordingUpstream.Start(Answer.Of(500));
        await using var second = RecordingUpstream.Start(Answer.Of(502));
        await using var third = RecordingUpstream.Start(Answer.Text("last", 503));
        var plan = Plan(first.Authority, "127.0.0.1:1", Errors);
        plan = plan with
        {
            Services = plan.Services
                .SetItem("fallback", new FailoverService { Name = "fallback", Primary = new("second"), Fallback = new("third"), OnStatus = Errors })
                .Add("second", Plans.Service("second", second.Authority)).Add("third", Plans.Service("third", third.Authority)),
        };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync(Post);

        Assert.Equal((503, "last"), (answer.Status, answer.BodyText));
        Assert.All([first, second, third], upstream => Assert.Equal("hello", Assert.Single(upstream.Requests).BodyText));
        Assert.Equal(2, Failovers(gateway, "status"));
    }

    [Fact]
    public async Task A_fallback_that_cannot_answer_either_is_an_ordinary_problem_and_the_copies_are_made()
    {
        await using var first = BadMirror.Refuses();
        await using var fallback = BadMirror.Refuses();
        await using var mirror = RecordingUpstream.Start();
        var plan = Plan(first.Authority, fallback.Authority, Errors, Plans.Mirror(mirror));
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        Assert.Equal(502, (await client.AskAsync(Post)).Status);
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
        Assert.Equal("hello", Assert.Single(mirror.Requests).BodyText);
    }

    [Fact]
    public async Task Mirrors_around_the_first_service_copy_every_request_once_whoever_answers()
    {
        var status = 200;
        await using var first = RecordingUpstream.Start(_ => Answer.Of(Volatile.Read(ref status)));
        await using var fallback = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        var plan = Plan(first.Authority, fallback.Authority, Errors);
        var record = Plans.Mirror(mirror);
        plan = plan with
        {
            Services = plan.Services
                .SetItem("both", (FailoverService)plan.Services["both"] with { Primary = new("copied") })
                .Add("copied", new MirroringService { Name = "copied", Primary = new("first"), Mirrors = [record] })
                .Add(mirror.Authority, Plans.Service(mirror.Authority, mirror.Authority)),
        };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync(Post);
        Volatile.Write(ref status, 500);
        Assert.Equal(200, (await client.AskAsync(Post)).Status);

        await BooksOf.BalanceAsync(gateway.Host, 2);
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
        Assert.Equal((2, 1), (mirror.Count, fallback.Count));
    }

    [Fact]
    public async Task A_failover_that_copies_go_to_stands_for_its_first_service()
    {
        await using var primary = CountingUpstream.Start();
        await using var first = RecordingUpstream.Start(Answer.Of(500));
        await using var fallback = RecordingUpstream.Start();
        var plan = Plan(first.Authority, fallback.Authority, Errors);
        plan = plan with
        {
            Services = plan.Services.Add("primary", Plans.Service("primary", primary.Authority)),
            Routes = [plan.Routes[0] with { Action = new ForwardAction(new("primary")), Mirrors = [Plans.Mirror("both") with { Name = "mirror" }] }],
        };
        await using var gateway = await TestGateway.StartAsync(plan);

        await LoadClient.RunAsync(Load.Get(gateway.Address, requestsEach: 10));

        await BooksOf.BalanceAsync(gateway.Host, 10);
        Assert.Equal((10, 0), (first.Count, fallback.Count));
        Assert.Equal("both", BooksOf.Mirror(gateway.Host).Destination);
    }

    [Fact]
    public async Task A_client_that_leaves_while_the_first_is_asked_is_nobodys_request_any_more()
    {
        await using var first = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        await using var fallback = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plan(first.Authority, fallback.Authority, Errors));
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync(Post);
            await first.WaitForAsync(1);
        }

        await first.WaitForAbandonedAsync(1);
        await using var next = await gateway.ConnectAsync();
        first.Answers = _ => Answer.Ok;
        Assert.Equal(200, (await next.AskAsync(Get)).Status);
        Assert.Equal(0, fallback.Count);
    }

    [Fact]
    public void Explaining_a_request_names_both()
    {
        var explained = PlanExplainer.Explain(Plan("127.0.0.1:1", "127.0.0.1:2", Errors), new ExplainRequest("GET", new Uri("http://a/"), []));

        Assert.Contains("forwarded to both: first, or fallback where that cannot answer or answers with 500-599", explained, StringComparison.Ordinal);
    }

    private static double Failovers(TestGateway gateway, string? reason = null) => reason is null
        ? BooksOf.Page(gateway.Host).Sum("halfsilver_failovers_total")
        : BooksOf.Page(gateway.Host).Sum("halfsilver_failovers_total", ("route", "all"), ("reason", reason));

    private static double Primary(TestGateway gateway, string destination, string codeClass) =>
        BooksOf.Page(gateway.Host).Sum("halfsilver_primary_requests_total", ("destination", destination), ("code_class", codeClass));

    private static Plan Plan(string first, string fallback, ImmutableArray<StatusRange> onStatus = default, params Mirror[] mirrors)
    {
        var plan = Plans.To("127.0.0.1:1", mirrors);
        return plan with
        {
            Services = plan.Services.Remove("primary")
                .Add("both", new FailoverService { Name = "both", Primary = new("first"), Fallback = new("fallback"), OnStatus = onStatus.IsDefault ? [] : onStatus })
                .Add("first", Plans.Service("first", first))
                .Add("fallback", Plans.Service("fallback", fallback)),
            Routes = [plan.Routes[0] with { Action = new ForwardAction(new("both")) }],
        };
    }
}
