using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Mirrors that come and go, or cannot keep up, and what one of them costs the others.</summary>
public sealed class FaultLoadTests
{
    private const long MiB = 1024 * 1024;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longer = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_mirror_that_flaps_costs_a_line_for_each_change_and_few_connections()
    {
        const int Changes = 6;
        var down = false;
        await using var primary = EchoLoad.Primary();
        await using var mirror = RecordingUpstream.Start(_ => Volatile.Read(ref down) ? new Answer { Hangup = true } : Answer.Ok);
        using var log = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, FaultRun.Bounded(Plans.Mirror(mirror), s_long) with
        {
            Circuit = new CircuitSettings { FirstProbe = TimeSpan.FromMilliseconds(50) },
        }), log);
        var began = TimeProvider.System.GetTimestamp();
        var books = BooksOf.Mirror(gateway.Host).Books;

        var over = false;
        var load = EchoLoad.RunAsync(gateway.Address, clients: 4, () => !Volatile.Read(ref over), every: TimeSpan.FromMilliseconds(10));
        using var flaps = new PeriodicTimer(TimeSpan.FromSeconds(3) / Changes);
        for (var i = 0; i < Changes; i++)
        {
            // Each state lasts until it has been noticed.
            var (fate, before) = down ? (Fate.CircuitOpen, books[Fate.CircuitOpen]) : (Fate.Answered, books[Fate.Answered]);
            await flaps.WaitForNextTickAsync();
            await Bound.Eventually(() => books[fate] > before, $"the mirror that is {(down ? "down" : "up")} is noticed");
            Volatile.Write(ref down, !down);
        }

        Volatile.Write(ref over, true);
        var asked = (await load).Length;

        await BooksOf.BalanceAsync(gateway.Host, asked);
        Assert.Equal(asked, primary.Count);
        Assert.True(books[Fate.Answered] > 0 && books[Fate.CircuitOpen] > 0, FaultRun.Text(books));
        Assert.Equal(books.SentCount - books.FailedCount, books[Fate.Answered]);
        var lines = log.Of("mirror.circuit");
        Assert.InRange(lines.Length, 1, Changes);
        Assert.All(lines, (line, i) => Assert.Contains(i % 2 == 0 ? " is open" : " is closed", line, StringComparison.Ordinal));
        Assert.InRange(log.Of("mirror.failed").Length, 1, 1 + (int)TimeProvider.System.GetElapsedTime(began).TotalSeconds);

        // Eight failures open a circuit; then a probe each 50 ms and more.
        Assert.InRange(mirror.Connections, 1, (FaultRun.MaxInFlight + 8 + 20) * Changes);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_mirror_at_half_the_speed_of_its_clients_gets_what_it_can_take_and_the_rest_is_skipped()
    {
        await using var primary = EchoLoad.Primary();
        await using var mirror = BadMirror.Slow(TimeSpan.FromMilliseconds(40));
        using var log = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror) with
        {
            // Some 100 a second.
            Budget = new MirrorBudget { MaxInFlight = 4, MaxQueue = 8 },
            Timeouts = Plans.Unhurried with { Deadline = s_long },
        }), log);

        var began = TimeProvider.System.GetTimestamp();
        var asked = (await EchoLoad.RunAsync(gateway.Address, clients: 8, TimeSpan.FromSeconds(2), every: TimeSpan.FromMilliseconds(40))).Length;

        await BooksOf.BalanceAsync(gateway.Host, asked);
        var most = (TimeProvider.System.GetElapsedTime(began).TotalSeconds * 4 / 0.040) + 4;
        var books = BooksOf.Mirror(gateway.Host).Books;
        Assert.Equal(asked, books[Fate.Answered] + books[Fate.QueueFull]);
        Assert.InRange(books[Fate.Answered], asked / 8, most);
        Assert.Equal(books.SentCount, mirror.Requests);
        Assert.InRange(mirror.Connections, 1, 4);
        Assert.Contains("queue_full", Assert.Single(log.Of("mirror.overload")), StringComparison.Ordinal);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task Nine_hung_mirrors_cost_the_tenth_no_copy()
    {
        const int Asked = 400;
        await using var primary = EchoLoad.Primary();
        await using var hung = BadMirror.Hangs();
        await using var healthy = RecordingUpstream.Start();
        var mirrors = Enumerable.Range(1, 9).Select(i => FaultRun.Bounded(Plans.Mirror(hung, name: $"hung{i}"), s_short, wary: true));
        using var log = new LogCapture();
        var plan = Plans.To(primary, [.. mirrors, Plans.Mirror(healthy, name: "healthy")]);
        await using var gateway = await TestGateway.StartAsync(plan with { Budgets = new Budgets { MaxBufferedBytes = 4 * MiB } }, log);
        var watch = new FaultWatch(gateway.Host, hung.Port);
        await using (watch)
        {
            await EchoLoad.RunAsync(gateway.Address, clients: 8, requestsEach: Asked / 8, bodyBytes: 1024);
            foreach (var mirror in gateway.Host.Mirrors.All)
            {
                await BooksOf.BalanceAsync(gateway.Host, Asked, mirror.Name);
            }
        }

        Assert.Equal($"Answered {Asked}", FaultRun.Text(FaultRun.Books(gateway, "healthy")));
        Assert.Equal(Asked, healthy.Count);
        for (var i = 1; i <= 9; i++)
        {
            var books = FaultRun.Books(gateway, $"hung{i}");
            Assert.True(books[Fate.FailedAnswerTimeout] >= 8 && books[Fate.Answered] == 0, FaultRun.Text(books));
        }

        Assert.Equal(9, log.Of("mirror.circuit").Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(9, log.Of("mirror.circuit").Length);
        Assert.InRange(watch.MostBytes, 1, 4 * MiB * 17 / 16);
        Assert.InRange(watch.MostSockets, 1, 9 * FaultRun.MaxInFlight);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_mirror_that_leaves_the_plan_with_copies_in_flight_leaves_nothing_behind()
    {
        const int Asked = 400;
        await using var primary = EchoLoad.Primary();
        await using var hung = BadMirror.Hangs();
        var plan = Plans.To(primary, FaultRun.Bounded(Plans.Mirror(hung), s_short));
        await using var gateway = await TestGateway.StartAsync(plan);
        var leaving = BooksOf.Mirror(gateway.Host);
        var load = EchoLoad.RunAsync(gateway.Address, clients: 8, requestsEach: Asked / 8, bodyBytes: 1024);
        await hung.WaitForRequestsAsync(FaultRun.MaxInFlight);

        Assert.Empty(gateway.Host.Plans.TrySwap(Plans.To(primary)));

        Assert.Equal(Asked, (await load).Length);
        await Bound.Eventually(() => leaving.HasLeft, "the mirror has nothing under way");
        var books = leaving.Books;
        Assert.Equal(books.MatchedCount, books.SkippedCount + books.SentCount);
        Assert.Equal(books.SentCount, books[Fate.FailedAnswerTimeout] + books[Fate.CutRemoved]);
        Assert.Empty(gateway.Host.Mirrors.All);
        await Bound.Eventually(() => hung.OpenConnections == 0, "its connections are closed");
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_hundred_megabytes_pass_a_hung_mirror_as_if_it_were_not_there()
    {
        const long Limit = 4 * MiB;
        var body = new PatternBody(100 * MiB);
        await using var primary = RecordingUpstream.Start();
        await using var hung = BadMirror.NeverReads();
        await using var alone = await TestGateway.StartAsync(Plans.To(primary));
        var without = await UploadAsync(alone, body);
        var plan = Plans.To(
            primary,
            FaultRun.Bounded(Plans.Mirror(hung), s_longer),
            FaultRun.Bounded(Plans.Mirror(hung, name: "small"), s_longer) with { MaxBodyBytes = MiB });
        await using var gateway = await TestGateway.StartAsync(plan with { Budgets = new Budgets { MaxBufferedBytes = Limit } });
        TimeSpan with;
        var watch = new FaultWatch(gateway.Host, hung.Port);
        await using (watch)
        {
            with = await UploadAsync(gateway, body);
        }

        Assert.All(primary.Requests, request => Assert.Equal(body.Sha256, request.BodySha256));

        // A mirror that held its client back would do so for ever, or for its minute.
        Assert.True(with < s_longer, $"{with} with the mirror, {without} without");
        await BooksOf.BalanceAsync(gateway.Host, 1);
        var books = BooksOf.Mirror(gateway.Host).Books;
        Assert.True(books[Fate.CutLagged] + books[Fate.CutBytesBudget] == 1, FaultRun.Text(books));
        Assert.Equal("BodyTooLarge 1", FaultRun.Text(FaultRun.Books(gateway, "small")));
        Assert.InRange(watch.MostBytes, 0, Limit * 17 / 16);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    private static async Task<TimeSpan> UploadAsync(TestGateway gateway, PatternBody body)
    {
        await using var client = await gateway.ConnectAsync();
        var began = TimeProvider.System.GetTimestamp();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);
        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: TimeSpan.FromSeconds(30))).Status);
        return TimeProvider.System.GetElapsedTime(began);
    }
}
