using Halfsilver.Teeing;
using Xunit;

namespace Halfsilver.Tests.Teeing;

public sealed class ByteBudgetTests
{
    private const int Piece = Segment.LaterSize;

    [Fact]
    public void When_the_bytes_run_out_the_copy_furthest_behind_ends()
    {
        var budget = new ByteBudget(8 * Piece);
        var account = budget.Open();
        var near = Spool(budget, account, 2);
        var far = Spool(budget, account, 5);
        var next = Spool(budget, account, 2);
        Assert.Equal(TeeCut.BytesBudget, far.Follower.Reader.CutBy);
        Assert.Equal(TeeCut.None, near.Follower.Reader.CutBy);
        Assert.Equal(TeeCut.None, next.Follower.Reader.CutBy);
        Assert.Equal(4 * Piece, budget.Held);
        AllGiveBack(budget, account, near, far, next);
    }

    [Fact]
    public void A_mirror_below_its_even_part_is_left_alone()
    {
        var budget = new ByteBudget(8 * Piece);
        var greedy = budget.Open();
        var modest = budget.Open();
        var one = Spool(budget, modest, 3);
        var many = Enumerable.Range(0, 5).Select(_ => Spool(budget, greedy, 1)).ToArray();
        var more = Spool(budget, modest, 1);
        Assert.Equal(TeeCut.None, one.Follower.Reader.CutBy);
        Assert.Equal(TeeCut.None, more.Follower.Reader.CutBy);
        Assert.Single(many, spool => spool.Follower.Reader.CutBy == TeeCut.BytesBudget);
        AllGiveBack(budget, greedy, many);
        AllGiveBack(budget, modest, one, more);
    }

    [Fact]
    public void A_head_finds_room_although_another_mirror_took_everything()
    {
        var budget = new ByteBudget(8 * Piece);
        var greedy = budget.Open();
        var modest = budget.Open();
        var many = Enumerable.Range(0, 8).Select(_ => Spool(budget, greedy, 1)).ToArray();
        Assert.True(modest.TryTake(1000));
        Assert.False(greedy.TryTake(5 * Piece));
        modest.Give(1000);
        AllGiveBack(budget, greedy, many);
    }

    [Fact]
    public void A_body_that_fits_nowhere_ends_its_copies_and_not_its_client()
    {
        var budget = new ByteBudget(1000);
        var account = budget.Open();
        var spool = Spool(budget, account, 1);
        Assert.Equal(TeeCut.BytesBudget, spool.Follower.Reader.CutBy);
        AllGiveBack(budget, account, spool);
    }

    [Fact]
    public async Task Under_pressure_from_all_sides_the_limit_holds_and_everything_comes_back()
    {
        var budget = new ByteBudget(16 * Piece);
        var accounts = Enumerable.Range(0, 4).Select(_ => budget.Open()).ToArray();
        long most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            for (var round = 0; round < 300; round++)
            {
                var spools = Enumerable.Range(0, 4).Select(i => Spool(budget, accounts[(number + i) % 4], 1 + ((round + i) % 4))).ToArray();
                Interlocked.Exchange(ref most, Math.Max(Volatile.Read(ref most), budget.Held));
                foreach (var spool in spools)
                {
                    spool.Follower.Reader.Detach();
                    spool.Tee.Release();
                }
            }
        })));
        // A sixteenth more while cut copies let go, and what others are just taking and giving back.
        Assert.InRange(most, 1, (16 + 1 + 8) * Piece);
        Assert.Equal(0, budget.Held);
        Assert.All(accounts, account => Assert.Equal(0, account.Held));
    }

    private static (Tee Tee, TeeTests.Follower Follower) Spool(ByteBudget budget, ByteAccount account, int pieces)
    {
        var tee = Tee.Rent(budget);
        var follower = new TeeTests.Follower();
        tee.Attach(follower.Reader, long.MaxValue, long.MaxValue, account);
        tee.Append(new byte[pieces * Piece]);
        return (tee, follower);
    }

    private static void AllGiveBack(ByteBudget budget, ByteAccount account, params (Tee Tee, TeeTests.Follower Follower)[] spools)
    {
        foreach (var (tee, follower) in spools)
        {
            follower.Reader.Detach();
            tee.Release();
        }

        Assert.Equal(0, account.Held);
        budget.Close(account);
    }
}
