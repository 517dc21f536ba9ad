using System.Buffers;
using System.Runtime.InteropServices;
using Halfsilver.Gateway.Listening;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

public sealed class BlockPoolsTests
{
    [Theory]
    [InlineData(BlockPools.Usual, 256)]
    [InlineData(BlockPools.Large, 32)]
    public void What_clients_leave_after_a_burst_waits_for_the_next_one_up_to_a_bound(int size, int kept)
    {
        using var pool = new BlockPools().Create();
        var burst = Burst(pool, size, kept + 5);
        var next = Burst(pool, size, kept + 5);

        Assert.Equal(kept, next.Intersect(burst).Count());
        Assert.All(next, bytes => Assert.Equal(size, bytes.Length));
    }

    private static byte[][] Burst(MemoryPool<byte> pool, int size, int count)
    {
        IMemoryOwner<byte>[] owners = [.. Enumerable.Range(0, count).Select(_ => pool.Rent(size))];
        byte[][] all = [.. owners.Select(owner => MemoryMarshal.TryGetArray<byte>(owner.Memory, out var bytes) ? bytes.Array! : [])];
        Array.ForEach(owners, owner => owner.Dispose());
        return all;
    }
}
