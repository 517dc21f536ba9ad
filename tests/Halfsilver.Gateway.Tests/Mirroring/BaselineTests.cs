using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>A baseline gets what its candidate's sampler chose, and nothing else.</summary>
public sealed class BaselineTests
{
    public static TheoryData<MirrorSampling> Samplings =>
    [
        MirrorSampling.Exact, MirrorSampling.Counter, MirrorSampling.Random,
        new StickySampling { Key = new StickyKey(StickyKeyKind.Query, "n") }, new StickySampling { Key = new StickyKey(StickyKeyKind.Header, "missing") },
    ];

    [Theory]
    [MemberData(nameof(Samplings))]
    public async Task A_baseline_gets_exactly_its_candidates_exchanges_under_load(MirrorSampling sampling)
    {
        const int Requests = 4_000;
        await using var primary = CountingUpstream.Start();
        await using var candidate = CountingUpstream.Start();
        await using var twin = CountingUpstream.Start();

        // The baseline stands first: the order in the plan must not matter.
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary, Twin(twin), Patient(Plans.Mirror(candidate, 30, "candidate")) with { Sampling = sampling }));
        var requests = Enumerable.Range(0, Requests).Select(n => (ReadOnlyMemory<byte>)Bytes.Of($"GET /?n={n} HTTP/1.1\r\nHost: a\r\n\r\n")).ToArray();
        var next = -1;

        await LoadClient.RunAsync(new Load
        {
            To = gateway.Address,
            Connections = 16,
            RequestsEach = Requests / 16,
            Request = _ => requests[Interlocked.Increment(ref next)],
        });
        await BooksOf.BalanceAsync(gateway.Host, Requests, "candidate");
        await BooksOf.BalanceAsync(gateway.Host, Requests, "twin");

        Assert.InRange(candidate.Count, 900, 1_500);
        for (var n = 0; n < Requests; n++)
        {
            Assert.Equal(candidate.Of($"/?n={n}"), twin.Of($"/?n={n}"));
        }

        Assert.Equal(candidate.Count, twin.Count);
        Assert.Equal(Requests - candidate.Count, BooksOf.Mirror(gateway.Host, "twin").Books[Fate.NotSampled]);
    }

    [Fact]
    public async Task A_baselines_filters_are_its_own_and_its_candidates_leave_it_out_too()
    {
        await using var primary = CountingUpstream.Start();
        await using var candidate = CountingUpstream.Start();
        await using var twin = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary,
            Plans.Mirror(candidate, 100, "candidate") with { Only = new CopyFilter { Methods = null, NotPath = new PathRule("/a") } },
            Twin(twin) with { Only = new CopyFilter { Methods = null, NotPath = new PathRule("/b") } }));
        await using var client = await gateway.ConnectAsync();

        foreach (var path in (string[])["/a", "/b", "/c"])
        {
            await client.AskAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        await BooksOf.BalanceAsync(gateway.Host, 3, "candidate");
        await BooksOf.BalanceAsync(gateway.Host, 3, "twin");
        Assert.Equal((0, 1, 1), (candidate.Of("/a"), candidate.Of("/b"), candidate.Of("/c")));
        Assert.Equal((0, 0, 1), (twin.Of("/a"), twin.Of("/b"), twin.Of("/c")));
        var books = BooksOf.Mirror(gateway.Host, "twin").Books;
        Assert.Equal((1, 1), (books[Fate.NotSampled], books[Fate.Path]));
    }

    [Fact]
    public async Task What_becomes_of_the_candidates_copy_does_not_matter()
    {
        await using var primary = CountingUpstream.Start();
        await using var candidate = CountingUpstream.Start();
        await using var twin = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary, Plans.Mirror(candidate, 100, "candidate") with { MaxBodyBytes = 1 }, Twin(twin)));
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");

        await BooksOf.BalanceAsync(gateway.Host, 1, "candidate");
        await BooksOf.BalanceAsync(gateway.Host, 1, "twin");
        Assert.Equal((0, 1), (candidate.Count, twin.Count));
    }

    [Fact]
    public async Task A_candidate_that_is_switched_off_leaves_its_baseline_nothing()
    {
        await using var primary = CountingUpstream.Start();
        await using var candidate = CountingUpstream.Start();
        await using var twin = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(candidate, 100, "candidate"), Twin(twin)));
        await using var client = await gateway.ConnectAsync();

        gateway.Host.Mirrors.Kill(new KillScope("all", "candidate"), killed: true);
        await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await BooksOf.BalanceAsync(gateway.Host, 1, "twin");
        Assert.Equal((0, 0), (candidate.Count, twin.Count));

        gateway.Host.Mirrors.Kill(new KillScope("all", "candidate"), killed: false);
        await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await BooksOf.BalanceAsync(gateway.Host, 2, "candidate");
        await BooksOf.BalanceAsync(gateway.Host, 2, "twin");
        Assert.Equal((1, 1), (candidate.Count, twin.Count));
    }

    [Fact]
    public async Task A_baseline_follows_the_candidate_it_names()
    {
        await using var primary = CountingUpstream.Start();
        await using var never = CountingUpstream.Start();
        await using var always = CountingUpstream.Start();
        await using var twin = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary, Plans.Mirror(never, 0, "never"), Plans.Mirror(always, 100, "always"), Twin(twin) with { Candidate = "always" }));
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

        await BooksOf.BalanceAsync(gateway.Host, 1, "twin");
        Assert.Equal((0, 1), (never.Count, twin.Count));
    }

    private static Mirror Twin(CountingUpstream to) => Patient(Plans.Mirror(to, 100, "twin")) with { Role = MirrorRole.Baseline };

    private static Mirror Patient(Mirror mirror) => mirror with
    {
        Budget = new MirrorBudget { MaxQueue = 100_000 },
        Timeouts = new CopyTimeouts { Connect = TimeSpan.FromSeconds(30), Deadline = TimeSpan.FromSeconds(60), Idle = TimeSpan.FromSeconds(60) },
    };
}
