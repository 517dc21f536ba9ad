using Halfsilver.Dialects;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>What holds for every dialect: one file of each form, the same promises; of requests and their copies.</summary>
public sealed class CommonTests
{
    private const string Post = "POST /x/1?q=1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi";

    private static readonly string[] s_faults = ["refuses", "hangs", "resets", "resets in its answer", "answers without end", "upgrades", "500", "speaks no TLS", "no such name"];

    private static readonly string[] s_bodies =
    [
        "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Content-Length: 0\r\n\r\n",
        "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhi yo",
    ];

    public static TheoryData<string> All => [.. CommonForm.All.Keys];

    public static TheoryData<string, string> Faults => new(from form in CommonForm.All.Keys from fault in s_faults select (form, fault));

    public static TheoryData<string, int> Bodies => new(from form in CommonForm.All.Keys from body in Enumerable.Range(0, s_bodies.Length) select (form, body));

    public static TheoryData<string, int> Limits =>
        new(from form in CommonForm.All where form.Value.Limit is not null from length in new[] { 99, 100, 101 } select (form.Key, length));

    [Fact]
    public void Every_dialect_but_our_own_has_its_form() =>
        Assert.Equal(DialectBook.Names.Where(name => name != "native").Order(StringComparer.Ordinal), CommonForm.All.Values.Select(form => form.Dialect).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task C1_C17_Whatever_is_wrong_with_a_mirror_the_client_sees_the_same_octets(string form, string fault)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using LoopbackServer mirror = fault switch
        {
            "refuses" => BadMirror.Refuses(),
            "hangs" => BadMirror.Hangs(),
            "resets" => BadMirror.ResetsMidRequest(),
            "resets in its answer" => BadMirror.ResetsMidAnswer(),
            "answers without end" => BadMirror.EndlessBody(),
            "upgrades" => BadMirror.Upgrades(),
            _ => RecordingUpstream.Start(Answer.Text("", 500)),
        };
        var plan = CommonForm.All[form].Plan(primary.Authority, fault == "no such name" ? "no-such-host.invalid" : mirror.Authority);
        plan = fault == "speaks no TLS" ? OverTls(plan) : plan;
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var without = await TestGateway.StartAsync(Unmirrored(plan));

        var (one, other) = (await gateway.AskOnceAsync(Post), await without.AskOnceAsync(Post));

        Assert.Equal(Undated(other), Undated(one));
        Assert.Equal(("primary", 200), (one.BodyText, one.Status));
        await Bound.Eventually(() => BooksOf.Mirror(gateway.Host, CommonForm.Name).Books.MatchedCount == 1, "the copy is counted");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C2_Copies_that_hang_have_a_bound_and_what_is_beyond_it_is_counted(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = BadMirror.Hangs();
        var plan = CommonForm.All[form].Plan(primary.Authority, mirror.Authority);
        await using var gateway = await TestGateway.StartAsync(plan with { Budgets = plan.Budgets with { MaxInFlight = 2, MaxQueue = 3 } });

        await gateway.AskAsync(20, Post);

        var books = BooksOf.Mirror(gateway.Host, CommonForm.Name).Books;
        await Bound.Eventually(() => books.MatchedCount == 20 && books.SkippedCount == 15, "what fits waits, the rest is given up");
        Assert.Equal((20, 15), (primary.Count, books[Fate.QueueFull] + books[Fate.InFlight]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C3_C4_A_redirect_of_a_mirror_is_not_followed_and_its_fields_and_body_stay_with_it(string form)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var elsewhere = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start(new Answer
        {
            Status = 302,
            Fields = [$"Location: {elsewhere.Url}", "Set-Cookie: a=b"],
            Pattern = new PatternBody(10_000_000),
            Framing = Framing.Chunked,
            Trailers = ["X-Trailer: 1"],
        });
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror);

        var answer = await gateway.AskOnceAsync(Post);

        await gateway.CopiesAsync(CommonForm.Name, mirror, 1, 1);
        Assert.Equal("primary", answer.BodyText);
        Assert.DoesNotContain("Set-Cookie", Bytes.Text(answer.Head), StringComparison.OrdinalIgnoreCase);
        Assert.Equal((0, 1), (elsewhere.Count, mirror.Begun.Count));
        Assert.Equal(0, gateway.Host.Mirrors.Budgets.Bytes.Held);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task C5_C12_Bodies_of_every_framing_come_whole_and_what_is_one_hop_s_does_not_go_on(string form, int body)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror);

        await gateway.AskOnceAsync($"POST /x/1 HTTP/1.1\r\nHost: shop\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nX-Forwarded-For: 10.0.0.1\r\n{s_bodies[body]}");

        foreach (var (request, host) in new[] { (Assert.Single(await primary.WaitForAsync(1)), "app"), (Assert.Single(await mirror.WaitForAsync(1)), "app-v2") })
        {
            Assert.Equal((body is 0 or 3 ? "hi yo" : "", CommonForm.All[form].KeepsHost ? "shop" : host), (request.BodyText, request.Field("Host")));
            Assert.Equal((null, null, null), (request.Field("X-Hop"), request.Field("Keep-Alive"), request.Field("Halfsilver-Copy")));
            Assert.Equal("10.0.0.1, 127.0.0.1", Assert.Single(request.Fields, field => field.Name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase)).Value);
        }

        Assert.Equal((Anomaly.None, Anomaly.None), (primary.Anomalies, mirror.Anomalies));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C6_Bodies_have_no_size_above_which_they_are_not_copied(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror);

        foreach (var length in new[] { 0, 1, 32_767, 32_768, 32_769, 600_000 })
        {
            await gateway.AskOnceAsync($"POST /x/{length} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}");
        }

        await gateway.CopiesAsync(CommonForm.Name, mirror, 6, 6);
        Assert.Equal(primary.Requests.Select(request => (request.Target, request.BodySha256)).Order(), mirror.Requests.Select(request => (request.Target, request.BodySha256)).Order());
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task C6_A_body_longer_than_the_file_allows_is_a_413_and_nobody_is_called(string form, int length)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror, with: CommonForm.All[form].Limit);
        var each = length > 100 ? 0 : 1;

        Assert.Equal(length > 100 ? 413 : 200, (await gateway.AskOnceAsync($"POST /x/1 HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}")).Status);

        await BooksOf.BalanceAsync(gateway.Host, BooksOf.Mirror(gateway.Host, CommonForm.Name).Books.MatchedCount, CommonForm.Name);
        Assert.Equal((each, each), ((await primary.WaitForAsync(each)).Count, (await mirror.WaitForAsync(each)).Count));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C7_C8_A_copy_leaves_beside_the_primary_and_goes_on_without_the_client_or_leaves_at_the_end_and_not_without_it(string form)
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror);
        var waits = CommonForm.All[form].IsAfterPrimary;

        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync(Post);
            await primary.WaitForAsync(1);
            await mirror.WaitForAsync(waits ? 0 : 1);
            client.Abort();
        }

        await BooksOf.BalanceAsync(gateway.Host, 1, CommonForm.Name);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, CommonForm.Name).Books[waits ? Fate.ClientAbort : Fate.Answered]);
        Assert.Equal(waits ? 0 : 1, mirror.Begun.Count);
        gate.SetResult();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C9_An_upgrade_reaches_the_primary_alone(string form)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("no"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await CommonForm.All[form].StartAsync(primary, mirror, method: "GET");

        var answer = await gateway.GetAsync("/x/1", fields: "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n");

        // A fan-out passes no wish for another protocol on.
        Assert.Equal("no", answer.BodyText);
        Assert.Equal(CommonForm.All[form].IsFanOut ? null : "websocket", Assert.Single(primary.Requests).Field("Upgrade"));
        await BooksOf.BalanceAsync(gateway.Host, 1, CommonForm.Name);
        Assert.Equal((1, 0), (BooksOf.Mirror(gateway.Host, CommonForm.Name).Books[Fate.Upgrade], mirror.Count));
    }

    private static Plan OverTls(Plan plan)
    {
        var service = plan.Services.Values.OfType<EndpointsService>().Single(service => service.Endpoints[0].Host.StartsWith(CommonForm.Name, StringComparison.Ordinal));
        return plan with { Services = plan.Services.SetItem(service.Name, service with { Endpoints = [.. service.Endpoints.Select(endpoint => endpoint with { Tls = true })] }) };
    }

    private static Plan Unmirrored(Plan plan) => plan with
    {
        Routes = [.. plan.Routes.Select(route => route with { Mirrors = [] })],
        Services = plan.Services.SetItems(plan.Services.Values.OfType<MirroringService>().Select(service => KeyValuePair.Create(service.Name, (Service)(service with { Mirrors = [] })))),
    };

    private static string Undated(ReceivedAnswer answer) =>
        string.Join('\n', Bytes.Text(answer.Head).Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)));
}
