using System.Buffers;
using Halfsilver.Steps;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// Kestrel's blocks at 72 KiB instead of 4: a sixteenth of the receive calls for large bodies, and the condition under which
/// inline scheduling helps bodies instead of hurting them. A body of 64 KiB and its head are one receive, and so one send.
/// A connection takes a block only while it has data. Bodies that come faster than one block at a time get larger ones: each block is one
/// send to each service, and what sends cost is for the most part how many they are.
/// </summary>
internal sealed class BlockPools : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    // What waits for its next use is the process's, not one pool's: the spool of the copies keeps clients' blocks, and lets go of them.
    private sealed class Pool : MemoryPool<byte>
    {
        public override int MaxBufferSize => Block.Large;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Block.Rent(minBufferSize);

        protected override void Dispose(bool disposing)
        {
            // Nothing is its own.
        }
    }
}
