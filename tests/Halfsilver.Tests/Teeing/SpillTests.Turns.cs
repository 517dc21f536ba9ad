using Halfsilver.Steps;
using Halfsilver.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Teeing;

/// <summary>From when on copies wait for a fast client, and how long.</summary>
public sealed partial class SpillTests
{
    [Fact]
    public async Task Copies_that_wait_for_a_client_go_on_when_its_pieces_stay_small()
    {
        var body = TeeTests.Body(Begin + Large + (100 * Tee.Patience));
        var (tee, follower, next) = await WaitsAsync(body);
        for (var small = 1; small < Tee.Patience; small++)
        {
            tee.Append(body.AsMemory(Begin + Large, 100));
        }

        Assert.False(next.IsCompleted);
        Assert.False(follower.Reader.HasNext);

        tee.Append(body.AsMemory(Begin + Large, 100));
        var piece = await next.WaitAsync(Bound.Usual);
        Assert.Equal(body[Begin..(Begin + Large)], piece.Bytes.ToArray());
        Assert.True(follower.Reader.HasNext);
        await LeaveAsync(tee, follower);
    }

    [Fact]
    public async Task One_large_piece_among_small_ones_makes_no_copy_wait()
    {
        _budget.Limit = 128 * Large;
        var body = TeeTests.Body(Begin + (2 * Large));
        TeeTests.Follower follower = new();
        var tee = await BegunAsync(body, follower, block: Block.Usual);
        TeeTests.Receive(tee, body.AsSpan(Begin), Block.Large);
        Assert.True(follower.Reader.HasNext);
        TeeTests.Receive(tee, body.AsSpan(Begin), Block.Large);
        Assert.False(follower.Reader.HasNext);
        await LeaveAsync(tee, follower);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(Tee.DeferAtOnceFrom - 1, false)]
    [InlineData(Tee.DeferAtOnceFrom, true)]
    public async Task Where_much_is_declared_copies_wait_as_soon_as_it_comes_fast(long declared, bool waits)
    {
        _budget.Limit = 128 * Large;
        var body = TeeTests.Body(2 * Large);
        TeeTests.Follower follower = new();
        var tee = Tee.Rent(_budget, declared);
        tee.Attach(follower.Reader, 20 * Large);
        var next = follower.Reader.ReadAsync().AsTask();
        TeeTests.Receive(tee, body, Block.Large);
        Assert.Equal(Large, (await next.WaitAsync(Bound.Usual)).Bytes.Length);
        follower.Reader.Advance(Large);
        next = follower.Reader.ReadAsync().AsTask();
        TeeTests.Receive(tee, body.AsSpan(Large), Block.Large);
        Assert.Equal(waits, tee.IsDeferring);
        tee.Release();
        Assert.Equal(waits ? TeeCut.ClientAbort : TeeCut.None, (await next.WaitAsync(Bound.Usual)).Why);
        follower.Reader.Detach();
        await AtRestAsync();
    }

    [Fact]
    public async Task Copies_that_wait_for_a_client_go_on_when_nothing_comes_and_wait_again_when_it_does()
    {
        var body = TeeTests.Body(Begin + (2 * Large));
        var (tee, follower, next) = await WaitsAsync(body);
        _time.Advance(Spill.Glance);
        Assert.False(next.IsCompleted);
        _time.Advance(Spill.Glance);
        await next.WaitAsync(Bound.Usual);
        Assert.True(follower.Reader.HasNext);

        tee.Append(body.AsMemory(Begin + Large, 100));
        Assert.True(follower.Reader.HasNext);
        TeeTests.Receive(tee, body.AsSpan(Begin + Large), Block.Large);
        Assert.False(follower.Reader.HasNext);
        await LeaveAsync(tee, follower);
    }

    [Theory]
    [InlineData("the client waits for them")]
    [InlineData("the client has its answer")]
    [InlineData("there is no answer for long")]
    public async Task Copies_of_a_body_that_is_whole_go_on_when(string what)
    {
        var body = TeeTests.Body(Begin + Large + 77);
        var (tee, follower, next) = await WaitsAsync(body);
        tee.Append(body.AsMemory(Begin + Large));
        var awaited = what == "the client waits for them";
        tee.Complete(goOn: awaited);
        Assert.Equal(awaited, follower.Reader.HasNext);
        switch (what)
        {
            case "the client waits for them":
                break;
            case "the client has its answer":
                tee.Abort(TeeCut.ClientAbort);
                break;
            default:
                _time.Advance(Spill.Glance, 2);
                break;
        }

        Assert.Equal(body[Begin..(Begin + Large)], (await next.WaitAsync(Bound.Usual)).Bytes.ToArray());
        Assert.True(follower.Reader.HasNext);
        follower.Reader.Advance(Large);
        Assert.Equal(body[^77..], await follower.ReadAllAsync().WaitAsync(Bound.Usual));
        Assert.Equal(TeeCut.None, follower.CutBy);
        tee.Release();
        await AtRestAsync();
    }

    [Fact]
    public async Task Copies_wait_for_no_longer_than_a_burst_lasts()
    {
        var body = TeeTests.Body(Begin + (45 * Large));
        TeeTests.Follower after = new();
        var (tee, follower, next) = await WaitsAsync(body);
        for (var at = Begin + Large; _time.Elapsed + Spill.Glance < Tee.LongestTurn; at += Large)
        {
            TeeTests.Receive(tee, body.AsSpan(at), Block.Large);
            _time.Advance(Spill.Glance);
            Assert.False(next.IsCompleted);
            await Bound.Eventually(() => Spill.Waiting == 0, "the disk keeps up");
        }

        TeeTests.Receive(tee, body.AsSpan(body.Length - (2 * Large)), Block.Large);
        _time.Advance(Spill.Glance);
        await next.WaitAsync(Bound.Usual);
        Assert.True(follower.Reader.HasNext);

        // Nor again for this body; for another one.
        TeeTests.Receive(tee, body.AsSpan(body.Length - Large), Block.Large);
        Assert.True(follower.Reader.HasNext);
        var another = await BegunAsync(body, after);
        TeeTests.Receive(another, body.AsSpan(Begin), Block.Large);
        Assert.False(after.Reader.HasNext);

        // A body that is given up gives its turn to a third.
        another.Abort(TeeCut.Body);
        Assert.True(Spill.TryTakeTurn(another));
        foreach (var (done, reader) in new[] { (tee, follower.Reader), (another, after.Reader) })
        {
            reader.Detach();
            done.Release();
        }

        await AtRestAsync();
    }

    /// <summary>A body whose copy waits for its client, after its first large piece beyond <see cref="Begin"/>.</summary>
    private async Task<(Tee Tee, TeeTests.Follower Follower, Task<TeeResult> Next)> WaitsAsync(byte[] body)
    {
        _budget.Limit = 128 * Large;
        TeeTests.Follower follower = new();
        var tee = await BegunAsync(body, follower);
        var next = follower.Reader.ReadAsync().AsTask();
        TeeTests.Receive(tee, body.AsSpan(Begin), Block.Large);
        Assert.False(next.IsCompleted);
        return (tee, follower, next);
    }
}
