using System.Runtime.InteropServices;
using Halfsilver.Gateway.Listening;
using Halfsilver.Steps;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

public sealed class BlockPoolsTests
{
    [Theory]
    [InlineData(-1, Block.Usual)]
    [InlineData(Block.Usual, Block.Usual)]
    [InlineData(Block.Usual + 1, Block.Large)]
    public void A_connection_gets_blocks_that_the_spool_of_the_copies_can_keep(int least, int size)
    {
        using var pool = new BlockPools().Create();
        using var owner = pool.Rent(least);

        Assert.Equal(Block.Large, pool.MaxBufferSize);
        Assert.Equal(size, owner.Memory.Length);
        Assert.True(MemoryMarshal.TryGetMemoryManager<byte, Block>(owner.Memory, out var block));
        Assert.Same(owner, block);
    }
}
