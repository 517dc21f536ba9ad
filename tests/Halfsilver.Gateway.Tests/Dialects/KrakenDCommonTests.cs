using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.KrakenDGateway;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>What holds for every dialect, where KrakenD's heads and fan-outs might make a difference.</summary>
public sealed class KrakenDCommonTests
{
    private static readonly string Posted = File("""
        { "endpoint": "/x/{id}", "method": "POST", "timeout": "5s", "input_headers": ["*"], "input_query_strings": ["*"], "backend": [
            { "url_pattern": "/regular/{id}" },
            { "host": ["http://b"], "url_pattern": "/shadow/{id}", "extra_config": { "proxy": { "shadow": true } } } ] }
        """);

    [Theory]
    [InlineData("refuses")]
    [InlineData("hangs")]
    [InlineData("resets")]
    [InlineData("resets in its answer")]
    [InlineData("answers without end")]
    [InlineData("upgrades")]
    [InlineData("500")]
    [InlineData("no such name")]
    public async Task C1_C17_Whatever_is_wrong_with_a_shadow_the_client_sees_the_same_octets(string fault)
    {
        await using var a = Json("""{"a":1}""");
        await using LoopbackServer b = fault switch
        {
            "refuses" => BadMirror.Refuses(),
            "hangs" => BadMirror.Hangs(),
            "resets" => BadMirror.ResetsMidRequest(),
            "resets in its answer" => BadMirror.ResetsMidAnswer(),
            "answers without end" => BadMirror.EndlessBody(),
            "upgrades" => BadMirror.Upgrades(),
            _ => Json("{}", 500),
        };
        (string, LoopbackServer)[] pins = fault == "no such name" ? [("a:80", a)] : [("a:80", a), ("b:80", b)];
        await using var gateway = await StartAsync(Posted.Replace("http://b", fault == "no such name" ? "http://shadow.invalid" : "http://b", StringComparison.Ordinal), pins);
        await using var without = await TestGateway.StartAsync(Plan(Posted, pins) is var plan ? plan with { Routes = [plan.Routes[0] with { Mirrors = [] }] } : plan);

        const string Request = "POST /x/1?q=1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi";
        var (one, other) = (await gateway.AskAsync(Request), await without.AskAsync(Request));

        Assert.Equal(Undated(other), Undated(one));
        Assert.Equal(other.BodyText, one.BodyText);
        Assert.Equal(200, one.Status);
    }

    [Fact]
    public async Task C5_C12_A_chunked_body_comes_whole_and_what_is_one_hop_s_does_not_go_on()
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        await using var gateway = await StartAsync(Posted, ("a:80", a), ("b:80", b));

        await gateway.AskAsync(
            "POST /x/1 HTTP/1.1\r\nHost: shop\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nX-Forwarded-For: 10.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n");

        foreach (var request in (RecordedRequest[])[.. await a.WaitForAsync(1), .. await b.WaitForAsync(1)])
        {
            Assert.Equal("hi yo", request.BodyText);
            Assert.Null(request.Field("X-Hop"));
            Assert.Null(request.Field("Keep-Alive"));
            Assert.Equal("10.0.0.1, 127.0.0.1", Assert.Single(request.Fields, field => field.Name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase)).Value);
            Assert.Equal("shop", Assert.Single(request.Fields, field => field.Name.Equals("X-Forwarded-Host", StringComparison.OrdinalIgnoreCase)).Value);
        }

        Assert.Equal((Anomaly.None, Anomaly.None), (a.Anomalies, b.Anomalies));
    }

    [Theory]
    [InlineData(-1, 200)]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task C6_A_body_longer_than_max_payload_is_a_413_and_nobody_is_called(int more, int status)
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        var file = Posted.Replace("\"version\": 3", "\"version\": 3, \"extra_config\": { \"router\": { \"max_payload\": 100 } }", StringComparison.Ordinal);
        await using var gateway = await StartAsync(file, ("a:80", a), ("b:80", b));

        var answer = await gateway.AskAsync($"POST /x/1 HTTP/1.1\r\nHost: shop\r\nContent-Length: {100 + more}\r\n\r\n{new string('x', 100 + more)}");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? 1 : 0, a.Begun.Count);
    }

    [Theory]
    [InlineData("/x/a%2Fb%20c?q=1&q=2;3&%71", "/a%2Fb%20c?q=1&q=2;3&%71")]
    [InlineData("/x/%C3%A9?", "/%C3%A9")]
    [InlineData("/x/a+b?a=b+c", "/a+b?a=b+c")]
    public async Task C11_Paths_and_queries_go_on_as_they_came(string target, string sent)
    {
        await using var a = Json("{}");
        await using var b = Json("{}");
        await using var gateway = await StartAsync(Posted, ("a:80", a), ("b:80", b));

        await gateway.AskAsync($"POST {target} HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal("/regular" + sent, Assert.Single(await a.WaitForAsync(1)).Target.TrimEnd('?'));
        Assert.Equal("/shadow" + sent, Assert.Single(await b.WaitForAsync(1)).Target.TrimEnd('?'));
    }

    [Fact]
    public async Task C9_A_wish_for_another_protocol_is_not_passed_on()
    {
        await using var a = Json("""{"a":1}""");
        await using var b = Json("{}");
        await using var gateway = await StartAsync(Posted.Replace("\"POST\"", "\"GET\"", StringComparison.Ordinal), ("a:80", a), ("b:80", b));

        var answer = await gateway.AskAsync("GET /x/1 HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n");

        Assert.Equal((200, """{"a":1}"""), (answer.Status, answer.BodyText));
        Assert.Null(Assert.Single(a.Requests).Field("Upgrade"));
    }

    private static string Undated(ReceivedAnswer answer) =>
        string.Join('\n', Bytes.Text(answer.Head).Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)));
}
