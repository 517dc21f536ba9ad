using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.VrataGateway;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>What holds for every dialect, by Vrata's files.</summary>
public sealed class VrataCommonTests
{
    private const string Get = "GET /x HTTP/1.1\r\nHost: shop\r\n\r\n";

    private static readonly string Whole = File(Mirrored(), ids: ["a", "b"]);

    [Theory]
    [InlineData("refuses")]
    [InlineData("hangs")]
    [InlineData("resets")]
    [InlineData("resets in its answer")]
    [InlineData("answers without end")]
    [InlineData("upgrades")]
    [InlineData("500")]
    [InlineData("no TLS")]
    [InlineData("no such name")]
    public async Task C1_C2_C4_C17_Whatever_is_wrong_with_a_mirror_the_client_sees_the_same_octets(string fault)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using LoopbackServer b = fault switch
        {
            "refuses" => BadMirror.Refuses(),
            "hangs" => BadMirror.Hangs(),
            "resets" => BadMirror.ResetsMidRequest(),
            "resets in its answer" => BadMirror.ResetsMidAnswer(),
            "answers without end" => BadMirror.EndlessBody(),
            "upgrades" => BadMirror.Upgrades(),
            _ => RecordingUpstream.Start(Answer.Text("mirror", 500)),
        };
        var file = fault switch
        {
            "no TLS" => Whole.Replace("\"host\": \"b\", \"port\": 80", "\"host\": \"b\", \"port\": 80, \"options\": { \"tls\": { \"mode\": \"tls\" } }", StringComparison.Ordinal),
            "no such name" => Whole.Replace("\"host\": \"b\"", "\"host\": \"shadow.invalid\"", StringComparison.Ordinal),
            _ => Whole,
        };
        await using var gateway = await StartAsync(file, ("a", a), ("b", b));
        await using var without = await TestGateway.StartAsync(Plan(Whole, ("a", a)) is var plan ? plan with { Routes = [plan.Routes[0] with { Mirrors = [] }] } : plan);

        const string Request = "POST /x?q=1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi";
        for (var i = 0; i < 3; i++)
        {
            var (one, other) = (await gateway.AskAsync(Request), await without.AskAsync(Request));
            Assert.Equal((Undated(other), other.BodyText, 200), (Undated(one), one.BodyText, one.Status));
        }
    }

    [Fact]
    public async Task C3_C4_A_mirror_s_redirect_is_not_followed_and_its_fields_stay_with_it()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Of(302, "Location: /elsewhere", "Set-Cookie: a=b"));
        await using var gateway = await StartAsync(Whole, ("a", a), ("b", b));

        var answer = await gateway.AskAsync(Get);

        Assert.Equal((200, "primary", null), (answer.Status, answer.BodyText, answer.Field("Set-Cookie")));
        await BooksOf.BalanceWithAsync(gateway.Host, b, "b");
        Assert.Equal("/x", Assert.Single(b.Begun).Target);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n", "hi yo")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "")]
    [InlineData("Content-Length: 0\r\n\r\n", "")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 2\r\n\r\nhi", "hi")]
    public async Task C5_C12_Bodies_come_whole_and_what_is_one_hop_s_does_not_go_on(string body, string whole)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(Whole, ("a", a), ("b", b));

        await gateway.AskAsync($"POST /x HTTP/1.1\r\nHost: shop\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nX-Forwarded-For: 10.0.0.1\r\n{body}");

        foreach (var request in (RecordedRequest[])[.. await a.WaitForAsync(1), .. await b.WaitForAsync(1)])
        {
            Assert.Equal((whole, null, null, "shop"), (request.BodyText, request.Field("X-Hop"), request.Field("Keep-Alive"), request.Field("Host")));
            Assert.Equal("10.0.0.1, 127.0.0.1", Assert.Single(request.Fields, field => field.Name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase)).Value);
            Assert.Null(request.Field("Halfsilver-Copy"));
        }

        Assert.Equal((Anomaly.None, Anomaly.None), (a.Anomalies, b.Anomalies));
    }

    [Fact]
    public async Task C6_A_body_above_the_usual_window_is_copied_whole()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(Whole, ("a", a), ("b", b));
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(4 * 1024 * 1024);

        await client.SendAsync($"POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        Assert.Equal(Assert.Single(await a.WaitForAsync(1)).BodySha256, Assert.Single(await b.WaitForAsync(1)).BodySha256);
    }

    [Fact]
    public async Task C7_C8_A_copy_leaves_at_once_and_goes_on_when_the_client_gives_up()
    {
        var never = new TaskCompletionSource();
        var later = new TaskCompletionSource();
        await using var a = RecordingUpstream.Start(new Answer { Gate = never.Task });
        await using var b = RecordingUpstream.Start(new Answer { Gate = later.Task });
        await using var gateway = await StartAsync(Whole, ("a", a), ("b", b));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi");
        await a.WaitForAsync(1);
        Assert.Equal("hi", Assert.Single(await b.WaitForAsync(1)).BodyText);
        client.Abort();
        await a.WaitForAbandonedAsync(1);
        later.SetResult();

        await BooksOf.BalanceAsync(gateway.Host, 1, "b");
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, "b").Books[Fate.Answered]);
        never.SetResult();
    }

    [Fact]
    public async Task C9_A_wish_for_another_protocol_reaches_the_primary_alone_and_is_counted()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(Whole, ("a", a), ("b", b));

        await gateway.AskAsync("GET /x HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n");

        Assert.Equal("websocket", Assert.Single(a.Requests).Field("Upgrade"));
        await BooksOf.BalanceAsync(gateway.Host, 1, "b");
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, "b").Books[Fate.Upgrade]);
    }

    [Theory]
    [InlineData("GET", "/%7Ea%2Fb?k=1&k=2;x&%20")]
    [InlineData("HEAD", "/a+b?a=b+c")]
    [InlineData("DELETE", "/%C3%A9?")]
    [InlineData("OPTIONS", "/")]
    public async Task C11_Methods_paths_and_queries_go_on_as_they_came(string method, string target)
    {
        await using var a = RecordingUpstream.Start(Answer.Of(204));
        await using var b = RecordingUpstream.Start(Answer.Of(204));
        await using var gateway = await StartAsync(Whole, ("a", a), ("b", b));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: Shop:8080\r\n\r\n");
        await client.ReadAnswerAsync(toHead: true);

        foreach (var request in (RecordedRequest[])[.. await a.WaitForAsync(1), .. await b.WaitForAsync(1)])
        {
            Assert.Equal(($"{method} {target} HTTP/1.1", "Shop:8080"), (request.RequestLine, request.Field("Host")));
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(33, 99)]
    [InlineData(99, 297)]
    public async Task C15_Shares_are_exact_over_any_run(int percentage, int copies)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(File(Mirrored($", \"percentage\": {percentage}"), ids: ["a", "b"]), ("a", a), ("b", b));
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
        }

        await BooksOf.BalanceAsync(gateway.Host, 300, "b");
        Assert.Equal(copies, b.Requests.Count);
    }

    [Fact]
    public async Task C16_A_mirror_may_be_the_primary_itself_and_gets_each_request_twice()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await StartAsync(File(Mirrored().Replace("<b>", "<a>", StringComparison.Ordinal), ids: ["a"]), ("a", a));

        Assert.Equal("primary", (await gateway.AskAsync(Get)).BodyText);

        await a.WaitForAsync(2);
        await BooksOf.BalanceAsync(gateway.Host, 1, "a");
        Assert.Equal(2, a.Begun.Count);
    }

    private static string Undated(ReceivedAnswer answer) =>
        string.Join('\n', Bytes.Text(answer.Head).Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)));
}
