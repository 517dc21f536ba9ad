using Halfsilver.Gateway.Tests.Dialects.Traefik;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>What holds for every dialect whose mirrors stand beside a route: one file of each form, the same promises.</summary>
public sealed class CommonTests
{
    private const string Primary = "app.test.svc:80";
    private const string Mirror = "app-v2.test.svc:80";
    private const string Name = "app-v2";

    private static readonly Dictionary<string, (string Dialect, string File)> Forms = new(StringComparer.Ordinal)
    {
        ["console"] = ("mse", """
            services: [{ name: app, sourceType: K8S, namespace: test, ports: [80] }, { name: app-v2, sourceType: K8S, namespace: test, ports: [80] }]
            routes: [{ name: all, services: [{ name: app }], policies: { trafficMirror: { target: app-v2, port: dynamic, percentage: PERCENT } } }]
            """),
        ["ingress"] = ("mse", """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: all, namespace: test, annotations: { higress.io/mirror-target-service: "app-v2:80", higress.io/mirror-percentage: "PERCENT" } }
            spec: { rules: [{ http: { paths: [{ pathType: Prefix, path: /, backend: { service: { name: app, port: { number: 80 } } } }] } }] }
            """),
        ["HTTPRoute"] = ("gateway-api", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: { name: all, namespace: test }
            spec:
              rules:
              - filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: app-v2, port: 80 }, percent: PERCENT } }]
                backendRefs: [{ name: app, port: 80 }]
            """),
    };

    public static TheoryData<string> All => [.. Forms.Keys];

    public static TheoryData<string, string> Faults =>
        new(from form in Forms.Keys
            from fault in new[] { "refuses", "hangs", "resets", "resets in its answer", "answers without end", "upgrades", "500", "no such name" }
            select (form, fault));

    public static TheoryData<string, int> Shares => new(from form in Forms.Keys from percent in new[] { 0, 1, 33, 99, 100 } select (form, percent));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task C1_C2_C17_Whatever_is_wrong_with_a_mirror_the_client_sees_the_same_octets(string form, string fault)
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
        var plan = PlanOf(form, 100, primary, fault == "no such name" ? "no-such-host.invalid" : mirror.Authority);
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var without = await TestGateway.StartAsync(plan with { Routes = [.. plan.Routes.Select(route => route with { Mirrors = [] })] });

        const string Request = "POST /x?q=1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi";
        var (one, other) = (await gateway.AskOnceAsync(Request), await without.AskOnceAsync(Request));

        Assert.Equal(Undated(other), Undated(one));
        Assert.Equal(("primary", 200), (one.BodyText, one.Status));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C3_C4_A_redirect_of_a_mirror_is_not_followed_and_its_cookies_are_not_seen(string form)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var elsewhere = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start(Answer.Of(302, $"Location: {elsewhere.Url}", "Set-Cookie: a=b"));
        await using var gateway = await StartAsync(form, 100, primary, mirror);

        var answer = await gateway.GetAsync("/x");

        await gateway.CopiesAsync(Name, mirror, 1, 1);
        Assert.DoesNotContain("Set-Cookie", Bytes.Text(answer.Head), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, elsewhere.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C5_C12_A_chunked_body_comes_whole_and_what_is_one_hop_s_does_not_go_on(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, 100, primary, mirror);

        await gateway.AskOnceAsync(
            "POST /x HTTP/1.1\r\nHost: shop\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nX-Forwarded-For: 10.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n");

        foreach (var request in (RecordedRequest[])[.. await primary.WaitForAsync(1), .. await mirror.WaitForAsync(1)])
        {
            Assert.Equal(("hi yo", "shop"), (request.BodyText, request.Field("Host")));
            Assert.Null(request.Field("X-Hop"));
            Assert.Null(request.Field("Keep-Alive"));
            Assert.Single(request.Fields, field => field.Name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C6_Bodies_have_no_size_above_which_they_are_not_copied(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, 100, primary, mirror);

        foreach (var length in new[] { 0, 1, 32_767, 32_768, 32_769, 600_000 })
        {
            await gateway.AskOnceAsync($"POST /{length} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}");
        }

        await gateway.CopiesAsync(Name, mirror, 6, 6);
        Assert.Equal(primary.Requests.Select(request => (request.Target, request.BodySha256)).Order(), mirror.Requests.Select(request => (request.Target, request.BodySha256)).Order());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C7_C8_A_copy_leaves_beside_the_primary_and_goes_on_when_the_client_leaves(string form)
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, 100, primary, mirror);

        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
            await mirror.WaitForAsync(1);
            client.Abort();
        }

        await gateway.CopiesAsync(Name, mirror, 1, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host, Name).Books[Fate.Answered]);
        gate.SetResult();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C9_An_upgrade_reaches_the_primary_alone(string form)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("no"));
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, 100, primary, mirror);

        var answer = await gateway.GetAsync("/x", fields: "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n");

        Assert.Equal("no", answer.BodyText);
        Assert.Equal("websocket", Assert.Single(primary.Requests).Field("Upgrade"));
        await BooksOf.BalanceAsync(gateway.Host, 1, Name);
        Assert.Equal((1, 0), (BooksOf.Mirror(gateway.Host, Name).Books[Fate.Upgrade], mirror.Count));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C11_Methods_paths_and_queries_go_on_as_they_came(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, 100, primary, mirror);
        string[] lines = ["HEAD /a%2Fb%20c?q=1&q=2;3&%71", "OPTIONS /%C3%A9", "DELETE /a+b?a=b+c", "PROPFIND //double/"];

        foreach (var line in lines)
        {
            await gateway.AskOnceAsync($"{line} HTTP/1.1\r\nHost: a\r\nX-Long: {new string('x', 8_000)}\r\nContent-Length: 2\r\n\r\nhi");
        }

        await gateway.CopiesAsync(Name, mirror, 4, 4);
        Assert.Equal(lines, primary.Requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Equal(
            primary.Requests.Select(request => $"{request.Method} {request.Target} {request.BodyText}").Order(StringComparer.Ordinal),
            mirror.Requests.Select(request => $"{request.Method} {request.Target} {request.BodyText}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shares))]
    public async Task C15_Shares_are_exact_over_any_run(string form, int percent)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, percent, primary, mirror);

        await gateway.AskAsync(300);

        await BooksOf.BalanceAsync(gateway.Host, 300, Name);
        Assert.Equal(300, primary.Count);
        Assert.InRange(mirror.Count, Math.Max(3 * percent - 1, 0), 3 * percent + (percent is 0 or 100 ? 0 : 1));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C13_A_reload_that_changes_the_share_costs_no_answer_and_no_copy(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, 100, primary, mirror);

        await gateway.AskAsync(5);
        Assert.Empty(gateway.Host.Plans.TrySwap(PlanOf(form, 0, primary, mirror.Authority)));
        await gateway.AskAsync(5);
        Assert.Empty(gateway.Host.Plans.TrySwap(PlanOf(form, 100, primary, mirror.Authority)));
        await gateway.AskAsync(5);

        await gateway.CopiesAsync(Name, mirror, 15, 10);
        Assert.Equal(15, primary.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task C16_A_mirror_that_is_the_primary_gets_each_request_once_more(string form)
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await StartAsync(form, 100, primary, primary);

        await gateway.AskAsync(5);

        await BooksOf.BalanceAsync(gateway.Host, 5, Name);
        Assert.Equal(10, primary.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Copies_carry_no_mark_and_every_method_is_copied(string form)
    {
        var mirror = Assert.Single(Assert.Single(PlanOf(form, 100, null, "127.0.0.1:1").Routes).Mirrors);
        Assert.Equal((false, null, CopyTiming.Concurrent), (mirror.Changes.Mark, mirror.Only.Methods, mirror.Timing));
    }

    private static Task<TestGateway> StartAsync(string form, int percent, RecordingUpstream primary, LoopbackServer mirror) =>
        TestGateway.StartAsync(PlanOf(form, percent, primary, mirror.Authority));

    private static Plan PlanOf(string form, int percent, RecordingUpstream? primary, string mirror) =>
        DialectGateway.PlanOf(
            Forms[form].Dialect, [(Primary, primary?.Authority ?? "127.0.0.1:1"), (Mirror, mirror)],
            Forms[form].File.Replace("PERCENT", $"{percent}", StringComparison.Ordinal));

    private static string Undated(ReceivedAnswer answer) =>
        string.Join('\n', Bytes.Text(answer.Head).Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)));
}
