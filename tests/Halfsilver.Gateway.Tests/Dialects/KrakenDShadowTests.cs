using System.Diagnostics;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.KrakenDGateway;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>KrakenD's shadow backends, by its own files.</summary>
public sealed class KrakenDShadowTests
{
    private const string Shadowed = """
        { "endpoint": "/x", "method": "METHOD", "backend": [
            { "host": ["http://b"], "url_pattern": "/shadow", "extra_config": { "proxy": { "shadow": true, "shadow_timeout": "10s" } } },
            { "url_pattern": "/regular" } ] }
        """;

    [Fact]
    public async Task The_seed_s_example_asks_both_versions_and_the_client_gets_the_first()
    {
        await using var api = RecordingUpstream.Start(request => Answer.Text(request.Target.StartsWith("/v1/", StringComparison.Ordinal) ? """{"version":1}""" : """{"version":2}"""));
        await using var gateway = await StartAsync(Seed, ("my.api.com:80", api));

        // As it is written it has 150 ms, which a busy machine may need for itself.
        var (asked, answer) = (0, default(ReceivedAnswer)!);
        do
        {
            asked++;
            answer = await gateway.AskOnceAsync("GET /user/42?x=1 HTTP/1.1\r\nHost: shop\r\nCookie: secret\r\nContent-Type: text/x\r\nAuthorization: b\r\n\r\n");
        }
        while (asked < 50 && (answer.Status != 200 || !api.Requests.Any(IsCopy)));

        await Bound.Eventually(() => api.Requests.Any(IsCopy), "the copy has come");
        var requests = api.Requests;

        static bool IsCopy(RecordedRequest request) => request.Target.StartsWith("/v2/", StringComparison.Ordinal);

        Assert.InRange(requests.Count(IsCopy), 1, asked);
        Assert.Equal((200, """{"version":1}""", "true"), (answer.Status, answer.BodyText, answer.Field("X-Krakend-Completed")));
        Assert.Equal(["GET /v1/user/42 HTTP/1.1", "GET /v2/user/42 HTTP/1.1"], requests.Select(request => request.RequestLine).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(requests, request =>
        {
            Assert.Equal(("my.api.com", "text/x", "halfsilver"), (request.Field("Host"), request.Field("Content-Type"), request.Field("User-Agent")));
            Assert.Equal(("127.0.0.1", "shop"), (request.Field("X-Forwarded-For"), request.Field("X-Forwarded-Host")));
            Assert.Null(request.Field("Cookie"));
            Assert.Null(request.Field("Authorization"));
        });
    }

    [Fact]
    public async Task A_shadow_that_is_slower_than_the_endpoint_is_cut_at_its_timeout_and_the_client_never_waits()
    {
        var never = new TaskCompletionSource();
        await using var api = RecordingUpstream.Start(request => request.Target.StartsWith("/v1/", StringComparison.Ordinal) ? Answer.Text("{}") : new Answer { Gate = never.Task });
        await using var gateway = await StartAsync(Seed.Replace("150ms", "4s", StringComparison.Ordinal), ("my.api.com:80", api));

        Assert.Equal(200, (await gateway.AskOnceAsync("GET /user/42 HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);

        await api.WaitForAbandonedAsync(1);
        await BooksOf.BalanceAsync(gateway.Host, 1, "v2-user-id");
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, "v2-user-id").Books.FailedCount);
    }

    [Fact]
    public async Task A_shadow_that_fails_is_invisible_and_a_first_version_that_fails_is_a_500_whatever_the_shadow_says()
    {
        var failing = "/v2/";
        await using var api = RecordingUpstream.Start(request => Answer.Text("{}", request.Target.StartsWith(Volatile.Read(ref failing), StringComparison.Ordinal) ? 503 : 200));
        await using var gateway = await StartAsync(Seed.Replace("150ms", "5s", StringComparison.Ordinal), ("my.api.com:80", api));

        Assert.Equal(200, (await gateway.AskOnceAsync("GET /user/1 HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
        Volatile.Write(ref failing, "/v1/");
        var answer = await gateway.AskOnceAsync("GET /user/2 HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((500, "false"), (answer.Status, answer.Field("X-Krakend-Completed")));
        await BooksOf.BalanceAsync(gateway.Host, 2, "v2-user-id");
        Assert.Equal(2, BooksOf.Mirror(gateway.Host, "v2-user-id").Books[Fate.Answered]);
    }

    [Fact]
    public async Task K1_A_shadow_with_a_time_of_its_own_is_not_cut_with_its_endpoint()
    {
        var late = new TaskCompletionSource();
        await using var a = BadMirror.Hangs();
        await using var b = RecordingUpstream.Start(new Answer { Gate = late.Task });
        await using var gateway = await StartAsync(
            File(Shadowed.Replace("METHOD\"", "GET\", \"timeout\": \"100ms\"", StringComparison.Ordinal)), ("a:80", a), ("b:80", b));

        // The endpoint's own time is over.
        Assert.Equal(500, (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
        await b.WaitForAsync(1);
        var watch = Stopwatch.StartNew();
        await Bound.Eventually(() => watch.Elapsed > TimeSpan.FromMilliseconds(400), "a copy with the endpoint's own time would long be cut");
        late.SetResult();

        await BooksOf.BalanceAsync(gateway.Host, 1, "b");
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, "b").Books[Fate.Answered]);
    }

    [Fact]
    public async Task K2_K3_What_has_no_flag_or_a_text_for_one_answers_like_any_backend()
    {
        await using var a = Json("""{"a":1}""");
        await using var b = Json("""{"b":1}""");
        await using var gateway = await StartAsync(
            File("""{ "endpoint": "/x", "backend": [{}, { "host": ["http://b"], "extra_config": { "proxy": { "shadow": "true" } } }] }"""), ("a:80", a), ("b:80", b));

        Assert.Equal("""{"a":1,"b":1}""", (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).BodyText);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "0123456789")]
    [InlineData("PUT", "0123456789")]
    public async Task K4_K6_K11_K13_Each_request_is_called_once_and_copied_once_with_its_whole_body(string method, string body)
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        await using var gateway = await StartAsync(File(Shadowed.Replace("METHOD", method, StringComparison.Ordinal)), ("a:80", a), ("b:80", b));

        var load = await LoadClient.RunAsync(new Load
        {
            To = gateway.Address,
            Connections = 8,
            RequestsEach = 50,
            Request = _ => Bytes.Of($"{method} /x HTTP/1.1\r\nHost: shop\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
        });

        Assert.Equal((400, 0), (load.Statuses[200], load.Failed));
        await BooksOf.BalanceAsync(gateway.Host, 400, "b");
        Assert.Equal(BooksOf.Mirror(gateway.Host, "b").Books.SentCount, b.Requests.Count);
        Assert.Equal(400, a.Requests.Count);
        Assert.All(a.Requests, request => Assert.Equal((method, "/regular", body), (request.Method, request.Target, request.BodyText)));
        Assert.All(b.Requests, request => Assert.Equal((method, "/shadow", body), (request.Method, request.Target, request.BodyText)));
        Assert.Equal(0, gateway.Host.Mirrors.Budgets.Bytes.Held);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public async Task K11_A_long_body_reaches_both_octet_by_octet(int length)
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        await using var gateway = await StartAsync(File(Shadowed.Replace("METHOD", "PUT", StringComparison.Ordinal)), ("a:80", a), ("b:80", b));
        await using var client = await gateway.ConnectAsync();

        var body = new PatternBody(length, 7);
        await client.SendAsync("PUT /x HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.SendAsync(body, chunk: 60_000);

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        var (one, other) = (Assert.Single(await a.WaitForAsync(1)), Assert.Single(await b.WaitForAsync(1)));
        Assert.Equal((length, one.BodySha256), (other.BodyLength, other.BodySha256));
        Assert.Equal(length, one.BodyLength);
    }

    [Fact]
    public async Task K7_A_shadow_s_error_leaves_the_answer_complete()
    {
        await using var a = Json("""{"tupu":true}""");
        await using var b = BadMirror.Refuses();
        await using var gateway = await StartAsync(File(Shadowed.Replace("METHOD", "GET", StringComparison.Ordinal)), ("a:80", a), ("b:80", b));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((200, """{"tupu":true}""", "true"), (answer.Status, answer.BodyText, answer.Field("X-Krakend-Completed")));
    }

    [Fact]
    public async Task K8_A_backend_that_is_too_slow_is_a_500_although_the_shadow_has_answered()
    {
        await using var a = BadMirror.Hangs();
        await using var b = Json("""{"shadow":true}""");
        await using var gateway = await StartAsync(
            File(Shadowed.Replace("METHOD\"", "GET\", \"timeout\": \"200ms\"", StringComparison.Ordinal)), ("a:80", a), ("b:80", b));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((500, "false"), (answer.Status, answer.Field("X-Krakend-Completed")));
        Assert.DoesNotContain("shadow", answer.BodyText, StringComparison.Ordinal);
        await b.WaitForAsync(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(200)]
    [InlineData(503)]
    public async Task K10_Beside_a_shadow_an_answer_may_be_passed_on_as_it_comes(int status)
    {
        await using var a = RecordingUpstream.Start(new Answer { Status = status, Fields = ["X-Own: yes", "Content-Type: text/odd"], Body = Bytes.Of("as it is") });
        await using var b = Json("{}");
        await using var gateway = await StartAsync(
            File(Shadowed.Replace("METHOD\"", "GET\", \"output_encoding\": \"no-op\"", StringComparison.Ordinal)), ("a:80", a), ("b:80", b));

        var answer = await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");

        Assert.Equal((status, "as it is", "yes", "text/odd"), (answer.Status, answer.BodyText, answer.Field("X-Own"), answer.Field("Content-Type")));
        await b.WaitForAsync(1);
    }

    [Fact]
    public async Task K12_A_shadow_that_answers_404_for_long_leaks_nothing()
    {
        await using var a = Json("{}");
        await using var b = Json("not found", 404);
        await using var gateway = await StartAsync(File(Shadowed.Replace("METHOD", "POST", StringComparison.Ordinal)), ("a:80", a), ("b:80", b));

        var load = await LoadClient.RunAsync(new Load
        {
            To = gateway.Address,
            Connections = 4,
            RequestsEach = 250,
            Request = _ => Bytes.Of("POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\n\r\n0123456789"),
        });

        Assert.Equal(1000, load.Statuses[200]);
        await BooksOf.BalanceAsync(gateway.Host, 1000, "b");
        Assert.Equal(0, BooksOf.Mirror(gateway.Host, "b").Books.FailedCount);
        Assert.Equal(0, gateway.Host.Mirrors.Budgets.Bytes.Held);
    }

    [Fact]
    public async Task K9_A_shadow_has_a_path_a_method_fields_and_parameters_of_its_own_and_both_have_the_body()
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        await using var gateway = await StartAsync(
            File("""
                { "endpoint": "/shop/{item}/{part}", "method": "POST", "input_headers": ["X-A", "X-B", "User-Agent"], "input_query_strings": ["p", "q"], "backend": [
                    { "url_pattern": "/items/{item}" },
                    { "host": ["http://b:8080"], "method": "PUT", "url_pattern": "/v2/{part}-of-{item}.json?from={item}&full", "input_headers": ["x-b"], "input_query_strings": ["q"],
                      "extra_config": { "github.com/devopsfaith/krakend/proxy": { "shadow": true } } } ] }
                """),
            ("a:80", a), ("b:8080", b));

        await gateway.AskOnceAsync("POST /shop/a%2Fb/lid?p=1&x=2&q=3&q=%34 HTTP/1.1\r\nHost: shop\r\nX-A: a\r\nX-B: b\r\nX-C: c\r\nUser-Agent: me\r\nContent-Length: 2\r\n\r\nhi");

        var one = Assert.Single(await a.WaitForAsync(1));
        Assert.Equal(("POST /items/a%2Fb?p=1&q=3&q=%34 HTTP/1.1", "a", "b", null, "me", "hi"), (one.RequestLine, one.Field("X-A"), one.Field("X-B"), one.Field("X-C"), one.Field("User-Agent"), one.BodyText));
        Assert.Equal("halfsilver", one.Field("X-Forwarded-Via"));
        var other = Assert.Single(await b.WaitForAsync(1));
        Assert.Equal(("PUT /v2/lid-of-a%2Fb.json?from=a%2Fb&full&q=3&q=%34 HTTP/1.1", null, "b", null, "halfsilver", "hi"), (other.RequestLine, other.Field("X-A"), other.Field("X-B"), other.Field("X-C"), other.Field("User-Agent"), other.BodyText));
        Assert.Equal("b:8080", other.Field("Host"));
        Assert.Null(other.Field("Halfsilver-Copy"));
        Assert.Equal(Anomaly.None, b.Anomalies);
    }

    [Fact]
    public async Task Of_several_shadows_each_has_its_own_time_and_none_waits_for_another()
    {
        await using var a = Json("{}");
        await using var b = BadMirror.Hangs();
        await using var c = Json("{}");
        await using var gateway = await StartAsync(
            File("""
                { "endpoint": "/x", "concurrent_calls": 2, "extra_config": { "proxy": { "sequential": true } }, "backend": [ {},
                    { "host": ["http://b"], "extra_config": { "proxy": { "shadow": true } } },
                    { "host": ["http://c"], "extra_config": { "proxy": { "shadow": true } } } ] }
                """),
            ("a:80", a), ("b:80", b), ("c:80", c));

        Assert.Equal(200, (await gateway.AskOnceAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);

        await BooksOf.BalanceAsync(gateway.Host, 1, "c");
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, "c").Books[Fate.Answered]);
        Assert.Single(c.Requests);
    }
}
