using Halfsilver.Gateway.Tests.Kit;
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
    [InlineData("500")]
    [InlineData("no such name")]
    public async Task C1_C17_Whatever_is_wrong_with_a_mirror_the_client_sees_the_same_octets(string fault)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using LoopbackServer m = fault switch
        {
            "refuses" => BadMirror.Refuses(),
            "hangs" => BadMirror.Hangs(),
            "resets" => BadMirror.ResetsMidRequest(),
            "resets in its answer" => BadMirror.ResetsMidAnswer(),
            "answers without end" => BadMirror.EndlessBody(),
            _ => RecordingUpstream.Start(Answer.Text("broken", 500)),
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

    private static string Undated(ReceivedAnswer answer) =>
        string.Join('\n', Bytes.Text(answer.Head).Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)));
}
