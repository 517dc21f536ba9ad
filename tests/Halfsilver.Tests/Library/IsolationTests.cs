using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>Whatever its mirrors do, an application answers as it would without them, and stops when it is told to.</summary>
public sealed class IsolationTests
{
    public static TheoryData<string> Faults() =>
        ["refuses", "hangs", "never reads", "resets at accept", "resets in the request", "resets in the answer", "never ends", "giant head", "garbage", "500"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_mirror_changes_no_answer(string fault)
    {
        await using var bad = Create(fault);
        await using var app = await HostedApp.MirroredToAsync(bad, Impatient);
        var body = new PatternBody(2 * 1024 * 1024);

        var load = await LoadClient.RunAsync(Load.Get(app.Http1, connections: 8, requestsEach: 50, path: "/plain"));
        await using var client = await app.ConnectAsync();
        await client.SendAsync($"POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal(Pages.Said(body), (await client.ReadAnswerAsync()).BodyText);
        Assert.Equal((400, 0), (load.Answered, load.Failed));
        Assert.Equal(400, load.Statuses[200]);
        await app.BalancedAsync(401);
    }

    [Fact]
    public async Task Many_uploads_at_once_that_are_read_in_every_way_are_all_answered_and_all_accounted_for()
    {
        await using var good = RecordingUpstream.Start();
        await using var slow = BadMirror.NeverReads();
        await using var app = await HostedApp.StartAsync(options =>
        {
            HostedApp.To(options, good, name: "good");
            HostedApp.To(options, slow, mirror => Impatient(mirror) with { Budget = new MirrorBudget { Window = 20_000, MaxInFlight = 8 } }, name: "slow");
            options.Budgets = new Budgets { MaxBufferedBytes = 2 * 1024 * 1024 };
        });
        var body = new PatternBody(100_000);
        string[] pages = [.. Pages.Readers, "/part"];
        var heads = pages.Select(page => (ReadOnlyMemory<byte>)Bytes.Of($"POST {page} HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n")).ToArray();

        var load = await LoadClient.RunAsync(new Load
        {
            To = app.Http1,
            Connections = 16,
            RequestsEach = 25,
            Body = body,
            Request = i => heads[i % heads.Length],
        });

        Assert.Equal((400, 0, 400), (load.Answered, load.Failed, load.Statuses[200]));
        await app.BalancedAsync(400, "good");
        await app.BalancedAsync(400, "slow");
        Assert.All(good.Requests, copy => Assert.Equal(body.Sha256, copy.BodySha256));
        Assert.Equal(Anomaly.None, good.Anomalies);
    }

    [Fact]
    public async Task Several_mirrors_count_apart()
    {
        await using var good = RecordingUpstream.Start();
        await using var bad = BadMirror.ResetsMidRequest();
        await using var app = await HostedApp.StartAsync(options =>
        {
            HostedApp.To(options, good, name: "good");
            HostedApp.To(options, bad, Impatient, name: "bad");
        });
        await using var client = await app.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.AskAsync("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        }

        Assert.Equal(20, (await app.BalancedAsync(20, "good"))[Fate.Answered]);
        await app.BalancedAsync(20, "bad");
        Assert.All(good.Requests, copy => Assert.Equal("hello", copy.BodyText));
    }

    [Fact]
    public async Task A_stopping_application_gives_copies_under_way_their_time_and_no_more()
    {
        await using var hangs = BadMirror.Hangs();
        var app = await HostedApp.StartAsync(options =>
        {
            HostedApp.To(options, hangs, mirror => mirror with { Timeouts = new CopyTimeouts { Connect = TimeSpan.FromSeconds(30), Deadline = TimeSpan.FromMinutes(5) } });
            options.Drain = TimeSpan.FromMilliseconds(100);
        });
        await using (var client = await app.ConnectAsync())
        {
            await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
            await hangs.WaitForRequestsAsync(1);
        }

        var books = app.Mirroring.Live.All.Single().Books;
        await Bound.Within(app.DisposeAsync().AsTask(), TimeSpan.FromSeconds(10), "the application to stop");

        await Bound.Eventually(() => books[Fate.CutDrained] == 1, "the copy to be cut");
    }

    private static Mirror Impatient(Mirror mirror) => mirror with
    {
        Budget = new MirrorBudget { MaxInFlight = 16, MaxQueue = 32, MaxAnswerBytes = 1024 * 1024 },
        Timeouts = new CopyTimeouts
        {
            Connect = TimeSpan.FromMilliseconds(300),
            Deadline = TimeSpan.FromMilliseconds(300),
            Idle = TimeSpan.FromMilliseconds(300),
        },
    };

    private static BadMirror Create(string fault) => fault switch
    {
        "refuses" => BadMirror.Refuses(),
        "hangs" => BadMirror.Hangs(),
        "never reads" => BadMirror.NeverReads(),
        "resets at accept" => BadMirror.ResetsAtAccept(),
        "resets in the request" => BadMirror.ResetsMidRequest(),
        "resets in the answer" => BadMirror.ResetsMidAnswer(),
        "never ends" => BadMirror.EndlessBody(chunked: true),
        "giant head" => BadMirror.GiantHead(1024 * 1024),
        "garbage" => BadMirror.Garbage(GarbageKind.Binary),
        "500" => BadMirror.Status500(),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
