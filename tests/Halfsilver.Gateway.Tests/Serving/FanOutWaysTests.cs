using System.Collections.Immutable;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>The ways in which calls are made, and in which their answers become one.</summary>
public sealed class FanOutWaysTests
{
    private const string Get = "GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n";

    [Theory]
    [InlineData(FanOutOutput.Collection, """[{"x":1},2]""", "application/json", """[{"x":1},2]""")]
    [InlineData(FanOutOutput.Collection, """{"collection":[3]}""", "application/json", "[3]")]
    [InlineData(FanOutOutput.Collection, """{"x":1}""", "application/json", "[]")]
    [InlineData(FanOutOutput.Text, """{"content":"as it is, \u00e9"}""", "text/plain; charset=utf-8", "as it is, é")]
    [InlineData(FanOutOutput.Text, """{"content":7}""", "text/plain; charset=utf-8", "")]
    public async Task An_output_takes_one_member(FanOutOutput output, string body, string type, string expected)
    {
        await using var a = Json(body);
        var answer = await AskAsync(Plan(a, all => all with { Output = output }), Get);

        Assert.Equal((200, type), (answer.Status, answer.Field("Content-Type")));
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(answer.Body!));
    }

    [Theory]
    [InlineData(FanOutEncoding.Object, "[1]", false)]
    [InlineData(FanOutEncoding.Object, "{}", true)]
    [InlineData(FanOutEncoding.Collection, "{}", false)]
    [InlineData(FanOutEncoding.Collection, "[1]", true)]
    [InlineData(FanOutEncoding.Json, "[1]", true)]
    [InlineData(FanOutEncoding.Json, "7", false)]
    [InlineData(FanOutEncoding.Json, "{} {}", false)]
    public async Task An_encoding_takes_its_own_and_nothing_else(FanOutEncoding encoding, string body, bool good)
    {
        await using var a = Json(body);

        Assert.Equal(good ? 200 : 502, (await AskAsync(Plan(a, change: call => call with { Encoding = encoding }), Get)).Status);
    }

    [Fact]
    public async Task A_raw_answer_is_the_calls_own_to_the_byte()
    {
        var body = new PatternBody(300_000).ToArray();
        await using var a = RecordingUpstream.Start(new Answer { Status = 418, Body = body, Fields = ["X-Own: 1", "Content-Encoding: br"] });
        await using var gateway = await TestGateway.StartAsync(Plan(a, all => all with { Output = FanOutOutput.Raw, MaxAnswerBytes = 10 }));
        await using var client = await gateway.ConnectAsync();
        var answer = await client.AskAsync("GET /user/7 HTTP/1.1\r\nHost: shop\r\nAccept-Encoding: br\r\n\r\n");

        Assert.Equal((418, "1", "br"), (answer.Status, answer.Field("X-Own"), answer.Field("Content-Encoding")));
        Assert.Equal(body, answer.Body);
        Assert.Contains("Accept-Encoding: br\r\n", a.Requests[0].HeadText, StringComparison.Ordinal);
        Assert.Equal(418, (await client.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task A_raw_answer_that_does_not_come_is_a_failure_and_the_connection_lives_on()
    {
        var slow = new TaskCompletionSource();
        await using var a = RecordingUpstream.Start(new Answer { Gate = slow.Task });
        await using var gateway = await TestGateway.StartAsync(Plan(a, all => all with { Output = FanOutOutput.Raw, FailureStatus = 504, Timeout = TimeSpan.FromMilliseconds(200) }));
        await using var client = await gateway.ConnectAsync();

        // The time may be over before the call has got there.
        for (var i = 0; i < 50 && !a.Begun.Any(call => call.IsAbandoned); i++)
        {
            Assert.Equal(504, (await client.AskAsync(Get)).Status);
        }

        await a.WaitForAbandonedAsync(1);
        Assert.Equal(504, (await client.AskAsync(Get)).Status);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 503)]
    public async Task A_part_that_fails_fails_all_where_nothing_may_be_missing(bool allowed, int status)
    {
        await using var a = Json("""{"a":1}""");
        await using var b = RecordingUpstream.Start(Answer.Text("{}", 500));
        var answer = await AskAsync(Plan(a, all => all with { AllowPartial = allowed, FailureStatus = 503 }, also: b), Get);

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData(201, null, true)]
    [InlineData(301, null, false)]
    [InlineData(201, 200, false)]
    [InlineData(404, 404, true)]
    public async Task A_status_is_good_or_not_as_the_call_says(int status, int? only, bool good)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("{}", status));

        Assert.Equal(good ? 200 : 502, (await AskAsync(Plan(a, change: call => call with { Statuses = only is { } one ? [one] : null }), Get)).Status);
    }

    [Fact]
    public async Task One_after_the_other_stops_at_the_first_that_fails()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("{}", 500));
        await using var b = Json("{}");

        Assert.Equal(502, (await AskAsync(Plan(a, all => all with { Sequential = true }, also: b), Get)).Status);
        Assert.Empty(b.Begun);
    }

    [Fact]
    public async Task Who_lost_the_race_is_ended_while_the_others_go_on()
    {
        var number = 0;
        var (fast, slow) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var a = RecordingUpstream.Start(_ => new Answer { Gate = Interlocked.Increment(ref number) == 1 ? fast.Task : new TaskCompletionSource().Task, Body = Bytes.Of("{}") });
        await using var b = RecordingUpstream.Start(new Answer { Gate = slow.Task, Body = Bytes.Of("{}") });
        var plan = Plan(a, all => all with { Timeout = TimeSpan.FromSeconds(60) }, call => call with { Race = 3 }, also: b);
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Get);
        await a.WaitForAsync(3);
        fast.SetResult();
        await a.WaitForAbandonedAsync(2);
        slow.SetResult();
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
    }

    [Theory]
    [InlineData("/v1/{id}.json?lang=en&who={id}", null, "/v1/a%2Fb.json?lang=en&who=a%2Fb&q=1&r=2")]
    [InlineData("/v1/{id}", "", "/v1/a%2Fb")]
    [InlineData("/v1/?x=", "r", "/v1/?x=&r=2")]
    [InlineData(null, "r", "/user/a%2Fb?r=2")]
    public async Task A_path_takes_parameters_anywhere_and_may_have_a_query_of_its_own(string? path, string? query, string expected)
    {
        await using var a = Json("{}");
        ImmutableArray<string>? names = query is null ? null : query.Length == 0 ? [] : [query];
        await AskAsync(Plan(a, change: call => call with { Path = path, Query = names }), "GET /user/a%2Fb?q=1&r=2 HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal($"GET {expected} HTTP/1.1", a.Requests[0].RequestLine);
    }

    [Fact]
    public async Task A_head_is_asked_for_with_a_body_and_answered_without()
    {
        await using var a = Json("""{"a":1}""");
        await using var gateway = await TestGateway.StartAsync(Plan(a));
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync("HEAD /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n");
        var answer = await client.ReadAnswerAsync(toHead: true);

        Assert.Equal((200, "7"), (answer.Status, answer.Field("Content-Length")));
        Assert.Equal("GET", a.Requests[0].RequestLine.Split(' ')[0]);
    }

    [Fact]
    public async Task A_call_may_be_a_fan_out_itself_and_gets_the_body_too()
    {
        await using var a = Json("""{"a":1}""");
        var plan = Plan(a);
        plan = plan with
        {
            Services = plan.Services.Add("outer", new FanOutService { Name = "outer", Calls = [new FanOutCall { Name = "in", Service = new ServiceRef("all"), Group = "g" }] }),
            Routes = [plan.Routes[0] with { Action = new ForwardAction(new ServiceRef("outer")) }],
        };
        var answer = await AskAsync(plan, "POST /user/7 HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nbody");

        Assert.Equal("""{"g":{"a":1}}""", answer.BodyText);
        Assert.Equal("body", a.Requests[0].BodyText);
    }

    [Fact]
    public async Task What_is_declared_too_long_is_refused_before_it_is_sent()
    {
        await using var a = Json("{}");
        await using var gateway = await TestGateway.StartAsync(Plan(a, all => all with { MaxBufferedBody = 100 }));
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync("POST /user/7 HTTP/1.1\r\nHost: shop\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");

        Assert.Equal(413, (await client.ReadAnswerAsync()).Status);
        Assert.Empty(a.Begun);
    }

    [Fact]
    public async Task The_routes_own_limits_go_first()
    {
        await using var a = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        var plan = Plan(a, all => all with { Timeout = TimeSpan.FromSeconds(60) });
        plan = plan with { Routes = [plan.Routes[0] with { Timeout = TimeSpan.FromMilliseconds(100), MaxBodyBytes = 3 }] };

        Assert.Equal(502, (await AskAsync(plan, Get)).Status);
        Assert.Equal(413, (await AskAsync(plan, "POST /user/7 HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nbody")).Status);
    }

    [Fact]
    public async Task A_put_over_a_connection_that_had_ended_is_sent_again_with_its_body()
    {
        await using var a = RecordingUpstream.Start(request => new Answer { Body = Bytes.Of("{}") });
        await using var gateway = await TestGateway.StartAsync(Plan(a));
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
        a.Answers = request => request.Sequence == 1 ? new Answer { Body = Bytes.Of("{}") } : new Answer { Hangup = true };
        var answer = await client.AskAsync("PUT /user/7 HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nbody");

        Assert.Equal(200, answer.Status);
        Assert.Equal("body", a.Requests[^1].BodyText);
    }

    [Fact]
    public async Task A_thousand_at_once_leave_nothing_behind()
    {
        const int Clients = 1_000;
        var gate = new TaskCompletionSource();
        await using var a = RecordingUpstream.Start(new Answer { Gate = gate.Task, Body = Bytes.Of("""{"a":1}""") });
        await using var b = RecordingUpstream.Start(new Answer { Gate = gate.Task, Body = Bytes.Of("""{"b":1}""") });
        await using var mirror = CountingUpstream.Start();
        var plan = Plan(a, all => all with { Timeout = TimeSpan.FromSeconds(60) }, also: b);
        plan = plan with
        {
            Services = plan.Services.Add(mirror.Authority, Plans.Service(mirror.Authority, mirror.Authority)),
            Routes = [plan.Routes[0] with { Mirrors = [Plans.Mirror(mirror)] }],
        };
        await using var gateway = await TestGateway.StartAsync(plan);
        var running = LoadClient.RunAsync(new Load
        {
            To = gateway.Address,
            Connections = Clients,
            RequestsEach = 1,
            Request = _ => Bytes.Of("POST /user/7 HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\n01234"),
        });
        await Task.WhenAll(a.WaitForAsync(Clients, TimeSpan.FromSeconds(60)), b.WaitForAsync(Clients, TimeSpan.FromSeconds(60)));
        gate.SetResult();
        var load = await running;

        Assert.Equal((Clients, 0), (load.Statuses[200], load.Failed));
        await BooksOf.BalanceAsync(gateway.Host, Clients);
        Assert.Equal((Clients, 0L), (mirror.Count, gateway.Host.Mirrors.Budgets.Bytes.Held));
        Assert.DoesNotContain(a.Begun.Concat(b.Begun), request => request.IsAbandoned);
    }

    private static RecordingUpstream Json(string body) => RecordingUpstream.Start(new Answer { Body = System.Text.Encoding.UTF8.GetBytes(body) });

    private static Plan Plan(
        LoopbackServer upstream, Func<FanOutService, FanOutService>? all = null, Func<FanOutCall, FanOutCall>? change = null, LoopbackServer? also = null)
    {
        var plan = Plans.To("127.0.0.1:1");
        var call = new FanOutCall { Name = "a", Service = new ServiceRef("a") };
        var service = new FanOutService
        {
            Name = "all",
            Calls = [change?.Invoke(call) ?? call, .. also is null ? Array.Empty<FanOutCall>() : [new FanOutCall { Name = "b", Service = new ServiceRef("b") }]],
            Timeout = TimeSpan.FromSeconds(20),
        };
        var services = plan.Services.Add("all", all?.Invoke(service) ?? service).Add("a", Plans.Service("a", upstream.Authority));
        return plan with
        {
            Services = also is null ? services : services.Add("b", Plans.Service("b", also.Authority)),
            Routes = [plan.Routes[0] with { Rule = new PathTemplateRule("/user/{id}"), Action = new ForwardAction(new ServiceRef("all")) }],
        };
    }

    private static async Task<ReceivedAnswer> AskAsync(Plan plan, string request)
    {
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();
        return await client.AskAsync(request);
    }
}
