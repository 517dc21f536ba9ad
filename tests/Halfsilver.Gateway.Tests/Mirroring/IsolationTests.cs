using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Whatever a mirror does, the client gets its answers, at once, and the books stay right.</summary>
public sealed class IsolationTests
{
    private const int Connections = 16;
    private const int RequestsEach = 100;

    public static TheoryData<string> Faults() =>
        ["refuses", "hangs", "never reads", "resets at accept", "resets in the request", "resets in the answer", "drips its head", "drips its body",
         "never ends", "giant head", "interim answers without end", "garbage", "truncates", "upgrades", "closes idle connections", "500", "redirects"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_mirror_costs_no_client_an_answer_and_delays_no_next_request(string fault)
    {
        await using var primary = CountingUpstream.Start();
        await using var bad = Create(fault);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Within(Plans.Mirror(bad), TimeSpan.FromSeconds(30))));

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: Connections, requestsEach: RequestsEach));

        Assert.Equal((Connections * RequestsEach, 0), (load.Answered, load.Failed));
        Assert.Equal(Connections * RequestsEach, load.Statuses[200]);

        // A mirror that held its client back would cost each request its deadline of 30 s; what still flies is not waited for either.
        Assert.True(load.Percentile(50) < TimeSpan.FromSeconds(5), $"half of the requests took {load.Percentile(50)} or more");
        await gateway.Host.StopAsync(gateway.Host.Plans.Plan.Drain);
        await BooksOf.BalanceAsync(gateway.Host, Connections * RequestsEach);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("never reads")]
    [InlineData("resets in the request")]
    public async Task An_upload_ends_as_without_the_bad_mirror(string fault)
    {
        await using var primary = RecordingUpstream.Start();
        await using var bad = Create(fault);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Impatient(Plans.Mirror(bad))));
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(20 * 1024 * 1024);

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: TimeSpan.FromSeconds(30))).Status);
        Assert.Equal(body.Sha256, Assert.Single(primary.Requests).BodySha256);
        await BooksOf.BalanceAsync(gateway.Host, 1);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task One_healthy_mirror_among_bad_ones_loses_nothing()
    {
        await using var primary = CountingUpstream.Start();
        await using var healthy = CountingUpstream.Start();
        var bad = new[] { "hangs", "refuses", "resets at accept", "garbage" }.Select(Create).ToArray();
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary, [Plans.Mirror(healthy, name: "healthy"), .. bad.Select((mirror, i) => Impatient(Plans.Mirror(mirror, name: $"bad{i}")))]));

        await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 4, requestsEach: 200));

        await BooksOf.BalanceAsync(gateway.Host, 800, "healthy");
        Assert.Equal(800, healthy.Count);
        foreach (var mirror in bad)
        {
            await mirror.DisposeAsync();
        }
    }

    private static Mirror Impatient(Mirror mirror) => Within(mirror, TimeSpan.FromMilliseconds(300));

    private static Mirror Within(Mirror mirror, TimeSpan patience) => mirror with
    {
        Budget = new MirrorBudget { MaxInFlight = 32, MaxQueue = 64, MaxAnswerBytes = 1024 * 1024 },
        Timeouts = new CopyTimeouts { Connect = patience, Deadline = patience, Idle = patience },
    };

    private static BadMirror Create(string fault) => fault switch
    {
        "refuses" => BadMirror.Refuses(),
        "hangs" => BadMirror.Hangs(),
        "never reads" => BadMirror.NeverReads(),
        "resets at accept" => BadMirror.ResetsAtAccept(),
        "resets in the request" => BadMirror.ResetsMidRequest(),
        "resets in the answer" => BadMirror.ResetsMidAnswer(),
        "drips its head" => BadMirror.DripsHead(),
        "drips its body" => BadMirror.DripsBody(1000),
        "never ends" => BadMirror.EndlessBody(chunked: true),
        "giant head" => BadMirror.GiantHead(1024 * 1024),
        "interim answers without end" => BadMirror.EndlessInterim(100),
        "garbage" => BadMirror.Garbage(GarbageKind.Binary),
        "truncates" => BadMirror.Truncates(chunked: false),
        "upgrades" => BadMirror.Upgrades(),
        "closes idle connections" => BadMirror.ClosesIdle(),
        "500" => BadMirror.Status500(),
        "redirects" => BadMirror.Redirects("http://127.0.0.1:1/elsewhere"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
