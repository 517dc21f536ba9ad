using System.Buffers;
using System.Runtime.InteropServices;
using Halfsilver.Steps;
using Xunit;

namespace Halfsilver.Tests.Steps;

public sealed class BlockTests
{
    [Fact]
    public void What_a_burst_leaves_waits_for_the_next_one_up_to_a_bound()
    {
        var shelf = new BlockShelf(size: 10, mostKept: 3);
        Block[] burst = [.. Enumerable.Range(0, 5).Select(_ => shelf.Rent())];
        Array.ForEach(burst, shelf.Return);
        Block[] next = [.. Enumerable.Range(0, 5).Select(_ => shelf.Rent())];

        Assert.Equal(3, next.Intersect(burst).Count());
        Assert.Equal(5, next.Distinct().Count());
        Assert.All(next, block => Assert.Equal(10, block.Bytes.Length));
    }

    [Fact]
    public void The_block_that_was_put_back_last_is_the_next()
    {
        var shelf = new BlockShelf(size: 10, mostKept: 3);
        Block[] burst = [.. Enumerable.Range(0, 3).Select(_ => shelf.Rent())];
        Array.ForEach(burst, shelf.Return);

        Assert.Same(burst[^1], shelf.Rent());
    }

    [Theory]
    [InlineData(-1, Block.Usual)]
    [InlineData(Block.Usual, Block.Usual)]
    [InlineData(Block.Usual + 1, Block.Large)]
    [InlineData(Block.Large, Block.Large)]
    public void A_block_is_as_large_as_it_has_to_be(int least, int size)
    {
        var block = Block.Rent(least);
        IMemoryOwner<byte> owner = block;

        Assert.Equal(size, owner.Memory.Length);
        Assert.True(MemoryMarshal.TryGetArray<byte>(owner.Memory, out var bytes));
        Assert.Same(block.Bytes, bytes.Array);
        Assert.True(MemoryMarshal.TryGetMemoryManager<byte, Block>(owner.Memory[5..7], out var found, out var from, out var length));
        Assert.Equal((block, 5, 2), (found, from, length));
        owner.Dispose();
    }

    [Fact]
    public void A_block_goes_back_when_its_last_owner_lets_go_of_it_and_only_then()
    {
        var shelf = new BlockShelf(size: 10, mostKept: 3);
        var block = shelf.Rent();
        block.Lend();
        block.Keep();
        ((IDisposable)block).Dispose();
        ((IDisposable)block).Dispose();
        Assert.NotSame(block, shelf.Rent());

        block.Release();
        Assert.Same(block, shelf.Rent());
    }
}
