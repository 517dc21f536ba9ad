using System.Diagnostics;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Mirrors that the client waits for, within bounds.</summary>
public sealed class AwaitTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_answer_comes_when_the_copy_has_ended()
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, s_long)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await mirror.WaitForAsync(1);
        await primary.WaitForAsync(1);
        var answer = client.ReadAnswerAsync();
        Assert.False(await Bound.EndsWithin(answer, TimeSpan.FromMilliseconds(200)));
        gate.SetResult();

        Assert.Equal("primary", (await answer).BodyText);
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
        Assert.Equal(1, BooksOf.Page(gateway.Host).Value("halfsilver_sync_added_seconds_count", ("route", "all")));
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("refuses")]
    [InlineData("garbage")]
    [InlineData("500")]
    public async Task A_bad_mirror_costs_its_bound_at_most_and_never_changes_the_answer(string fault)
    {
        await using var primary = RecordingUpstream.Start(new Answer { Body = Bytes.Of("the answer"), Fields = ["X-A: b"] });
        await using var mirror = Bad(fault);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, TimeSpan.FromMilliseconds(250)) with
        {
            Timeouts = Plans.Unhurried with { Deadline = TimeSpan.FromSeconds(20) },
        }));
        await using var plain = await TestGateway.StartAsync(Plans.To(primary));
        await using var client = await gateway.ConnectAsync();
        await using var other = await plain.ConnectAsync();
        const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            var answer = await client.AskAsync(Request);
            var took = watch.Elapsed;

            Assert.Equal((await other.AskAsync(Request)).Head, answer.Head);
            Assert.Equal("the answer", answer.BodyText);
            Assert.True(took < TimeSpan.FromSeconds(8), $"took {took}");
            Assert.True(fault != "hangs" || took >= TimeSpan.FromMilliseconds(240), $"did not wait: {took}");
        }

        // What still flies would do so for 20 s.
        await gateway.Host.StopAsync(gateway.Host.Plans.Plan.Drain);
        await BooksOf.BalanceAsync(gateway.Host, 3);
    }

    [Fact]
    public async Task Each_of_several_is_waited_for_within_its_own_bound()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var silent = BadMirror.Hangs();
        await using var quick = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(
            primary,
            Awaited(silent, TimeSpan.FromMilliseconds(200)) with { Timeouts = Plans.Unhurried with { Deadline = s_long } },
            Awaited(quick, s_long, "quick")));
        await using var client = await gateway.ConnectAsync();

        var watch = Stopwatch.StartNew();
        Assert.Equal("primary", (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).BodyText);

        // Not for the minute of either of the others: the client would have given up.
        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(190), $"did not wait: {watch.Elapsed}");
        await BooksOf.BalanceAsync(gateway.Host, 1, "quick");
    }

    public static TheoryData<string, string, string> NotHeld() => new()
    {
        { "gRPC", "POST /s/m HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc+proto\r\nContent-Length: 1\r\n\r\nx", "Content-Type: application/grpc" },
        { "an event stream", "GET /events HTTP/1.1\r\nHost: a\r\n\r\n", "Content-Type: text/event-stream; charset=utf-8" },
    };

    [Theory]
    [MemberData(nameof(NotHeld))]
    public async Task It_is_not_waited_for(string what, string request, string field)
    {
        Assert.NotEmpty(what);
        await using var primary = RecordingUpstream.Start(new Answer { Body = Bytes.Of("now"), Fields = [field] });
        await using var mirror = BadMirror.Hangs();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, s_long)));
        await using var client = await gateway.ConnectAsync();

        Assert.Equal("now", (await client.AskAsync(request)).BodyText);

        await Bound.Eventually(() => BooksOf.Mirror(gateway.Host).Books.SentCount == 1, "the copy is sent");
    }

    [Fact]
    public async Task An_answer_before_the_upload_has_ended_is_not_held()
    {
        await using var primary = RecordingUpstream.Start();
        primary.EarlyAnswers = _ => Answer.Text("early");
        await using var mirror = BadMirror.Hangs();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, s_long)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        Assert.Equal("early", (await client.ReadAnswerAsync()).BodyText);
        await client.SendAsync("defghij");
        await primary.WaitForAsync(1);
    }

    [Fact]
    public async Task Copies_that_are_not_sent_are_not_waited_for()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = BadMirror.Hangs();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, s_long)));
        gateway.Host.Mirrors.Kill(default, killed: true);
        await using var client = await gateway.ConnectAsync();

        Assert.Equal("primary", (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).BodyText);
        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.Killed]);
    }

    [Fact]
    public async Task Killing_the_mirror_ends_the_wait_for_copies_that_queue()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = BadMirror.Hangs();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, s_long) with
        {
            Budget = new MirrorBudget { MaxInFlight = 1 },
            Timeouts = Plans.Unhurried with { Deadline = s_long },
        }));
        await using var first = await gateway.ConnectAsync();
        await using var second = await gateway.ConnectAsync();
        await first.SendAsync("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
        await mirror.WaitForRequestsAsync(1);
        await second.SendAsync("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        await Bound.Eventually(() => BooksOf.Mirror(gateway.Host).Queue.Queued == 1, "one copy waits");

        gateway.Host.Mirrors.Kill(default, killed: true);

        Assert.Equal("primary", (await second.ReadAnswerAsync()).BodyText);
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_is_held_leaves_nothing_behind()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = BadMirror.Hangs();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, s_long) with
        {
            Timeouts = Plans.Unhurried with { Deadline = TimeSpan.FromSeconds(1) },
        }));
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await mirror.WaitForRequestsAsync(1);
            client.Abort();
        }

        var page = () => BooksOf.Page(gateway.Host).Sum("halfsilver_requests_total", ("route", "all"));
        await Bound.Eventually(() => page() == 1, "the request is over, long before its bound");
        await BooksOf.BalanceAsync(gateway.Host, 1);
    }

    [Fact]
    public async Task Under_load_nothing_is_lost_and_nobody_waits_for_ever()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Awaited(mirror, s_long)));

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 32, requestsEach: 200));

        Assert.Equal((6400, 0), (load.Answered, load.Failed));
        await BooksOf.BalanceAsync(gateway.Host, 6400);
        Assert.Equal(6400, mirror.Count);
    }

    private static LoopbackServer Bad(string fault) => fault switch
    {
        "hangs" => BadMirror.Hangs(),
        "refuses" => BadMirror.Refuses(),
        "garbage" => BadMirror.Garbage(GarbageKind.Binary),
        _ => RecordingUpstream.Start(Answer.Of(500)),
    };

    private static Mirror Awaited(LoopbackServer to, TimeSpan atMost, string name = "mirror") =>
        Plans.Mirror(to, name: name) with { Timing = CopyTiming.Await, AwaitAtMost = atMost };
}
