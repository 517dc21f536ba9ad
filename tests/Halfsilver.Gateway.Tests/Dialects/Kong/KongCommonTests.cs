using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.Kong.KongGateway;

namespace Halfsilver.Gateway.Tests.Dialects.Kong;

/// <summary>What holds for every dialect, where Kong's files might make a difference.</summary>
public sealed class KongCommonTests
{
    private static readonly string Mirrored = WithPlugin("{ name: traffic-mirror, config: { mirrorHost: m, mirrorPort: 80, logResponses: false } }");

    [Theory]
    [InlineData("refuses")]
    [InlineData("hangs")]
    [InlineData("resets")]
    [InlineData("resets in its answer")]
    [InlineData("answers without end")]
    [InlineData("upgrades")]
    [InlineData("500 with a cookie")]
    [InlineData("no such name")]
    public async Task C1_C4_C17_Whatever_is_wrong_with_a_mirror_the_client_sees_the_same_octets(string fault)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using LoopbackServer m = fault switch
        {
            "refuses" => BadMirror.Refuses(),
            "hangs" => BadMirror.Hangs(),
            "resets" => BadMirror.ResetsMidRequest(),
            "resets in its answer" => BadMirror.ResetsMidAnswer(),
            "answers without end" => BadMirror.EndlessBody(),
            "upgrades" => BadMirror.Upgrades(),
            _ => RecordingUpstream.Start(Answer.Of(500, "Set-Cookie: m=1")),
        };
        (string, LoopbackServer)[] pins = fault == "no such name" ? [("a:80", a)] : [("a:80", a), ("m:80", m)];
        var file = fault == "no such name" ? Mirrored.Replace("mirrorHost: m,", "mirrorHost: m.invalid,", StringComparison.Ordinal) : Mirrored;
        await using var gateway = await StartAsync(file, pins);
        await using var without = await TestGateway.StartAsync(Plan(file, pins) is var plan ? plan with { Routes = [plan.Routes[0] with { Mirrors = [] }] } : plan);

        const string Request = "POST /x/1?q=1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi";
        var (one, other) = (await gateway.AskOnceAsync(Request), await without.AskOnceAsync(Request));

        Assert.Equal((200, other.BodyText), (one.Status, one.BodyText));
        Assert.Equal(Undated(other), Undated(one));
    }

    [Fact]
    public async Task C3_C5_C12_A_copy_is_whole_carries_no_field_of_one_hop_and_its_redirect_is_not_followed()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var m = RecordingUpstream.Start(request => request.Target == "/x" ? Answer.Of(302, "Location: /other") : Answer.Text("m"));
        await using var gateway = await StartAsync(Mirrored, ("a:80", a), ("m:80", m));

        await gateway.AskOnceAsync(
            "POST /x HTTP/1.1\r\nHost: shop\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-Forwarded-For: 10.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n");

        foreach (var request in (RecordedRequest[])[.. await a.WaitForAsync(1), .. await m.WaitForAsync(1)])
        {
            Assert.Equal("hi yo", request.BodyText);
            Assert.Null(request.Field("X-Hop"));
            Assert.Equal("10.0.0.1, 127.0.0.1", Assert.Single(request.Fields, field => field.Name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase)).Value);
        }

        await BooksOf.BalanceAsync(gateway.Host, 1, "m");
        Assert.Single(m.Begun);
    }

    [Theory]
    [InlineData("/x/a%2Fb%20c?q=1&q=2;3&%71")]
    [InlineData("/x/%C3%A9?a=b+c")]
    public async Task C11_Paths_and_queries_go_on_as_they_came(string target)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var m = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await StartAsync(Mirrored, ("a:80", a), ("m:80", m));

        await gateway.GetAsync(target);

        Assert.Equal(target, Assert.Single(await a.WaitForAsync(1)).Target);
        Assert.Equal(target, Assert.Single(await m.WaitForAsync(1)).Target);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(33, 99)]
    [InlineData(100, 300)]
    public async Task C15_A_percentage_is_exact(int percentage, int copies)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var m = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await StartAsync(Mirrored.Replace("mirrorPort: 80,", $"mirrorPort: 80, percentage: {percentage},", StringComparison.Ordinal), ("a:80", a), ("m:80", m));

        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(200, (await client.AskAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n")).Status);
        }

        await BooksOf.BalanceAsync(gateway.Host, 300, "m");
        Assert.Equal(copies, m.Count);
    }

    [Theory]
    [InlineData("abc", 200, 1)]
    [InlineData("abcd", 413, 0)]
    public async Task C6_A_body_of_the_size_that_is_allowed_goes_to_both_and_a_longer_one_to_nobody(string body, int status, int each)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var m = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await StartAsync(
            WithPlugin("{ name: traffic-mirror, config: { mirrorHost: m, mirrorPort: 80 } }, { name: request-size-limiting, config: { allowed_payload_size: 3, size_unit: bytes } }"),
            ("a:80", a), ("m:80", m));

        Assert.Equal(status, (await gateway.AskOnceAsync($"POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: {body.Length}\r\n\r\n{body}")).Status);

        await BooksOf.BalanceAsync(gateway.Host, BooksOf.Mirror(gateway.Host, "m").Books.MatchedCount, "m");
        Assert.Equal(Enumerable.Repeat(body, each), (await a.WaitForAsync(each)).Select(request => request.BodyText));
        Assert.Equal(Enumerable.Repeat(body, each), (await m.WaitForAsync(each)).Select(request => request.BodyText));
    }

    [Fact]
    public async Task C7_C8_A_copy_leaves_beside_the_primary_and_is_made_although_the_client_gives_up()
    {
        var gate = new TaskCompletionSource();
        await using var a = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var m = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await StartAsync(Mirrored, ("a:80", a), ("m:80", m));

        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GET /x HTTP/1.1\r\nHost: shop\r\n\r\n");
            await a.WaitForAsync(1);
            await m.WaitForAsync(1);
            client.Abort();
        }

        await BooksOf.BalanceAsync(gateway.Host, 1, "m");
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, "m").Books[Fate.Answered]);
        gate.SetResult();
    }

    [Fact]
    public async Task C9_An_upgrade_goes_to_the_primary_alone_and_is_counted()
    {
        await using var a = new UpgradingUpstream("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", UpgradingUpstream.EchoAsync);
        await using var m = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await StartAsync(Mirrored.Replace("http://a", "ws://a", StringComparison.Ordinal), ("a:80", a), ("m:80", m));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /x HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

        Assert.Equal(101, (await client.ReadAnswerAsync()).Status);
        Assert.Equal(1, BooksOf.Page(gateway.Host).Sum("halfsilver_mirror_skipped_total", ("reason", "upgrade")));
        Assert.Equal(0, m.Connections);
    }

    [Fact]
    public async Task C16_A_mirror_that_is_the_service_itself_gets_one_copy_of_each_request()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await StartAsync(WithPlugin("{ name: traffic-mirror, config: { mirrorHost: a, mirrorPort: 80 } }"), ("a:80", a));

        await gateway.GetAsync("/x");

        await BooksOf.BalanceAsync(gateway.Host, 1, "a-2");
        Assert.Equal(2, (await a.WaitForAsync(2)).Count);
        Assert.Equal(2, a.Begun.Count);
    }

    private static string Undated(ReceivedAnswer answer) =>
        string.Join('\n', Bytes.Text(answer.Head).Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)));
}
