using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>A mirror that gets its copies when the client has its answer.</summary>
public sealed class AfterPrimaryTests
{
    [Fact]
    public async Task Nothing_reaches_the_mirror_before_the_last_byte_has_left_for_the_client()
    {
        var rest = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(new Answer { Body = Bytes.Of("whole"), BodyGate = rest.Task });
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
        var begin = Bytes.Text(await client.ReadSomeAsync());
        Assert.StartsWith("HTTP/1.1 200 OK", begin, StringComparison.Ordinal);
        Assert.Empty(mirror.Begun);
        Assert.Equal(0, BooksOf.Mirror(gateway.Host).Books.SentCount);

        rest.SetResult();
        Assert.EndsWith("whole", Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
        Assert.Equal("GET /a HTTP/1.1", Assert.Single(await mirror.WaitForAsync(1)).RequestLine);
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
    }

    [Fact]
    public async Task A_client_that_takes_its_time_keeps_the_mirror_waiting()
    {
        var body = new PatternBody(32 * 1024 * 1024);
        await using var primary = RecordingUpstream.Start(new Answer { Pattern = body });
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(mirror)));
        await using var client = await RawClient.ConnectAsync(gateway.Address, receiveBuffer: 64 * 1024);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await primary.WaitForAsync(1);
        Assert.False(await Bound.EndsWithin(mirror.WaitForHeadsAsync(1), TimeSpan.FromMilliseconds(300)));

        Assert.Equal(body.Sha256, (await client.ReadAnswerAsync(timeout: TimeSpan.FromSeconds(30))).BodySha256);
        await mirror.WaitForAsync(1);
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(700_001)]
    public async Task The_copy_carries_the_body_that_the_primary_got(int length)
    {
        var body = new PatternBody(length);
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
        await client.SendAsync(body);
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.SendAsync(body, chunk: 4096);
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);

        Assert.All(await mirror.WaitForAsync(2), copy => Assert.Equal(body.Sha256, copy.BodySha256));
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_client_that_leaves_before_the_end_of_its_answer_is_not_copied()
    {
        var never = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(new Answer { Body = Bytes.Of("never"), BodyGate = never.Task });
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(mirror)));
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            await client.ReadSomeAsync();
            client.Abort();
        }

        await BooksEndWith(gateway, Fate.ClientAbort);
        Assert.Empty(mirror.Begun);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_body_is_not_kept_for_ever_for_an_answer_that_does_not_come()
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var mirror = RecordingUpstream.Start();
        var late = Plans.Mirror(mirror) with { Timing = CopyTiming.AfterPrimary, Timeouts = Plans.Unhurried with { Held = TimeSpan.FromMilliseconds(200) } };
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, late));
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
        await client.SendAsync(new byte[300_000]);
        await primary.WaitForAsync(1);

        await Bound.Eventually(() => gateway.Host.Mirrors.Budgets.Bytes.Held < 20_000, "the body is let go of");
        gate.SetResult();

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await BooksEndWith(gateway, Fate.QueueExpired);
        Assert.Empty(mirror.Begun);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_body_that_was_kept_long_enough_is_let_go_of_only_by_its_copy()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        var late = Plans.Mirror(mirror) with { Timing = CopyTiming.AfterPrimary, Timeouts = Plans.Unhurried with { Held = TimeSpan.FromMilliseconds(1) } };
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, late));
        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < 500; i++)
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000\r\n\r\n");
            await client.SendAsync(new byte[30_000]);
            Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        }

        await BooksOf.BalanceAsync(gateway.Host, 500);
        var books = BooksOf.Mirror(gateway.Host).Books;
        Assert.Equal(500, books[Fate.Answered] + books[Fate.QueueExpired]);
        Assert.Equal(books[Fate.Answered], mirror.Count);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_copied()
    {
        await using var primary = BadMirror.Truncates();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.True(await client.IsClosedAsync(Bound.Usual));

        await BooksEndWith(gateway, Fate.PrimaryCut);
        Assert.Empty(mirror.Begun);
    }

    [Fact]
    public async Task A_body_that_the_primary_did_not_wait_for_is_not_copied_in_part()
    {
        await using var primary = RecordingUpstream.Start();
        primary.EarlyAnswers = _ => new Answer { Status = 413, Reason = "No", Close = true };
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(mirror)));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\nabc");
        Assert.Equal(413, (await client.ReadAnswerAsync()).Status);

        await BooksEndWith(gateway, Fate.PrimaryCut);
        Assert.Empty(mirror.Begun);
    }

    [Fact]
    public async Task A_client_that_closes_with_its_whole_answer_is_copied()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("bye"));
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(mirror)));

        for (var i = 0; i < 20; i++)
        {
            await using var client = await gateway.ConnectAsync();
            Assert.Equal("bye", (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).BodyText);
        }

        await BooksOf.BalanceAsync(gateway.Host, 20);
        Assert.Equal(20, mirror.Count);
    }

    [Fact]
    public async Task A_problem_of_the_primary_is_an_answer_and_is_copied_after()
    {
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To("127.0.0.1:1", Late(mirror)));
        await using var client = await gateway.ConnectAsync();

        Assert.Equal(502, (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Status);

        await mirror.WaitForAsync(1);
        await BooksOf.BalanceWithAsync(gateway.Host, mirror);
    }

    [Fact]
    public async Task Under_load_every_request_is_copied_once_beside_a_mirror_of_the_other_timing()
    {
        await using var primary = CountingUpstream.Start();
        await using var late = CountingUpstream.Start();
        await using var beside = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Late(late), Plans.Mirror(beside, name: "beside")));

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 16, requestsEach: 200));

        Assert.Equal((3200, 0), (load.Answered, load.Failed));
        await BooksOf.BalanceAsync(gateway.Host, 3200);
        await BooksOf.BalanceAsync(gateway.Host, 3200, "beside");
        Assert.Equal((3200, 3200), (late.Count, beside.Count));
    }

    private static Mirror Late(LoopbackServer to) => Plans.Mirror(to) with { Timing = CopyTiming.AfterPrimary };

    private static async Task BooksEndWith(TestGateway gateway, Fate fate)
    {
        await Bound.Eventually(() => BooksOf.Mirror(gateway.Host).Books[fate] == 1, $"the copy ends as {fate}");
        await BooksOf.BalanceAsync(gateway.Host, 1);
    }
}
