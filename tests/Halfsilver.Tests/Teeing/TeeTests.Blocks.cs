using System.Buffers;
using System.Runtime.InteropServices;
using Halfsilver.Steps;
using Halfsilver.Teeing;
using Xunit;

namespace Halfsilver.Tests.Teeing;

/// <summary>Bytes that stay where they were received.</summary>
public sealed partial class TeeTests
{
    [Theory]
    [InlineData(Block.Usual, 0)]
    [InlineData(Block.Usual, Block.Usual / 8)]
    [InlineData(Block.Large, 100)]
    public async Task What_nearly_fills_a_block_is_kept_in_it(int blockSize, int from)
    {
        _budget.Limit = 32 * Segment.LargeSize;
        var shelf = new BlockShelf(blockSize, mostKept: 1);
        var tee = Tee.Rent(_budget);
        Follower one = new(), other = new();
        tee.Attach(one.Reader, long.MaxValue);
        tee.Attach(other.Reader, long.MaxValue);
        var block = Lend(shelf);
        Body(blockSize).CopyTo(block.Bytes, 0);
        tee.Append(((IMemoryOwner<byte>)block).Memory[from..]);
        ((IDisposable)block).Dispose();
        Assert.Equal(blockSize, _budget.Held);

        // What comes next goes into memory of its own: behind the piece the block is the connection's.
        tee.Append([1, 2, 3]);
        tee.Complete();
        tee.Release();

        var piece = Taken(one.Reader.ReadAsync()).Bytes;
        Assert.True(MemoryMarshal.TryGetArray(piece, out var bytes));
        Assert.Same(block.Bytes, bytes.Array);
        Assert.NotSame(block, shelf.Rent());

        byte[] body = [.. Body(blockSize)[from..], 1, 2, 3];
        Assert.Equal(body, await other.ReadAllAsync());
        one.Reader.Advance(0);
        Assert.Equal(body, await one.ReadAllAsync());
        Assert.Equal(0, _budget.Held);
        Assert.Same(block, shelf.Rent());
    }

    [Theory]
    [InlineData(Block.Usual, Block.Usual - (Block.Usual / 8) - 1, long.MaxValue, 32 * Segment.LargeSize)]
    [InlineData(Block.Large, Block.Large, (3 * Segment.LargeSize) - 1, 32 * Segment.LargeSize)]
    [InlineData(Block.Large, Block.Large, long.MaxValue, (32 * Segment.LargeSize) - 1)]
    public async Task Little_in_a_block_and_large_ones_where_they_would_be_felt_are_copied(int blockSize, int count, long window, long memory)
    {
        _budget.Limit = memory;
        var shelf = new BlockShelf(blockSize, mostKept: 1);
        var tee = Tee.Rent(_budget);
        Follower follower = new();
        tee.Attach(follower.Reader, window);
        var block = Lend(shelf);
        Body(count).CopyTo(block.Bytes, 0);
        tee.Append(((IMemoryOwner<byte>)block).Memory[..count]);
        ((IDisposable)block).Dispose();
        Assert.Same(block, shelf.Rent());
        block.Bytes.AsSpan().Clear();

        tee.Complete();
        tee.Release();
        Assert.Equal(Body(count), await follower.ReadAllAsync());
    }

    [Fact]
    public void A_block_that_nobody_follows_is_let_go_of_at_once()
    {
        var shelf = new BlockShelf(Block.Usual, mostKept: 1);
        var tee = Tee.Rent(_budget);
        Follower follower = new();
        tee.Attach(follower.Reader, long.MaxValue);
        follower.Reader.Detach();
        var block = Lend(shelf);
        tee.Append(((IMemoryOwner<byte>)block).Memory);
        ((IDisposable)block).Dispose();

        Assert.Equal(0, _budget.Held);
        Assert.Same(block, shelf.Rent());
        tee.Release();
    }

    [Fact]
    public async Task A_block_for_which_there_are_no_bytes_left_cuts_its_readers()
    {
        _budget.Limit = Block.Usual - 1;
        var tee = Tee.Rent(_budget);
        Follower follower = new();
        tee.Attach(follower.Reader, long.MaxValue);
        var reading = follower.ReadAllAsync();
        Receive(tee, Body(Block.Usual), Block.Usual);

        Assert.Empty(await reading.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(TeeCut.BytesBudget, follower.CutBy);
        Assert.Equal(0, _budget.Held);
        tee.Release();
    }

    private static Block Lend(BlockShelf shelf)
    {
        var block = shelf.Rent();
        block.Lend();
        return block;
    }
}
