using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Teeing;
using Halfsilver.Tests.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>What a bad mirror may cost.</summary>
public sealed class BoundsTests
{
    [Fact]
    public async Task A_hung_mirror_holds_its_cap_of_connections_and_bytes_and_loses_the_rest_at_once()
    {
        await using var rig = new Rig(budgets: new Budgets { MaxBufferedBytes = 4_000_000 });
        await using var silent = RawMirror.Silent();
        var mirror = rig.Mirror(silent.EndPoint, mirror => mirror with
        {
            Budget = new MirrorBudget { MaxInFlight = 16, MaxQueue = 64 },
            Timeouts = new CopyTimeouts { Connect = Rig.Patient, Deadline = TimeSpan.FromSeconds(1) },
            Circuit = new CircuitSettings { OpenAfter = int.MaxValue },
        });
        var body = TeeTests.Body(20_000);
        for (var i = 0; i < 2_000; i++)
        {
            rig.SendBody(mirror, body);
            Assert.InRange(mirror.Live.Queue.InFlight, 0, 16);
            Assert.InRange(mirror.Live.Queue.Queued, 0, 64);
            Assert.InRange(rig.Budgets.Bytes.Held, 0, 4_250_000);
        }

        await rig.AtRestAsync(mirror);
        Assert.InRange(silent.Connections, 1, mirror.Live.Books.SentCount);
        Assert.Equal(2_000, mirror.Live.Books.MatchedCount);
        Assert.Equal(0, mirror.Live.Books[Fate.Answered]);
        Assert.True(mirror.Live.Books.SkippedCount > 1_000, Rig.BooksText(mirror));
    }

    [Fact]
    public async Task Nine_hung_mirrors_cost_the_tenth_nothing()
    {
        await using var rig = new Rig(budgets: new Budgets { MaxBufferedBytes = 8_000_000 });
        await using var silent = RawMirror.Frozen();
        await using var healthy = RecordingUpstream.Start();
        var hung = Enumerable.Range(0, 9).Select(i => rig.Mirror(silent.EndPoint, mirror => mirror with
        {
            Name = $"hung{i}",
            Timeouts = new CopyTimeouts { Connect = Rig.Patient, Deadline = TimeSpan.FromSeconds(1), Idle = TimeSpan.FromSeconds(1) },
            Budget = new MirrorBudget { MaxInFlight = 8, MaxQueue = 8 },
        })).ToArray();
        var good = rig.Mirror(healthy.EndPoint);
        var body = TeeTests.Body(100_000);
        for (var i = 0; i < 300; i++)
        {
            var tee = Tee.Rent(rig.Budgets.Bytes);
            var facts = Rig.Facts("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 100000\r\n\r\n");
            Array.ForEach(hung, mirror => Rig.Send(mirror, facts, tee));
            Rig.Send(good, facts, tee);
            tee.Append(body);
            tee.Complete();
            tee.Release();
            await Bound.Eventually(() => good.Live.Queue.InFlight == 0, "the good one is quick");
        }

        Assert.Equal("matched 300, sent 300: Answered 300", Rig.BooksText(good));
        foreach (var mirror in hung)
        {
            await rig.AtRestAsync(mirror, TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Sending_a_copy_allocates_next_to_nothing_once_warm()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        var facts = Rig.Get();
        long allocated = 0;
        for (var i = 0; i < 300; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Rig.Send(mirror, facts);
            allocated += i < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            await rig.AtRestAsync(mirror);
        }

        // The wait for the answer's head is the connection's own state machine; everything else is used again. Without optimisation the
        // compiler makes an object of every async call.
#if DEBUG
        const int Most = 1_200;
#else
        const int Most = 400;
#endif
        Assert.InRange(allocated / 200, 0, Most);
    }
}
