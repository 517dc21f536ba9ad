using System.Collections.Immutable;
using System.Diagnostics;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Matching;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>One request, several calls, one answer.</summary>
public sealed class FanOutTests
{
    [Fact]
    public async Task Answers_of_all_calls_are_merged_and_the_later_call_wins()
    {
        await using var a = Json("""{"id":7,"name":"a","big":12345678901234567890.10}""");
        await using var b = Json("""{"name":"b","tags":["x"],"e":"é\u00e9"}""");
        var answer = await AskAsync(Plan([Call("a"), Call("b")], a, b), "GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((200, "application/json", "true"), (answer.Status, answer.Field("Content-Type"), answer.Field("X-Complete")));
        Assert.Equal("""{"id":7,"name":"b","big":12345678901234567890.10,"tags":["x"],"e":"éé"}""", System.Text.Encoding.UTF8.GetString(answer.Body!));
    }

    public static TheoryData<string, string, string> Shapes() => new()
    {
        { "group", """{"x":1}""", """{"g":{"x":1}}""" },
        { "target", """{"data":{"user":{"x":1}},"y":2}""", """{"x":1}""" },
        { "target that is not there", """{"data":1}""", "{}" },
        { "allow", """{"a":1,"b":{"c":2,"d":3},"e":4}""", """{"a":1,"b":{"c":2}}""" },
        { "deny", """{"a":1,"b":{"c":2,"d":3},"e":4}""", """{"b":{"d":3},"e":4}""" },
        { "rename", """{"a":1,"b":2}""", """{"b":2,"z":1}""" },
        { "rename deep", """{"a":{"b":1,"c":2}}""", """{"a":{"c":2},"x":{"y":1}}""" },
        { "swap", """{"a":1,"b":2}""", """{"b":1,"a":2}""" },
        { "null", """{"a":null,"b":[null]}""", """{"a":null,"b":[null]}""" },
        { "numbers", """{"a":1.0,"b":1e400,"c":-0,"d":9007199254740993}""", """{"a":1.0,"b":1e400,"c":-0,"d":9007199254740993}""" },
        { "empty", "", "{}" },
        { "collection", """[{"x":1},2]""", """{"collection":[{"x":1},2]}""" },
        { "text", "plain \"text\"", """{"content":"plain \"text\""}""" },
        { "twice", """{"a":1,"a":2}""", """{"a":2}""" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task An_answer_is_shaped_before_it_is_merged(string shape, string body, string expected)
    {
        await using var a = Json(body);
        var call = shape switch
        {
            "group" => Call("a") with { Group = "g" },
            "target" or "target that is not there" => Call("a") with { Target = "data.user" },
            "allow" => Call("a") with { Allow = ["a", "b.c", "none"] },
            "deny" => Call("a") with { Deny = ["a", "b.c", "none.x"] },
            "rename" => Call("a") with { Rename = ImmutableDictionary<string, string>.Empty.Add("a", "z") },
            "rename deep" => Call("a") with { Rename = ImmutableDictionary<string, string>.Empty.Add("a.b", "x.y") },
            "swap" => Call("a") with { Rename = ImmutableDictionary<string, string>.Empty.Add("a", "b").Add("b", "a") },
            "text" => Call("a") with { Encoding = FanOutEncoding.Text },
            _ => Call("a"),
        };

        Assert.Equal(expected, (await AskAsync(Plan([call], a), "GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n")).BodyText);
    }

    [Fact]
    public async Task A_call_carries_what_its_record_lets_through_and_nothing_else()
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        var narrow = Call("a") with
        {
            Method = "POST",
            Path = "/v1/people/{id}/card",
            Query = ["q", "é"],
            Fields = ["content-type", "X-Keep"],
            SetFields = [new Field("X-Set", "s"), new Field("X-Keep", "mine")],
        };
        const string Request = "PUT /user/a%2fb?q=1&drop=2&%C3%A9=3&q=4 HTTP/1.1\r\nHost: shop\r\nContent-Type: text/x\r\nX-Keep: theirs\r\nCookie: c\r\nAccept-Encoding: gzip\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        await AskAsync(Plan([narrow, Call("b")], a, b), Request);

        var one = Assert.Single(a.Requests);
        Assert.Equal("POST /v1/people/a%2fb/card?q=1&%C3%A9=3&q=4 HTTP/1.1", one.RequestLine);
        Assert.Equal("abcde", one.BodyText);
        Assert.Equal(
            ["Accept-Encoding: identity", "Content-Length: 5", "Content-Type: text/x", $"Host: {a.Authority}", "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Host: shop", "X-Forwarded-Proto: http", "X-Keep: mine", "X-Set: s"],
            one.HeadText.Split("\r\n")[1..].Where(line => line.Length > 0).Order(StringComparer.Ordinal));
        var other = Assert.Single(b.Requests);
        Assert.Equal("PUT /user/a%2fb?q=1&drop=2&%C3%A9=3&q=4 HTTP/1.1", other.RequestLine);
        Assert.Contains("Cookie: c\r\n", other.HeadText, StringComparison.Ordinal);
        Assert.Equal("abcde", other.BodyText);
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("refuses")]
    [InlineData("500")]
    [InlineData("not JSON")]
    [InlineData("too long")]
    public async Task What_fails_or_comes_too_late_is_left_out(string fault)
    {
        await using var a = Json("""{"a":1}""");
        await using LoopbackServer bad = fault switch
        {
            "hangs" => BadMirror.Hangs(),
            "refuses" => BadMirror.Refuses(),
            "500" => RecordingUpstream.Start(Answer.Text("""{"b":1}""", 500)),
            "not JSON" => Json("{\"b\":"),
            _ => Json($$"""{"b":"{{new string('x', 5_000)}}"}"""),
        };
        var plan = Plan([Call("a"), Call("b")], a, bad);
        if (fault == "hangs")
        {
            plan = plan with { Services = plan.Services.SetItem("all", (FanOutService)plan.Services["all"] with { Timeout = TimeSpan.FromSeconds(4) }) };
        }

        var watch = Stopwatch.StartNew();
        var answer = await AskAsync(plan, "GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((200, """{"a":1}""", "false"), (answer.Status, answer.BodyText, answer.Field("X-Complete")));
        Assert.True(fault != "hangs" || watch.Elapsed > TimeSpan.FromSeconds(3.9), $"did not wait: {watch.Elapsed}");
    }

    [Fact]
    public async Task When_every_call_fails_the_client_is_told()
    {
        var answer = await AskAsync(
            Plan([Call("a"), Call("b")], BadMirror.Refuses(), BadMirror.Refuses()) is var plan
                ? plan with { Services = plan.Services.SetItem("all", (FanOutService)plan.Services["all"] with { FailureStatus = 500 }) } : plan,
            "GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((500, "application/problem+json"), (answer.Status, answer.Field("Content-Type")));
    }

    [Fact]
    public async Task Calls_may_go_one_after_the_other()
    {
        var gate = new TaskCompletionSource();
        await using var a = RecordingUpstream.Start(new Answer { Gate = gate.Task, Body = Bytes.Of("{}") });
        await using var b = Json("{}");
        var plan = Plan([Call("a"), Call("b")], a, b);
        plan = plan with { Services = plan.Services.SetItem("all", (FanOutService)plan.Services["all"] with { Sequential = true, Timeout = TimeSpan.FromSeconds(20) }) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n");
        await a.WaitForAsync(1);
        Assert.Empty(b.Begun);
        gate.SetResult();
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        Assert.Single(b.Requests);
    }

    [Fact]
    public async Task Of_calls_that_race_the_first_good_one_counts()
    {
        var number = 0;
        var slow = new TaskCompletionSource();
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var a = RecordingUpstream.Start(_ =>
        {
            switch (Interlocked.Increment(ref number))
            {
                case 1:
                    return Answer.Text("{}", 500);
                case 2:
                    // Who wins before the last has begun is never raced by it.
                    return Answer.Text("""{"won":true}""") with { Gate = third.Task };
                default:
                    third.SetResult();
                    return new Answer { Gate = slow.Task };
            }
        });
        var answer = await AskAsync(Plan([Call("a") with { Race = 3 }], a), "GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal("""{"won":true}""", answer.BodyText);
        Assert.Equal(3, a.Begun.Count);
        await a.WaitForAbandonedAsync(1);
    }

    [Theory]
    [InlineData(-1, 200)]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task A_body_longer_than_may_be_kept_is_a_413(int more, int status)
    {
        await using var a = Json("{}");
        var body = new string('b', 2_000 + more);
        var answer = await AskAsync(Plan([Call("a")], a), $"POST /user/7 HTTP/1.1\r\nHost: shop\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 1 : 0, a.Begun.Count);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_every_call()
    {
        await using var a = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        await using var b = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        var plan = Plan([Call("a"), Call("b")], a, b);
        plan = plan with { Services = plan.Services.SetItem("all", (FanOutService)plan.Services["all"] with { Timeout = TimeSpan.FromSeconds(60) }) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GET /user/7 HTTP/1.1\r\nHost: shop\r\n\r\n");
            await Task.WhenAll(a.WaitForAsync(1), b.WaitForAsync(1));
        }

        await Task.WhenAll(a.WaitForAbandonedAsync(1), b.WaitForAbandonedAsync(1));
    }

    [Fact]
    public async Task A_mirror_beside_it_sees_the_clients_request_and_the_books_balance_under_load()
    {
        await using var a = Json("""{"a":1}""");
        await using var b = Json("""{"b":1}""");
        await using var mirror = CountingUpstream.Start();
        var plan = Plan([Call("a"), Call("b")], a, b);
        plan = plan with
        {
            Routes = [plan.Routes[0] with { Mirrors = [Plans.Mirror(mirror)] }],
            Services = plan.Services.Add(mirror.Authority, Plans.Service(mirror.Authority, mirror.Authority))
                .SetItem("all", (FanOutService)plan.Services["all"] with { Timeout = TimeSpan.FromSeconds(30) }),
        };
        await using var gateway = await TestGateway.StartAsync(plan);

        var load = await LoadClient.RunAsync(new Load
        {
            To = gateway.Address,
            Connections = 16,
            RequestsEach = 63,
            Request = _ => Bytes.Of("POST /user/7 HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\n0123456789"),
        });

        Assert.Equal((1008, 0), (load.Statuses[200], load.Failed));
        await BooksOf.BalanceAsync(gateway.Host, 1008);
        Assert.Equal((1008, 1008, 1008), (mirror.Count, a.Count, b.Count));
        Assert.Equal(0, gateway.Host.Mirrors.Budgets.Bytes.Held);
    }

    [Fact]
    public void What_cannot_be_made_is_a_problem_of_the_plan()
    {
        var plan = Plan([Call("a") with { Race = 0, Path = "/x/{none}", Allow = ["a"], Deny = ["b..c"] }]);
        plan = plan with { Routes = [plan.Routes[0] with { Mirrors = [Plans.Mirror("all")] }] };

        Assert.Equal(
            ["services[all].fanOut.calls[a].race", "services[all].fanOut.calls[a].deny", "services[all].fanOut.calls[a].deny", "routes[all].mirrors[mirror].service", "services[all].fanOut.calls[a].path"],
            PlanRules.CheckAll(plan).Select(problem => problem.Path));
    }

    private static RecordingUpstream Json(string body) => RecordingUpstream.Start(new Answer { Body = System.Text.Encoding.UTF8.GetBytes(body), Fields = ["Content-Type: application/json"] });

    private static FanOutCall Call(string name) => new() { Name = name, Service = new ServiceRef(name) };

    private static Plan Plan(FanOutCall[] calls, params LoopbackServer[] upstreams)
    {
        var plan = Plans.To("127.0.0.1:1");
        var services = plan.Services.Add("all", new FanOutService
        {
            Name = "all",
            Calls = [.. calls],
            Timeout = TimeSpan.FromSeconds(60),
            MaxBufferedBody = 2_000,
            MaxAnswerBytes = 4_096,
            CompleteField = "X-Complete",
        });
        foreach (var (name, at) in calls.Select(call => call.Name).Zip(upstreams.Select(upstream => upstream.Authority).Append("127.0.0.1:1")))
        {
            services = services.Add(name, Plans.Service(name, at));
        }

        return plan with
        {
            Services = services,
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
