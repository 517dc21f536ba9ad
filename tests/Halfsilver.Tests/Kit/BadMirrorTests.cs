using System.Net.Sockets;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class BadMirrorTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(60);

    [Fact]
    public async Task One_refuses_every_connection()
    {
        await using var mirror = BadMirror.Refuses();
        var e = await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(mirror.Port));
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
        Assert.Equal(0, mirror.Connections);
    }

    [Fact]
    public async Task One_does_not_answer_a_SYN()
    {
        await using var mirror = await BadMirror.BlackHoleSynAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RawClient.ConnectAsync(mirror.Port, TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task One_reads_and_never_answers()
    {
        await using var mirror = BadMirror.Hangs();
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync($"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");
        await client.SendAsync(new PatternBody(10_000_000));
        await client.SendAsync(Get);
        await mirror.WaitForRequestsAsync(2);
        Assert.False(await client.IsClosedAsync(Short));
        Assert.Equal((1, 2, 0), (mirror.Connections, mirror.Requests, mirror.BytesSent));
    }

    [Fact]
    public async Task One_accepts_and_never_reads()
    {
        await using var mirror = BadMirror.NeverReads();
        await using var client = await RawClient.ConnectAsync(mirror.EndPoint, timeout: TimeSpan.FromSeconds(4));
        await mirror.WaitForConnectionsAsync(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(new PatternBody(50_000_000)));
        Assert.Equal((1, 0), (mirror.Connections, mirror.Requests));
    }

    [Fact]
    public async Task One_resets_at_accept()
    {
        await using var mirror = BadMirror.ResetsAtAccept();

        // The reset may come before the client's own call to connect has returned.
        var e = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            await using var client = await RawClient.ConnectAsync(mirror.Port);
            await client.ReadAnswerAsync();
        });
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        Assert.Equal((1, 0), (mirror.Connections, mirror.Requests));
    }

    [Fact]
    public async Task One_resets_in_the_middle_of_a_request()
    {
        await using var mirror = BadMirror.ResetsMidRequest();
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nsome");
        await Assert.ThrowsAsync<SocketException>(() => client.ReadAnswerAsync());
        Assert.Equal(1, mirror.Requests);
    }

    [Fact]
    public async Task One_resets_in_the_middle_of_its_answer()
    {
        await using var mirror = BadMirror.ResetsMidAnswer();
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync(Get);
        await Assert.ThrowsAsync<SocketException>(() => client.ReadAnswerAsync());
        Assert.True(mirror.BytesSent > 10);
    }

    [Fact]
    public async Task One_drips_its_head_at_the_test_s_pace()
    {
        using var turns = new SemaphoreSlim(0);
        await using var mirror = BadMirror.DripsHead(turns.WaitAsync);
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync(Get);
        await mirror.WaitForRequestsAsync(1);
        Assert.Equal(0, mirror.BytesSent);
        turns.Release(3);
        await Bound.Eventually(() => mirror.BytesSent == 3, "three bytes");
        turns.Release(1000);
        Assert.Equal("ok", (await client.ReadAnswerAsync()).BodyText);
    }

    [Fact]
    public async Task One_drips_its_body_at_the_test_s_pace()
    {
        using var turns = new SemaphoreSlim(0);
        await using var mirror = BadMirror.DripsBody(length: 5, turns.WaitAsync);
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync(Get);
        Assert.EndsWith("\r\n\r\n", Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
        turns.Release();
        Assert.Equal("x", Bytes.Text(await client.ReadSomeAsync()));
        Assert.False(await client.IsClosedAsync(Short));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_sends_a_body_without_end(bool chunked)
    {
        await using var mirror = BadMirror.EndlessBody(chunked);
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync(Get);
        long read = 0;
        while (read < 8_000_000)
        {
            read += (await client.ReadSomeAsync()).Length;
        }

        client.Abort();
        await Bound.Eventually(() => mirror.OpenConnections == 0, "the mirror to notice");
    }

    [Fact]
    public async Task One_sends_a_giant_head()
    {
        await using var mirror = BadMirror.GiantHead();
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        Assert.True((await client.AskAsync(Get)).Head.Length >= 1024 * 1024);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(103)]
    public async Task One_sends_interim_answers_without_end(int status)
    {
        await using var mirror = BadMirror.EndlessInterim(status);
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync(Get);
        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadAnswerAsync(timeout: TimeSpan.FromMilliseconds(200)));
        await Bound.Eventually(() => mirror.BytesSent > 10_000, "it goes on");
    }

    [Theory]
    [InlineData(GarbageKind.Http09, "<html>")]
    [InlineData(GarbageKind.Binary, "\xff\xfe")]
    [InlineData(GarbageKind.TwoLengths, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4")]
    [InlineData(GarbageKind.LengthAndChunked, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked")]
    public async Task One_talks_garbage(GarbageKind kind, string begin)
    {
        await using var mirror = BadMirror.Garbage(kind);
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync(Get);
        Assert.StartsWith(begin, Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_garbage_is_different() =>
        Assert.Equal(Enum.GetValues<GarbageKind>().Length, Enum.GetValues<GarbageKind>().Select(GarbageBytes.Of).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [InlineData(true, 15)]
    [InlineData(false, 10)]
    public async Task One_ends_before_the_length_is_met(bool chunked, long length)
    {
        await using var mirror = BadMirror.Truncates(chunked);
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        var answer = await client.AskAsync(Get);
        Assert.Equal((false, length), (answer.IsWhole, answer.BodyLength));
    }

    [Fact]
    public async Task One_switches_protocols_unasked()
    {
        await using var mirror = BadMirror.Upgrades();
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        Assert.Equal((101, "odd"), ((await client.AskAsync(Get)) is { } answer ? (answer.Status, answer.Field("Upgrade")) : default));
    }

    [Fact]
    public async Task One_answers_only_when_its_gate_opens()
    {
        var gate = new TaskCompletionSource();
        await using var mirror = BadMirror.Slow(gate.Task);
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        await client.SendAsync(Get);
        Assert.False(await client.IsClosedAsync(Short));
        Assert.Equal(0, mirror.BytesSent);
        gate.SetResult();
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
    }

    [Fact]
    public async Task One_answers_after_its_delay()
    {
        await using var mirror = BadMirror.Slow(TimeSpan.FromMilliseconds(80));
        var result = await LoadClient.RunAsync(Load.Get(mirror.EndPoint, requestsEach: 2));
        Assert.Equal(2, result.Statuses[200]);
        Assert.True(result.Percentile(0) >= TimeSpan.FromMilliseconds(75));
    }

    [Fact]
    public async Task One_closes_a_kept_connection_right_behind_its_answer()
    {
        await using var mirror = BadMirror.ClosesIdle();
        await using var client = await RawClient.ConnectAsync(mirror.Port);
        var answer = await client.AskAsync(Get);
        Assert.Equal((true, null), (answer.IsWhole, answer.Field("Connection")));
        Assert.True(await client.IsClosedAsync(Bound.Usual));
    }

    [Fact]
    public async Task One_answers_500_and_one_sends_elsewhere()
    {
        await using var broken = BadMirror.Status500();
        await using var elsewhere = BadMirror.Redirects("http://169.254.169.254/");
        Assert.Equal(3, (await LoadClient.RunAsync(Load.Get(broken.EndPoint, requestsEach: 3))).Statuses[500]);
        await using var client = await RawClient.ConnectAsync(elsewhere.Port);
        Assert.Equal("http://169.254.169.254/", (await client.AskAsync(Get)).Field("Location"));
        Assert.Equal((1, 3), (broken.Connections, broken.Requests));
    }
}
