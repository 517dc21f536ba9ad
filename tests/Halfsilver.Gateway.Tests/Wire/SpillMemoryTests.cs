using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>What an upload that its mirror cannot follow takes of memory.</summary>
[Collection(Alone.Name)]
public sealed class SpillMemoryTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("halfsilver-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_GiB_arrives_whole_at_a_mirror_hundreds_of_MiB_behind_and_memory_stays_small()
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var front = await SlowPipe.StartAsync(mirror.EndPoint, gate.Task);
        await using var gateway = await TestGateway.StartAsync(
            Plans.To(primary, SpillTests.Patient(Plans.Mirror(front.Authority))) with { Budgets = new Budgets { MaxSpillBytes = 2L << 30 } }, data: _data.FullName);
        await using var client = await gateway.ConnectAsync();
        var bytes = gateway.Host.Mirrors.Budgets.Bytes;
        var body = new PatternBody(1L << 30);
        var idle = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;

        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        using (new Timer(_ => SpillTests.InterlockedMax(ref most, bytes.Held), null, 5, 5))
        {
            await SendPacedAsync(client, body, primary, bytes.Spill!);
        }

        Assert.Equal(200, (await client.ReadAnswerAsync(timeout: s_patience)).Status);
        Assert.Equal("", string.Join(" ", Enum.GetValues<Fate>().Where(fate => BooksOf.Mirror(gateway.Host).Books[fate] > 0)));
        Assert.Equal(0, bytes.Spill!.Failures);

        // Blocks are kept as they came, and what is between two of them has a place of its own: up to a quarter is air.
        Assert.InRange(bytes.Spill.Held, 300L << 20, 5L << 28);
        await Bound.Eventually(() => bytes.Spill.Waiting == 0, "the disk has what it is to have");
        Assert.InRange(bytes.Held, 1, 2 << 20);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - idle, long.MinValue, 32 << 20);

        Assert.InRange(most, 1, 2 << 20);
        gate.SetResult();
        var arrived = Assert.Single(await mirror.WaitForAsync(1, s_patience));
        Assert.Equal((body.Length, body.Sha256), (arrived.BodyLength, arrived.BodySha256));
        Assert.Equal(body.Sha256, Assert.Single(primary.Requests).BodySha256);
        await SpillTests.AtRestAsync(gateway, 1);
    }

    // A client no faster than the disk, which is what the bound is a promise for: what comes faster waits in memory for its turn, as long
    // as half the budget is enough for that.
    private static async Task SendPacedAsync(RawClient client, PatternBody body, RecordingUpstream primary, Spill disk)
    {
        var piece = new byte[512 * 1024];
        await primary.WaitForHeadsAsync(1);
        for (long at = 0; at < body.Length; at += piece.Length)
        {
            await client.SendAsync(piece.AsMemory(0, body.Fill(at, piece)));
            await Bound.Eventually(() => primary.Begun[0].BodyLength == at + piece.Length && disk.Waiting == 0, "the disk keeps up");
        }
    }
}
