using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Traefik;

/// <summary>What Traefik's own tests hold of its mirrors, through its own files.</summary>
public sealed class MirrorTests
{
    [Theory]
    [InlineData(100, 10, 50)]
    [InlineData(10, 1, 5)]
    public async Task T1_T2_T16_Ten_and_fifty_percent_are_exact(int requests, int first, int second)
    {
        await using var run = await TwoMirrors.StartAsync(10, 50);
        await run.Gateway.AskAsync(requests);
        await run.ExpectAsync(requests, first, second);
    }

    [Fact]
    public async Task The_first_request_is_mirrored_and_then_every_fourth_at_25_percent()
    {
        await using var run = await TwoMirrors.StartAsync(25, 0);
        await using var client = await run.Gateway.ConnectAsync();
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(200, (await client.AskAsync($"GET /whoami?{i} HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        }

        await run.ExpectAsync(8, 2, 0);
        Assert.Equal(["/whoami?0", "/whoami?4"], run.First.Requests.Select(copy => copy.Target).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task T4_A_mirror_that_takes_its_connection_over_gets_nothing_by_it()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = BadMirror.Upgrades();
        await using var gateway = await CommonForm.All["traefik"].StartAsync(primary, mirror);

        Assert.Equal("primary", (await gateway.GetAsync("/")).BodyText);

        await BooksOf.BalanceAsync(gateway.Host, 1, CommonForm.Name);
        Assert.Equal((1, 1), (mirror.Requests, BooksOf.Mirror(gateway.Host, CommonForm.Name).Books[Fate.FailedUnexpectedUpgrade]));
    }

    [Fact]
    public async Task T5_A_mirror_may_answer_in_pieces()
    {
        var rest = new TaskCompletionSource();
        await using var run = await TwoMirrors.StartAsync(100, 0);
        run.First.Answers = _ => new Answer { Interims = [["102 Processing"], ["103 Early Hints", "Link: </a>"]], Body = new byte[100], Framing = Framing.Chunked, ChunkSize = 7, BodyGate = rest.Task };
        await run.Gateway.AskAsync(3);
        await run.First.WaitForAsync(3);
        rest.SetResult();
        await run.ExpectAsync(3, 3, 0);
        Assert.Equal(3, BooksOf.Mirror(run.Gateway.Host, "mirror1").Books[Fate.Answered]);
    }

    [Fact]
    public async Task T8_A_request_without_a_body_is_copied_without_one_each_time()
    {
        await using var run = await TwoMirrors.StartAsync(100, 100);
        await run.Gateway.AskAsync(2, "GET /whoami?a=b HTTP/1.1\r\nHost: a\r\nX-Env: blue\r\n\r\n");
        await run.ExpectAsync(2, 2, 2);
        Assert.All(run.Primary.Requests.Concat(run.First.Requests).Concat(run.Second.Requests), request => Assert.Equal(
            ("GET /whoami?a=b HTTP/1.1", "blue", null, null, 0), (request.RequestLine, request.Field("X-Env"), request.Field("Content-Length"), request.Field("Transfer-Encoding"), request.BodyLength)));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("GET /whoami HTTP/1.1\r\nHost: a", 0)]
    [InlineData("GET whoami\r\n\r\n", 400)]
    [InlineData("\0\0\0\0\r\n\r\n", 400)]
    public async Task T15_Where_there_is_no_request_there_is_no_copy(string sent, int status)
    {
        await using var run = await TwoMirrors.StartAsync(100, 100);
        await using (var client = await run.Gateway.ConnectAsync())
        {
            await client.SendAsync(sent);
            await client.EndSendingAsync();
            var said = Bytes.Text(await client.ReadToEndAsync());
            Assert.StartsWith(status == 0 ? "" : $"HTTP/1.1 {status} ", said, StringComparison.Ordinal);
        }

        await run.Gateway.AskAsync(1);
        await run.ExpectAsync(1, 1, 1);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task T6_T7_Ten_mirrors_get_the_body_that_the_primary_gets_or_none(string mirrorBody)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers: { all: { rule: PathPrefix(`/`), service: copied } }
              services:
                copied: { mirroring: { service: v1, mirrorBody: {{mirrorBody}}, mirrors: [{{string.Join(", ", Enumerable.Repeat("{ name: v2, percent: 100 }", 10))}}] } }
                v1: { loadBalancer: { servers: [{ url: "{{primary.Url}}" }] } }
                v2: { loadBalancer: { servers: [{ url: "{{mirror.Url}}" }] } }
            """);

        await gateway.AskAsync(1, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");

        Assert.Equal("body", Assert.Single(primary.Requests).BodyText);
        Assert.Equal(Enumerable.Repeat(mirrorBody == "true" ? "body" : "", 10), (await mirror.WaitForAsync(10)).Select(copy => copy.BodyText));
    }

    [Fact]
    public async Task T9_T17_Copies_have_the_octets_of_the_body_that_the_primary_has()
    {
        // Twenty octets, some of them beyond ASCII.
        const string Body = "\u00c3\u00a9 b\u00c3\u00b6dy\n01234567890";
        await using var run = await TwoMirrors.StartAsync(10, 50);
        await run.Gateway.AskAsync(10, $"GET /whoami HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{Body}");
        await run.ExpectAsync(10, 1, 5);
        Assert.All(run.Primary.Requests.Concat(run.First.Requests).Concat(run.Second.Requests), request => Assert.Equal(Body, request.BodyText));
    }

    [Fact]
    public async Task T20_The_body_is_not_copied_when_the_mirror_asks_for_none()
    {
        await using var run = await TwoMirrors.StartAsync(10, 50, "mirrorBody: false");
        await run.Gateway.AskAsync(10, "GET /whoami HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n01234567890123456789");
        await run.ExpectAsync(10, 1, 5);
        Assert.All(run.Primary.Requests, request => Assert.Equal("01234567890123456789", request.BodyText));
        Assert.All(run.First.Requests.Concat(run.Second.Requests), copy => Assert.Equal((0, null), (copy.BodyLength, copy.Field("Transfer-Encoding"))));
    }

    [Theory]
    [InlineData(8, 5, 1, 5)]
    [InlineData(8, 8, 1, 5)]
    [InlineData(8, 9, 0, 0)]
    [InlineData(8, 20, 0, 0)]
    [InlineData(0, 0, 1, 5)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(-1, 20_000, 1, 5)]
    public async Task T10_T11_T12_T18_T19_C6_A_body_above_the_limit_is_not_copied_and_reaches_the_primary_whole(int limit, int length, int first, int second)
    {
        await using var run = await TwoMirrors.StartAsync(10, 50, $"maxBodySize: {limit}");
        var body = new string('x', length);
        await run.Gateway.AskAsync(10, $"POST /whoami HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}");
        await run.ExpectAsync(10, first, second);
        Assert.All(run.Primary.Requests.Concat(run.First.Requests).Concat(run.Second.Requests), request => Assert.Equal(body, request.BodyText));
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData("5\r\nabcde\r\n", 10)]
    [InlineData("15\r\n012345678901234567890\r\n", 0)]
    public async Task T13_T14_C5_A_body_of_unknown_length_is_measured_as_it_comes(string chunks, int copies)
    {
        await using var run = await TwoMirrors.StartAsync(100, 100, "maxBodySize: 20");
        await run.Gateway.AskAsync(10, $"POST /whoami HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
        await BooksOf.BalanceAsync(run.Gateway.Host, 10, "mirror1");
        Assert.Equal(10, run.Primary.Count);
        Assert.Equal(copies, run.First.Requests.Count);
    }

    [Fact]
    public async Task T21_C7_A_client_that_gives_up_is_not_copied()
    {
        var gate = new TaskCompletionSource();
        await using var run = await TwoMirrors.StartAsync(100, 100);
        run.Primary.Answers = _ => new Answer { Gate = gate.Task };
        for (var i = 1; i <= 5; i++)
        {
            await using var client = await run.Gateway.ConnectAsync();
            await client.SendAsync("GET /whoami HTTP/1.1\r\nHost: a\r\n\r\n");
            await run.Primary.WaitForAsync(i);
            client.Abort();
            await Bound.Eventually(() => BooksOf.Mirror(run.Gateway.Host, "mirror1").Books[Fate.ClientAbort] == i, "the copy is given up");
        }

        gate.SetResult();
        await BooksOf.BalanceAsync(run.Gateway.Host, 5, "mirror1");
        Assert.Empty(run.First.Begun);
        Assert.Empty(run.Second.Begun);
    }

    [Fact]
    public async Task C8_A_copy_leaves_when_the_answer_has_ended()
    {
        var rest = new TaskCompletionSource();
        await using var run = await TwoMirrors.StartAsync(100, 0);
        run.Primary.Answers = _ => new Answer { Body = Bytes.Of("data: 1\n\n"), BodyGate = rest.Task };
        await using var client = await run.Gateway.ConnectAsync();
        await client.SendAsync("GET /whoami HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.ReadSomeAsync();
        Assert.Equal(0, BooksOf.Mirror(run.Gateway.Host, "mirror1").Books.SentCount);
        rest.SetResult();
        await run.First.WaitForAsync(1);
    }

    [Fact]
    public async Task C16_A_mirror_may_be_mirrored_itself()
    {
        await using var primary = RecordingUpstream.Start();
        await using var outer = RecordingUpstream.Start();
        await using var inner = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers: { all: { rule: PathPrefix(`/`), service: copied } }
              services:
                copied: { mirroring: { service: v1, mirrors: [{ name: v2, percent: 50 }] } }
                v1: { loadBalancer: { servers: [{ url: "{{primary.Url}}" }] } }
                v2: { mirroring: { service: real, mirrors: [{ name: v3, percent: 50 }] } }
                real: { loadBalancer: { servers: [{ url: "{{outer.Url}}" }] } }
                v3: { loadBalancer: { servers: [{ url: "{{inner.Url}}" }] } }
            """);
        await gateway.AskAsync(8);
        await gateway.CopiesAsync("v2", outer, 8, 4);
        await inner.WaitForAsync(2);
        Assert.Equal((8, 2), (primary.Count, inner.Count));
    }

    [Fact]
    public async Task C17_A_mirror_that_is_nowhere_costs_only_its_copies()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers: { all: { rule: PathPrefix(`/`), service: copied } }
              services:
                copied: { mirroring: { service: v1, mirrors: [{ name: gone, percent: 100 }, { name: empty, percent: 100 }, { name: dark, percent: 100 }] } }
                v1: { loadBalancer: { servers: [{ url: "{{primary.Url}}" }] } }
                empty: { loadBalancer: { servers: [] } }
                dark: { loadBalancer: { servers: [{ url: "http://no-such-host.invalid" }] } }
            """);
        await gateway.AskAsync(5);
        await BooksOf.BalanceAsync(gateway.Host, 5, "empty");
        await BooksOf.BalanceAsync(gateway.Host, 5, "dark");
        Assert.Equal(5, primary.Count);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_Host_of_a_copy_is_the_matter_of_the_mirrors_own_service(bool primaryPasses, bool mirrorPasses)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers: { all: { rule: PathPrefix(`/`), service: copied } }
              services:
                copied: { mirroring: { service: v1, mirrors: [{ name: v2, percent: 100 }] } }
                v1: { loadBalancer: { passHostHeader: {{(primaryPasses ? "true" : "false")}}, servers: [{ url: "{{primary.Url}}" }] } }
                v2: { loadBalancer: { passHostHeader: {{(mirrorPasses ? "true" : "false")}}, servers: [{ url: "{{mirror.Url}}" }] } }
            """);
        await gateway.AskAsync(1);
        await gateway.CopiesAsync("v2", mirror, 1, 1);
        Assert.Equal(primaryPasses ? "a.test" : primary.Authority, primary.Requests[0].Field("Host"));
        Assert.Equal(mirrorPasses ? "a.test" : mirror.Authority, mirror.Requests[0].Field("Host"));
    }
}
