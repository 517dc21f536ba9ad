using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>A body far larger than any buffer arrives whole at the primary and at every mirror, what they are behind by on disk.</summary>
public sealed class LargeBodyTests : IDisposable
{
    private const long Length = 100L * 1024 * 1024;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("halfsilver-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public async Task A_hundred_MiB_arrive_whole_at_all_three(int chunk)
    {
        await using var primary = RecordingUpstream.Start();
        await using var first = RecordingUpstream.Start();
        await using var second = RecordingUpstream.Start();
        var plan = Plans.To(primary, Patient(Plans.Mirror(first, name: "first")), Patient(Plans.Mirror(second, name: "second")));
        await using var gateway = await TestGateway.StartAsync(plan, data: _data.FullName);
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(Length);

        await client.SendAsync(chunk == 0
            ? $"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: {Length}\r\n\r\n"
            : "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.SendAsync(body, chunk);

        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: TimeSpan.FromSeconds(30))).Status);
        foreach (var upstream in new[] { primary, first, second })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1, TimeSpan.FromSeconds(30)));
            Assert.Equal((Length, body.Sha256), (arrived.BodyLength, arrived.BodySha256));
        }

        await BooksOf.BalanceWithAsync(gateway.Host, first, "first");
        await BooksOf.BalanceWithAsync(gateway.Host, second, "second");
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_copy_that_cannot_keep_up_is_cut_and_the_upload_is_not()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = BadMirror.NeverReads();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        await using var client = await gateway.ConnectAsync();
        var body = new PatternBody(Length);

        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: {Length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: TimeSpan.FromSeconds(30))).Status);
        Assert.Equal(body.Sha256, Assert.Single(primary.Requests).BodySha256);
        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Sending.Fate.CutLagged]);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    private static Mirror Patient(Mirror mirror) => mirror with
    {
        Timeouts = Plans.Unhurried with { Deadline = TimeSpan.FromSeconds(30), Idle = TimeSpan.FromSeconds(30) },
    };
}
