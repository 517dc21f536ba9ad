using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Clients and primaries that fail beside a mirror that is well, and clients that chose to wait for one that is not.</summary>
public sealed class FaultOthersTests
{
    private static readonly TimeSpan s_atMost = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Of_uploads_that_clients_leave_no_mirror_sees_a_whole_one()
    {
        const int Clients = 40;
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        using var log = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)), log);
        for (var i = 0; i < Clients; i++)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendAsync($"POST /{i} HTTP/1.1\r\nHost: a\r\nContent-Length: 1024\r\n\r\n");
            await client.SendAsync(new PatternBody(512));
            await primary.WaitForHeadsAsync(i + 1);
            client.Abort();
        }

        await BooksOf.BalanceAsync(gateway.Host, Clients);
        var books = BooksOf.Mirror(gateway.Host).Books;
        Assert.Equal(Clients, books[Fate.CutClientAbort] + books[Fate.ClientAbort]);
        await primary.WaitForAbandonedAsync(Clients);
        Assert.Equal((0, 0), (primary.Count, mirror.Count));
        Assert.Empty(log.Of("mirror.failed"));
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Fact]
    public async Task A_primary_that_cannot_be_reached_is_a_502_and_the_mirror_gets_every_copy()
    {
        const int Asked = 200;
        await using var primary = BadMirror.Refuses();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(mirror)));

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 4, requestsEach: Asked / 4));

        Assert.Equal((Asked, 0, Asked), (load.Answered, load.Failed, load.Statuses[502]));
        await BooksOf.BalanceAsync(gateway.Host, Asked);
        Assert.Equal($"Answered {Asked}", FaultRun.Text(BooksOf.Mirror(gateway.Host).Books));
        Assert.Equal(Asked, mirror.Count);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Theory]
    [InlineData("does not answer SYN")]
    [InlineData("never answers")]
    [InlineData("drips its head")]
    public async Task Clients_that_wait_for_a_bad_mirror_wait_for_their_bound_and_get_their_answers(string fault)
    {
        const int Asked = 80;
        await using var primary = EchoLoad.Primary();
        await using var bad = fault switch
        {
            "does not answer SYN" => await BadMirror.BlackHoleSynAsync(),
            "never answers" => BadMirror.Hangs(),
            _ => BadMirror.DripsHead(),
        };
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, FaultRun.Bounded(Plans.Mirror(bad), TimeSpan.FromSeconds(30), connect: s_connect) with
        {
            Timing = CopyTiming.Await,
            AwaitAtMost = s_atMost,
        }));

        var latencies = await EchoLoad.RunAsync(gateway.Address, clients: 8, requestsEach: Asked / 8, bodyBytes: 1024);

        // The first are held for their bound, those whose copy found no place not at all.
        Assert.True(latencies[^1] >= s_atMost, $"the slowest took {latencies[^1]}");
        Assert.True(latencies[Asked / 2] < TimeSpan.FromSeconds(5), $"half of the requests took {latencies[Asked / 2]} or more");

        // What still flies would do so for half a minute.
        await gateway.Host.StopAsync(gateway.Host.Plans.Plan.Drain);
        await BooksOf.BalanceAsync(gateway.Host, Asked);
        Assert.Equal(0, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
        await BooksOf.NothingHeldAsync(gateway.Host);
    }
}
