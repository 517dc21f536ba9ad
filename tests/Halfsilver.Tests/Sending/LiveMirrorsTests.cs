using Halfsilver.Planning;
using Halfsilver.Sending;
using Halfsilver.Tests.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

public sealed class LiveMirrorsTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("halfsilver-");

    [Fact]
    public async Task A_mirror_that_stays_keeps_its_books_connections_and_sampler()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        var half = Share.FromPercent(50)!;
        var before = rig.Mirror(upstream.EndPoint, mirror => mirror with { Share = half });
        rig.Mirrors.Swap();
        var chosen = 0;
        for (var i = 0; i < 100; i++)
        {
            var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Share = half, Timeouts = new CopyTimeouts { Connect = Rig.Patient, Deadline = TimeSpan.FromSeconds(i + 1) } });
            rig.Mirrors.Swap();
            Assert.Same(before.Live, mirror.Live);
            chosen += Rig.Send(mirror, Rig.Get()) ? 1 : 0;
            await rig.AtRestAsync(mirror);
        }

        Assert.Equal(50, chosen);
        Assert.Equal(1, upstream.Connections);
        Assert.Equal(100, before.Live.Books.MatchedCount);
    }

    [Fact]
    public async Task Another_target_or_name_or_route_is_another_mirror()
    {
        await using var rig = new Rig();
        await using var upstream = RecordingUpstream.Start();
        await using var other = RecordingUpstream.Start();
        var one = rig.Mirror(upstream.EndPoint);
        Assert.NotSame(one.Live, rig.Mirror(other.EndPoint).Live);
        Assert.NotSame(one.Live, rig.Mirror(upstream.EndPoint, mirror => mirror with { Name = "v3" }).Live);
        Assert.NotSame(one.Live, rig.Compile("carts", Rig.Record(), Rig.At(upstream.EndPoint)).Live);
        Assert.Equal(4, rig.Mirrors.All.Count);
    }

    [Fact]
    public async Task When_a_mirror_leaves_the_plan_who_waits_is_skipped_and_who_flies_may_finish()
    {
        await using var rig = new Rig();
        var gate = new TaskCompletionSource();
        await using var upstream = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Budget = new MirrorBudget { MaxInFlight = 1 } });
        rig.Mirrors.Swap();
        Rig.Send(mirror, Rig.Get());
        Rig.Send(mirror, Rig.Get());
        await upstream.WaitForAsync(1);
        rig.Mirrors.Swap();
        Assert.Empty(rig.Mirrors.All);
        Rig.Send(mirror, Rig.Get());
        gate.SetResult();
        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 3, sent 1: Answered 1, Removed 2", Rig.BooksText(mirror));
        await Bound.Eventually(() => upstream.OpenConnections == 0, "its connections are closed");
    }

    [Fact]
    public async Task Who_flies_for_a_removed_mirror_is_cut_at_the_deadline()
    {
        var time = new FakeTime();
        await using var rig = new Rig(time);
        await using var upstream = RawMirror.Silent();
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Timeouts = new CopyTimeouts { Connect = Rig.Patient, Idle = TimeSpan.FromHours(1) } });
        rig.Mirrors.Swap();
        var open = rig.SendBody(mirror, 1_000);
        open.Append(TeeTests.Body(500));
        await Bound.Eventually(() => mirror.Live.Books.SentCount == 1, "it flies");
        rig.Mirrors.Swap();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, mirror.Live.Queue.InFlight);
        time.Advance(TimeSpan.FromSeconds(0.2));
        open.Append(TeeTests.Body(400));
        open.Append(TeeTests.Body(100));
        open.Complete();
        open.Release();
        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 1, sent 1: CutRemoved 1", Rig.BooksText(mirror));
    }

    [Fact]
    public async Task Draining_lets_who_flies_finish_and_then_cuts()
    {
        var time = new FakeTime();
        await using var rig = new Rig(time);
        var gate = new TaskCompletionSource();
        await using var healthy = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var silent = RawMirror.Silent();
        var good = rig.Mirror(healthy.EndPoint);
        var bad = rig.Mirror(silent.EndPoint, mirror => mirror with { Name = "bad", Budget = new MirrorBudget { MaxInFlight = 1 } });
        Rig.Send(good, Rig.Get());
        Rig.Send(bad, Rig.Get());
        Rig.Send(bad, Rig.Get());
        await healthy.WaitForAsync(1);
        var draining = rig.Mirrors.DrainAsync(TimeSpan.FromMilliseconds(300));
        Rig.Send(good, Rig.Get());
        gate.SetResult();
        await Bound.Eventually(() => good.Live.Books[Fate.Answered] == 1, "who flies has finished");
        await Bound.Eventually(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(300));
                return draining.IsCompleted;
            },
            "the time is over");
        Assert.False(await draining);
        await rig.AtRestAsync(good);
        await rig.AtRestAsync(bad);
        Assert.Equal("matched 2, sent 1: Answered 1, Draining 1", Rig.BooksText(good));
        Assert.Equal("matched 2, sent 1: Draining 1, CutDrained 1", Rig.BooksText(bad));
    }

    [Fact]
    public async Task The_kill_switch_drops_who_waits_says_how_many_and_lets_who_flies_finish()
    {
        await using var rig = new Rig(data: _data.FullName);
        var gate = new TaskCompletionSource();
        await using var upstream = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        var mirror = rig.Mirror(upstream.EndPoint, mirror => mirror with { Budget = new MirrorBudget { MaxInFlight = 2 } });
        var other = rig.Mirror(upstream.EndPoint, mirror => mirror with { Name = "other" });
        for (var i = 0; i < 5; i++)
        {
            Rig.Send(mirror, Rig.Get());
        }

        Assert.Equal(new KillResult(1, 3, 2), rig.Mirrors.Kill(new("orders", "v2"), killed: true));
        Assert.False(Rig.Send(mirror, Rig.Get()));
        Assert.True(Rig.Send(other, Rig.Get()));
        gate.SetResult();
        await rig.AtRestAsync(mirror);
        await rig.AtRestAsync(other);
        Assert.Equal("matched 6, sent 2: Answered 2, Killed 4", Rig.BooksText(mirror));
        rig.Mirrors.Kill(new("orders", "v2"), killed: false);
        Assert.True(Rig.Send(mirror, Rig.Get()));
        await rig.AtRestAsync(mirror);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("orders", null)]
    [InlineData("orders", "v2")]
    public async Task The_kill_switch_survives_a_restart(string? route, string? name)
    {
        await using var upstream = RecordingUpstream.Start();
        await using (var before = new Rig(data: _data.FullName))
        {
            before.Mirrors.Kill(new(route, name), killed: true);
        }

        await using (var after = new Rig(data: _data.FullName))
        {
            var mirror = after.Mirror(upstream.EndPoint);
            Assert.False(Rig.Send(mirror, Rig.Get()));
            Assert.Equal(1, mirror.Live.Books[Fate.Killed]);
            after.Mirrors.Kill(new(route, name), killed: false);
        }

        await using var last = new Rig(data: _data.FullName);
        Assert.True(Rig.Send(last.Mirror(upstream.EndPoint), Rig.Get()));
        Assert.Equal(KillSwitch.FileName, Assert.Single(_data.GetFiles()).Name);
    }

    [Fact]
    public async Task A_kill_file_that_cannot_be_read_kills_everything()
    {
        await File.WriteAllTextAsync(Path.Combine(_data.FullName, KillSwitch.FileName), "[{\"Route\":");
        await using var rig = new Rig(data: _data.FullName);
        await using var upstream = RecordingUpstream.Start();
        Assert.False(Rig.Send(rig.Mirror(upstream.EndPoint), Rig.Get()));
        Assert.Single(rig.Lines);
    }

    [Fact]
    public async Task Without_a_data_directory_the_kill_switch_works_from_memory()
    {
        await using var rig = new Rig(data: Path.Combine(_data.FullName, "missing"));
        await using var upstream = RecordingUpstream.Start();
        var mirror = rig.Mirror(upstream.EndPoint);
        rig.Mirrors.Kill(default, killed: true);
        Assert.False(Rig.Send(mirror, Rig.Get()));
        Assert.Empty(rig.Lines);
    }

    public void Dispose() => _data.Delete(recursive: true);
}
