using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Cli;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Matching;
using Halfsilver.Planning;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.KrakenDGateway;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>KrakenD's endpoints: backends, answers, and what the router itself says.</summary>
public sealed class KrakenDEndpointTests
{
    [Fact]
    public async Task Answers_of_all_backends_become_one()
    {
        await using var a = Json("""{"data":{"user":{"name":"x","mail":{"work":"w","home":"h"},"pass":1}}}""");
        await using var b = Json("""[{"id":1},2]""");
        await using var c = RecordingUpstream.Start(Answer.Text("plain"));
        await using var gateway = await StartAsync(
            File("""
                { "endpoint": "/x", "backend": [
                    { "target": "data.user", "allow": ["name", "mail.work"], "mapping": { "name": "title" }, "group": "user" },
                    { "host": ["http://b"], "is_collection": true, "mapping": { "collection": "orders" } },
                    { "host": ["http://c"], "encoding": "string", "group": "note" } ] }
                """),
            ("a:80", a), ("b:80", b), ("c:80", c));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal("""{"user":{"mail":{"work":"w"},"title":"x"},"orders":[{"id":1},2],"note":{"content":"plain"}}""", answer.BodyText);
        Assert.Equal((200, "true"), (answer.Status, answer.Field("X-Krakend-Completed")));
    }

    [Theory]
    [InlineData(204, "")]
    [InlineData(404, "{}")]
    [InlineData(200, "[1]")]
    [InlineData(200, "{")]
    public async Task What_one_backend_cannot_say_is_left_out_and_said(int status, string body)
    {
        await using var a = Json("""{"a":1}""", 201);
        await using var b = Json(body, status);
        await using var gateway = await StartAsync(File("""{ "endpoint": "/x", "backend": [{}, { "host": ["http://b"] }] }"""), ("a:80", a), ("b:80", b));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((200, """{"a":1}""", "false"), (answer.Status, answer.BodyText, answer.Field("X-Krakend-Completed")));
    }

    [Fact]
    public async Task A_later_backend_s_path_takes_values_of_earlier_answers()
    {
        await using var a = Json("""{"id":7,"tags":["x","y"],"at":{"city":"Ulm a/D"}}""");
        await using var b = Json("""{"b":1}""");
        await using var gateway = await StartAsync(
            File("""
                { "endpoint": "/x/{n}", "extra_config": { "proxy": { "sequential": true } }, "backend": [
                    { "url_pattern": "/{n}", "group": "first" },
                    { "host": ["http://b"], "url_pattern": "/{resp0_first.id}/{n}/{resp0_first.at.city}?t={resp0_first.tags}" } ] }
                """),
            ("a:80", a), ("b:80", b));

        var answer = await gateway.AskOnceAsync("GET /x/3 HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal("/7/3/Ulm%20a%2FD?t=x%2Cy", Assert.Single(b.Requests).Target);
        Assert.Equal((200, "true"), (answer.Status, answer.Field("X-Krakend-Completed")));
    }

    [Theory]
    [InlineData("{}", 200, 0)]
    [InlineData("{\"id\":1}", 500, 0)]
    public async Task Without_the_value_nobody_is_called(string body, int status, int calls)
    {
        await using var a = Json(body, status);
        await using var b = Json("{}");
        await using var gateway = await StartAsync(
            File("""{ "endpoint": "/x", "extra_config": { "proxy": { "sequential": true } }, "backend": [{}, { "host": ["http://b"], "url_pattern": "/{resp0_id}" }] }"""),
            ("a:80", a), ("b:80", b));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal("false", answer.Field("X-Krakend-Completed"));
        Assert.Equal(calls, b.Begun.Count);
    }

    [Theory]
    [InlineData("always", 200, """{"a":2,"new":[1.50]}""")]
    [InlineData("success", 200, """{"a":2,"new":[1.50]}""")]
    [InlineData("complete", 200, """{"a":2,"new":[1.50]}""")]
    [InlineData("errored", 200, """{"a":1}""")]
    [InlineData("incomplete", 200, """{"a":1}""")]
    [InlineData("always", 500, """{"a":2,"new":[1.50]}""")]
    [InlineData("errored", 500, """{"a":2,"new":[1.50]}""")]
    [InlineData("incomplete", 500, """{"a":2,"new":[1.50]}""")]
    public async Task Static_members_are_put_when_the_strategy_says(string strategy, int status, string expected)
    {
        await using var a = Json("""{"a":1}""", status);
        await using var gateway = await StartAsync(
            File($$$"""{ "endpoint": "/x", "backend": [{}], "extra_config": { "proxy": { "static": { "strategy": "{{{strategy}}}", "data": { "a": 2, "new": [1.50] } } } } }"""), ("a:80", a));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((200, expected, status == 200 ? "true" : "false"), (answer.Status, answer.BodyText, answer.Field("X-Krakend-Completed")));
    }

    [Theory]
    [InlineData("success")]
    [InlineData("complete")]
    public async Task Static_members_of_success_do_not_hide_a_failure(string strategy)
    {
        await using var a = Json("{}", 500);
        await using var gateway = await StartAsync(
            File($$$"""{ "endpoint": "/x", "backend": [{}], "extra_config": { "proxy": { "static": { "strategy": "{{{strategy}}}", "data": { "a": 2 } } } } }"""), ("a:80", a));

        Assert.Equal(500, (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
    }

    [Theory]
    [InlineData(301, "GET", "", "json")]
    [InlineData(302, "GET", "", "json")]
    [InlineData(303, "GET", "", "json")]
    [InlineData(307, "POST", "hi", "json")]
    [InlineData(308, "POST", "hi", "json")]
    [InlineData(301, "GET", "", "no-op")]
    [InlineData(307, "POST", "hi", "no-op")]
    public async Task A_backend_s_redirect_to_its_own_host_is_followed(int status, string method, string body, string output)
    {
        await using var a = RecordingUpstream.Start(request => request.Target switch
        {
            "/old" => new Answer { Status = status, Fields = ["Location: /between?x=1"], Body = Bytes.Of("moved") },
            "/between?x=1" => Answer.Of(status, "Location: http://a/new?y=2#z"),
            _ => Answer.Text("""{"a":1}"""),
        });
        await using var gateway = await StartAsync(
            File($$"""{ "endpoint": "/x", "method": "POST", "output_encoding": "{{output}}", "backend": [{ "url_pattern": "/old" }] }"""), ("a:80", a));

        var answer = await gateway.AskOnceAsync("POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi");

        Assert.Equal((200, """{"a":1}"""), (answer.Status, answer.BodyText));
        Assert.Equal(["/old", "/between?x=1", "/new?y=2"], a.Requests.Select(request => request.Target));
        Assert.Equal((method, body), (a.Requests[^1].Method, a.Requests[^1].BodyText));
    }

    [Fact]
    public async Task A_redirect_to_elsewhere_or_without_an_end_is_not_followed()
    {
        await using var a = RecordingUpstream.Start(request => Answer.Of(302, request.Target == "/away" ? "Location: http://b/" : "Location: /again"));
        await using var b = Json("{}");
        await using var gateway = await StartAsync(
            File("""
                { "endpoint": "/away", "backend": [{ "url_pattern": "/away" }] }, { "endpoint": "/round", "backend": [{ "url_pattern": "/round" }] },
                { "endpoint": "/raw", "output_encoding": "no-op", "backend": [{ "url_pattern": "/away" }] }
                """),
            ("a:80", a), ("b:80", b));

        Assert.Equal(500, (await gateway.AskOnceAsync("GET /away HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
        Assert.Equal(500, (await gateway.AskOnceAsync("GET /round HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
        Assert.Equal(12, a.Begun.Count);
        var raw = await gateway.AskOnceAsync("GET /raw HTTP/1.1\r\nHost: shop\r\n\r\n");
        Assert.Equal((302, "http://b/"), (raw.Status, raw.Field("Location")));
        Assert.Empty(b.Begun);
    }

    [Fact]
    public async Task The_router_answers_for_health_for_other_methods_and_for_paths_that_are_not_there()
    {
        await using var a = Json("{}");
        await using var gateway = await StartAsync(
            File("""{ "endpoint": "/x/{id}", "backend": [{}] }, { "endpoint": "/x/me", "method": "PUT", "backend": [{}] }, { "endpoint": "/x/{name}", "method": "DELETE", "backend": [{}] }"""), ("a:80", a));

        var health = await gateway.AskOnceAsync("GET /__health HTTP/1.1\r\nHost: shop\r\n\r\n");
        Assert.Equal((200, """{"status":"ok"}"""), (health.Status, health.BodyText));
        var other = await gateway.AskOnceAsync("POST /x/1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal((405, "DELETE, GET"), (other.Status, other.Field("Allow")));
        Assert.Equal(404, (await gateway.AskOnceAsync("GET /y HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);

        // A path that another method knows by name is still one of the template's.
        Assert.Equal(200, (await gateway.AskOnceAsync("GET /x/me HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
    }

    [Fact]
    public async Task Hosts_are_called_in_turn_and_calls_may_race()
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        await using var gateway = await StartAsync(
            File("""{ "endpoint": "/x", "backend": [{ "host": ["http://a", "b:8000/"] }] }, { "endpoint": "/y", "concurrent_calls": 3, "backend": [{}] }"""), ("a:80", a), ("b:8000", b));

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
        }

        Assert.Equal((2, 2), (a.Begun.Count, b.Begun.Count));
        Assert.Equal("b:8000", b.Begun[0].Field("Host"));
        Assert.Equal(200, (await gateway.AskOnceAsync("GET /y HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
    }

    [Theory]
    [InlineData("json-collection", "\"is_collection\": true", "[1,2]", "[1,2]", "application/json")]
    [InlineData("string", "\"encoding\": \"string\"", "text", "text", "text/plain; charset=utf-8")]
    [InlineData("fast-json", "\"encoding\": \"fast-json\"", "{\"a\":1}", "{\"a\":1}", "application/json")]
    [InlineData("json", "\"encoding\": \"safejson\"", "[1]", "{\"collection\":[1]}", "application/json")]
    public async Task Clients_are_sent_what_the_endpoint_s_encoding_says(string output, string backend, string body, string expected, string type)
    {
        await using var a = RecordingUpstream.Start(Answer.Text(body));
        await using var gateway = await StartAsync(File($$"""{ "endpoint": "/x", "output_encoding": "{{output}}", "backend": [{ {{backend}} }] }"""), ("a:80", a));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((expected, type), (answer.BodyText, answer.Field("Content-Type")));
    }

    [Fact]
    public async Task Port_8080_is_refused_with_the_flags_that_help_and_taken_with_one_of_them()
    {
        const string File = """{ "version": 3, "port": 8080, "endpoints": [{ "endpoint": "/x", "backend": [{ "host": ["http://a"] }] }] }""";
        var shell = new Shell();
        using var files = new TempFiles();

        Assert.Equal(78, await shell.RunAsync("validate", files.Write("krakend.json", File)));

        Assert.Contains("--admin", shell.Data, StringComparison.Ordinal);
        Assert.Contains("--listen", shell.Data, StringComparison.Ordinal);
        var plan = DialectReading.Read(DialectBook.For("krakend"), new("krakend.json", File)).Plan!;
        Assert.NotEmpty(PlanRules.CheckAll(plan));
        Assert.Empty(PlanRules.CheckAll(plan with { Admin = new AdminSettings { Listen = "127.0.0.1:9901" } }));
        Assert.Empty(PlanRules.CheckAll(plan with { EntryPoints = [plan.EntryPoints[0] with { Listen = ":8000" }] }));
    }

    [Theory]
    [InlineData("[]", "no backends; at least one")]
    [InlineData("[{ \"extra_config\": { \"proxy\": { \"shadow\": true } } }]", "every backend is a shadow, and nobody answers")]
    [InlineData("[{}, {}]", "no-op passes on the answer of one backend, and 2 answer here")]
    public void K5_K10_An_endpoint_is_refused_that_nobody_answers_or_that_passes_on_several_answers(string backends, string why)
    {
        var reading = DialectBook.For("krakend").Read(new DialectText("krakend.json", File($$"""{ "endpoint": "/x", "output_encoding": "no-op", "backend": {{backends}} }""")));

        Assert.Null(reading.Plan);
        Assert.Contains(why, Assert.Single(reading.Notices, notice => notice.StopsThePlan).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_port_serves_on_8000() => Assert.Equal(":8000", Read(Seed).EntryPoints[0].Listen);

    private static Plan Read(string file) => DialectReading.Read(DialectBook.For("krakend"), new("krakend.json", file)).Plan!;
}
