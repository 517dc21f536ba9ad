using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Abuse;

/// <summary>Two hundred clients that ask for much and read nothing.</summary>
[Collection(Alone.Name)]
public sealed class UnreadAnswerTests
{
    private const int Slow = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Answers_that_nobody_reads_hold_their_own_connection_and_little_else()
    {
        await using var primary = RecordingUpstream.Start(
            request => request.Target == "/large" ? new Answer { Pattern = new PatternBody(32 * 1024 * 1024) } : Answer.Ok);
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));
        var slow = new List<RawClient>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Slow; i++)
        {
            slow.Add(await RawClient.ConnectAsync(gateway.Address, s_patience, receiveBuffer: 4096));
            await slow[^1].SendAsync("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        await primary.WaitForAsync(Slow, s_patience);
        await using (var normal = await gateway.ConnectAsync())
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(200, (await normal.AskAsync("GET /normal HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
            }
        }

        // A block or two each, not the 32 MiB that each was promised; upstream and clients of this very process are in the sum too.
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < Slow * 512L * 1024, $"{grown} bytes more");
        await Task.WhenAll(slow.Select(client => client.DisposeAsync().AsTask()));
    }
}
