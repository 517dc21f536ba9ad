using Halfsilver.Steps;
using Halfsilver.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Teeing;

/// <summary>Copies wait for a client whose bytes come faster than they are received.</summary>
public sealed partial class SpillTests
{
    private const int Large = Segment.LargeSize;
    private const int Begin = (int)Tee.DeferFrom;

    [Fact]
    public async Task While_a_body_comes_as_fast_as_can_be_its_copies_wait_on_disk()
    {
        _budget.Limit = 128 * Large;
        var account = _budget.Open();
        var body = TeeTests.Body(Begin + (30 * Large) + 77);
        TeeTests.Follower one = new(), other = new();
        var tee = await BegunAsync(body, one, other, account);
        var next = one.Reader.ReadAsync().AsTask();
        for (var at = Begin; at < body.Length - 77; at += Large)
        {
            TeeTests.Receive(tee, body.AsSpan(at), Block.Large);
            await Bound.Eventually(() => Spill.Waiting == 0, "the disk keeps up");
        }

        Assert.False(next.IsCompleted);
        Assert.InRange(Spill.Held, 10 * Large, 40 * Large);

        tee.Append(body.AsMemory(body.Length - 77));
        tee.Complete();
        tee.Release();
        Assert.Equal(body[Begin..(Begin + SpillFile.PlaceSize)], (await next.WaitAsync(Bound.Usual)).Bytes.ToArray());
        one.Reader.Advance(SpillFile.PlaceSize);
        Assert.Equal(body[(Begin + SpillFile.PlaceSize)..], await one.ReadAllAsync().WaitAsync(Bound.Usual));
        Assert.Equal(body, await other.ReadAllAsync().WaitAsync(Bound.Usual));
        Assert.Equal((TeeCut.None, TeeCut.None), (one.CutBy, other.CutBy));
        await AtRestAsync(account);
    }

    [Fact]
    public async Task A_disk_that_fails_while_copies_wait_cuts_them()
    {
        _budget.Limit = 128 * Large;
        _disk.FullAfter = 5 * Large;
        var body = TeeTests.Body(Begin + (40 * Large));
        TeeTests.Follower follower = new();
        var tee = await BegunAsync(body, follower);
        var next = follower.Reader.ReadAsync().AsTask();
        for (var at = Begin; Spill.Failures == 0; at += Large)
        {
            Assert.InRange(at, 0, body.Length - Large);
            TeeTests.Receive(tee, body.AsSpan(at), Block.Large);
            await Bound.Eventually(() => Spill.Waiting == 0, "the disk has tried");
        }

        _time.Advance(Spill.Glance);
        Assert.Equal(TeeCut.Lagged, (await next.WaitAsync(Bound.Usual)).Why);
        Assert.Equal(0, _budget.Held);
        await LeaveAsync(tee, follower);
    }

    [Fact]
    public async Task One_body_at_a_time_makes_its_copies_wait()
    {
        _budget.Limit = 128 * Large;
        var body = TeeTests.Body(Begin + Large);
        TeeTests.Follower first = new(), second = new(), third = new();
        var tee = await BegunAsync(body, first);
        var beside = await BegunAsync(body, second);
        TeeTests.Receive(tee, body.AsSpan(Begin), Block.Large);
        TeeTests.Receive(beside, body.AsSpan(Begin), Block.Large);
        Assert.False(first.Reader.HasNext);
        Assert.True(second.Reader.HasNext);

        // Over: the next one may.
        foreach (var (ended, follower) in new[] { (tee, first), (beside, second) })
        {
            ended.Complete();
            ended.Release();
            Assert.Equal(body[Begin..], await follower.ReadAllAsync().WaitAsync(Bound.Usual));
        }

        var next = await BegunAsync(body, third);
        TeeTests.Receive(next, body.AsSpan(Begin), Block.Large);
        Assert.False(third.Reader.HasNext);
        third.Reader.Cut(TeeCut.Held);
        next.Release();
        Assert.Empty(await third.ReadAllAsync().WaitAsync(Bound.Usual));
        await AtRestAsync();
    }

    [Fact]
    public async Task Copies_wait_no_longer_than_their_body_fills_a_quarter_of_the_disk()
    {
        _budget.Limit = 128 * Large;
        Spill.Change(80 * Large, 8);
        var body = TeeTests.Body(80 * Large);
        TeeTests.Follower follower = new();
        var tee = await BegunAsync(body, follower);
        var next = follower.Reader.ReadAsync().AsTask();
        var at = Begin;
        do
        {
            // Not until the copy has its piece: it reads the disk, and another piece may come meanwhile.
            TeeTests.Receive(tee, body.AsSpan(at), Block.Large);
            await Bound.Eventually(() => Spill.Waiting == 0, "the disk keeps up");
            at += Large;
        }
        while (tee.IsDeferring && at < body.Length);

        Assert.InRange(Spill.Held, 20 * Large, 21 * Large);
        await next.WaitAsync(Bound.Usual);
        await LeaveAsync(tee, follower);
    }

    [Fact]
    public async Task Copies_that_are_woken_get_what_they_are_woken_for_whatever_comes_behind_it()
    {
        _budget.Limit = 128 * Large;
        var body = TeeTests.Body(Begin + Large);
        TeeTests.Follower follower = new();
        var tee = await BegunAsync(body, follower, length: Begin - 5);

        // Nobody looks at what was read until more has come.
        var woken = follower.Reader.ReadAsync();
        tee.Append(body.AsMemory(Begin - 5, 5));
        TeeTests.Receive(tee, body.AsSpan(Begin), Block.Large);
        Assert.True(follower.Reader.IsMadeToWait);

        var piece = await woken.AsTask().WaitAsync(Bound.Usual);
        Assert.Equal(body[(Begin - 5)..Begin], piece.Bytes.ToArray());
        follower.Reader.Advance(5);
        var next = follower.Reader.ReadAsync().AsTask();
        Assert.False(next.IsCompleted);
        tee.Complete(goOn: true);
        Assert.Equal(Large, (await next.WaitAsync(Bound.Usual)).Bytes.Length);
        await LeaveAsync(tee, follower);
    }

    [Theory]
    [InlineData("the first of a body", 0, Block.Large)]
    [InlineData("pieces as a line brings them", Begin, Block.Usual)]
    [InlineData("little memory", Begin, Block.Large)]
    [InlineData("no disk", Begin, Block.Large)]
    [InlineData("a disk that is nearly full", Begin, Block.Large)]
    [InlineData("a disk that is behind", Begin, Block.Large)]
    [InlineData("a disk that has failed", Begin, Block.Large)]
    [InlineData("a disk that has no more files", Begin, Block.Large)]
    public async Task Copies_do_not_wait_for(string what, int before, int piece)
    {
        _budget.Limit = what == "little memory" ? 31 * Large : 128 * Large;
        Spill.Change(what == "no disk" ? 0 : 40 * Large, what == "a disk that has no more files" ? 1 : 8);
        var body = TeeTests.Body(60 * Large);
        TeeTests.Follower slow = new(), follower = new();
        var other = Tee.Rent(_budget);
        other.Attach(slow.Reader, 3 * Large);
        if (what == "a disk that is nearly full")
        {
            await AppendAsync(other, body.AsMemory(0, 35 * Large), Large);
        }
        else if (what == "a disk that has failed")
        {
            _disk.FullAfter = 0;
            await AppendAsync(other, body.AsMemory(0, 5 * Large), Large);
            _disk.FullAfter = long.MaxValue;
        }
        else if (what == "a disk that has no more files")
        {
            await AppendAsync(other, body.AsMemory(0, 5 * Large), Large);
        }
        else if (what == "a disk that is behind")
        {
            _disk.Gate.Reset();
            for (var at = 0; Spill.Waiting <= 4 * Begin; at += Large)
            {
                other.Append(body.AsSpan(at, Large));
            }
        }

        var tee = await BegunAsync(body, follower, length: before);
        TeeTests.Receive(tee, body.AsSpan(before), piece);
        Assert.True(follower.Reader.HasNext);
        _disk.Gate.Set();
        foreach (var (done, reader) in new[] { (other, slow.Reader), (tee, follower.Reader) })
        {
            reader.Detach();
            done.Release();
        }

        await AtRestAsync();
    }

    [Fact]
    public async Task A_copy_that_waits_for_its_client_makes_room_when_memory_runs_out()
    {
        _budget.Limit = 128 * Large;
        var account = _budget.Open();
        var body = TeeTests.Body(Begin + (10 * Large));
        TeeTests.Follower follower = new();
        var tee = await BegunAsync(body, follower, account: account);
        for (var at = Begin; at < body.Length; at += Large)
        {
            TeeTests.Receive(tee, body.AsSpan(at), Block.Large);
        }

        var next = follower.Reader.ReadAsync().AsTask();
        Assert.False(next.IsCompleted);
        _budget.Limit = 10 * Large;
        Assert.True(_budget.TryTakeOrReclaim(9 * Large));
        Assert.Equal(9 * Large, _budget.Held);
        Assert.Equal(1, follower.Cuts);

        Assert.False(next.IsCompleted);
        _time.Advance(Spill.Glance);
        Assert.Equal(TeeCut.BytesBudget, (await next.WaitAsync(Bound.Usual)).Why);
        follower.Reader.Detach();
        tee.Release();
        _budget.Give(9 * Large);
        await AtRestAsync(account);
    }

    /// <summary>A tee with as much of a body as no copy waits for, all of which the first of its followers has read.</summary>
    private async Task<Tee> BegunAsync(byte[] body, TeeTests.Follower follower, TeeTests.Follower? other = null, ByteAccount? account = null, int length = Begin, int block = Block.Large)
    {
        var tee = Tee.Rent(_budget);
        tee.Attach(follower.Reader, 20 * Large, account: account);
        if (other is not null)
        {
            tee.Attach(other.Reader, 20 * Large, account: account);
        }

        for (var at = 0; at < length;)
        {
            at += TeeTests.Receive(tee, body.AsSpan(at, length - at), block);
        }

        await SkipAsync(follower, length);
        return tee;
    }

    private async Task LeaveAsync(Tee tee, TeeTests.Follower follower)
    {
        follower.Reader.Detach();
        tee.Release();
        await AtRestAsync();
    }

    private static async Task SkipAsync(TeeTests.Follower follower, int count)
    {
        while (count > 0)
        {
            var piece = await follower.Reader.ReadAsync().AsTask().WaitAsync(Bound.Usual);
            Assert.Equal(TeeResultKind.Bytes, piece.Kind);
            follower.Reader.Advance(piece.Bytes.Length);
            count -= piece.Bytes.Length;
        }
    }
}
