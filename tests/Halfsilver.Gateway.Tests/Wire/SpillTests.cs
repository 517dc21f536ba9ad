using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Uploads that their mirrors cannot follow go on on disk, at the default window and budget.</summary>
public sealed class SpillTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("halfsilver-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_client_that_is_faster_than_the_disk_costs_memory_up_to_half_the_budget_and_never_waits()
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var front = await SlowPipe.StartAsync(mirror.EndPoint, gate.Task);
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Patient(Plans.Mirror(front.Authority))), data: _data.FullName);
        await using var client = await gateway.ConnectAsync();
        var bytes = gateway.Host.Mirrors.Budgets.Bytes;
        var body = new PatternBody(512L << 20);
        var most = 0L;

        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        using (new Timer(_ => InterlockedMax(ref most, bytes.Held), null, 1, 1))
        {
            await client.SendAsync(body);
        }

        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: s_patience)).Status);
        Assert.Equal(body.Sha256, Assert.Single(primary.Requests).BodySha256);
        var books = BooksOf.Mirror(gateway.Host).Books;
        Assert.InRange(most, 1, (bytes.Limit / 2) + (2 << 20));
        gate.SetResult();
        await AtRestAsync(gateway, 1);
        Assert.Equal(1, books[Fate.Answered] + books[Fate.CutLagged]);
    }

    [Fact]
    public async Task Nine_mirrors_hang_and_the_tenth_loses_nothing()
    {
        await using var primary = RecordingUpstream.Start();
        await using var healthy = RecordingUpstream.Start();
        var hung = Enumerable.Range(0, 9).Select(_ => BadMirror.NeverReads()).ToArray();
        var mirrors = hung.Select((mirror, i) => Quick(Plans.Mirror(mirror, name: $"hung{i}"))).Prepend(Patient(Plans.Mirror(healthy, name: "healthy")));
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, [.. mirrors]), data: _data.FullName);
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(40L << 20);

        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
            await client.SendAsync(body);
            Assert.Equal(200, (await client.ReadAnswerAsync(timeout: s_patience)).Status);
        }

        Assert.All(await healthy.WaitForAsync(5, s_patience), copy => Assert.Equal(body.Sha256, copy.BodySha256));
        Assert.All(primary.Requests, request => Assert.Equal(body.Sha256, request.BodySha256));
        await AtRestAsync(gateway, 5, "healthy");
        for (var i = 0; i < hung.Length; i++)
        {
            await AtRestAsync(gateway, 5, $"hung{i}");
            await hung[i].DisposeAsync();
        }
    }

    [Fact]
    public async Task A_folder_that_takes_no_file_costs_the_copy_and_not_the_client()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = BadMirror.NeverReads();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Patient(Plans.Mirror(mirror))), data: "/proc/halfsilver");
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(40L << 20);

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: s_patience)).Status);
        Assert.Equal(body.Sha256, Assert.Single(primary.Requests).BodySha256);
        await AtRestAsync(gateway, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.CutLagged]);
        Assert.True(BooksOf.Page(gateway.Host).Sum("halfsilver_mirror_spill_failures_total") >= 1);
    }

    [Fact]
    public async Task A_large_upload_waits_on_disk_until_the_client_has_its_answer()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(
            Plans.To(primary, Patient(Plans.Mirror(mirror)) with { Timing = CopyTiming.AfterPrimary }), data: _data.FullName);
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(60L << 20);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.SendAsync(body, chunk: 50_000);

        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: s_patience)).Status);
        Assert.Equal(body.Sha256, Assert.Single(await mirror.WaitForAsync(1, s_patience)).BodySha256);
        await AtRestAsync(gateway, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_at_any_tenth_leaves_no_copy_that_looks_whole_and_the_primary_sees_what_it_would_without_mirrors(bool chunked)
    {
        await using var mirror = RecordingUpstream.Start();
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Patient(Plans.Mirror(mirror))), data: _data.FullName);
        await using var alone = RecordingUpstream.Start();
        await using var unmirrored = await TestGateway.StartAsync(Plans.To(alone), data: _data.FullName);

        var seen = await AbortAtEachTenthAsync(gateway, primary, chunked);
        await AtRestAsync(gateway, 10);
        Assert.Empty(primary.Requests);
        Assert.Empty(mirror.Requests);
        Assert.Equal(await AbortAtEachTenthAsync(unmirrored, alone, chunked), seen);
    }

    /// <summary>What the primary has of each request.</summary>
    private static async Task<string> AbortAtEachTenthAsync(TestGateway gateway, RecordingUpstream primary, bool chunked)
    {
        const int length = 5_000_000;
        for (var tenth = 0; tenth < 10; tenth++)
        {
            var sent = length / 10 * tenth;
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync($"POST /{tenth} HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}")}\r\n\r\n");
            if (chunked)
            {
                await client.SendAsync($"{length:x}\r\n");
            }

            await client.SendAsync(new byte[sent]);
            await primary.WaitForHeadsAsync(tenth + 1);
            await Bound.Eventually(() => primary.Begun[^1].BodyLength == sent, "the primary has what was sent");
            client.Abort();
            await primary.WaitForAbandonedAsync(tenth + 1);
        }

        return string.Join('\n', primary.Begun.Select(request => $"{request} {request.IsWhole} {request.BodySha256}"));
    }

    [Theory]
    [InlineData(-1, false, true)]
    [InlineData(0, false, true)]
    [InlineData(1, false, false)]
    [InlineData(-1, true, true)]
    [InlineData(0, true, true)]
    [InlineData(1, true, false)]
    public async Task A_body_of_the_limit_is_copied_and_one_byte_more_is_not(int more, bool chunked, bool copied)
    {
        const int most = 300_000;
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Patient(Plans.Mirror(mirror)) with { MaxBodyBytes = most }), data: _data.FullName);
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(most + more);

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}")}\r\n\r\n");
        await client.SendAsync(body, chunked ? 10_000 : 0);

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await AtRestAsync(gateway, 1);
        Assert.Equal(body.Sha256, Assert.Single(primary.Requests).BodySha256);
        Assert.Equal(copied ? 1 : 0, mirror.Count);
        var books = BooksOf.Mirror(gateway.Host).Books;
        Assert.Equal(copied ? 1 : 0, books[Fate.Answered]);
        Assert.Equal(copied ? 0 : 1, books[Fate.BodyTooLarge] + books[Fate.CutBodyTooLarge]);
        Assert.Equal(!chunked && !copied ? 1 : 0, books[Fate.BodyTooLarge]);
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("POST", false)]
    [InlineData("GET", true)]
    [InlineData("POST", true)]
    public async Task A_copy_without_the_body_says_length_0_or_nothing_and_never_a_coding(string method, bool chunked)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror) with { CopyBody = false }), data: _data.FullName);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\n{(chunked ? "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" : "Content-Length: 3\r\n\r\nabc")}");

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        var head = Bytes.Text(Assert.Single(await mirror.WaitForAsync(1)).Head);
        Assert.DoesNotContain("Transfer-Encoding", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\r\nContent-Length: 0\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, mirror.Requests[0].BodyLength);
        Assert.Equal(3, Assert.Single(primary.Requests).BodyLength);
        await AtRestAsync(gateway, 1);
    }

    internal static Mirror Patient(Mirror mirror) => mirror with
    {
        Timeouts = Plans.Unhurried with { Deadline = s_patience, Idle = s_patience },
    };

    private static Mirror Quick(Mirror mirror) => mirror with
    {
        Timeouts = Plans.Unhurried with { Deadline = TimeSpan.FromSeconds(1), Idle = TimeSpan.FromSeconds(1) },
    };

    internal static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Volatile.Read(ref most); value > seen;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    internal static async Task AtRestAsync(TestGateway gateway, int matched, string mirror = "mirror")
    {
        await BooksOf.BalanceAsync(gateway.Host, matched, mirror, s_patience);
        var bytes = gateway.Host.Mirrors.Budgets.Bytes;
        await Bound.Eventually(() => bytes is { Held: 0, Spill: { Held: 0, Files: 0, Waiting: 0 } }, "memory and disk are free");
    }
}
