using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// Kestrel's blocks at 72 KiB instead of 4: a sixteenth of the receive calls for large bodies, and the condition under which
/// inline scheduling helps bodies instead of hurting them. A body of 64 KiB and its head are one receive, and so one send.
/// A connection takes a block only while it has data.
/// </summary>
internal sealed class BlockPools : IMemoryPoolFactory<byte>
{
    private const int BlockSize = 72 * 1024;

    // What stays pooled after a burst: 18 MiB.
    private const int MostKept = 256;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<Block> _free = new();
        private int _kept;

        public override int MaxBufferSize => BlockSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            if (!_free.TryDequeue(out var block))
            {
                return new Block(this);
            }

            Interlocked.Decrement(ref _kept);
            block.Lend();
            return block;
        }

        public void Return(Block block)
        {
            if (Interlocked.Increment(ref _kept) <= MostKept)
            {
                _free.Enqueue(block);
            }
            else
            {
                Interlocked.Decrement(ref _kept);
            }
        }

        protected override void Dispose(bool disposing) => _free.Clear();
    }

    /// <summary>Lent again and again, itself included: a request costs none.</summary>
    private sealed class Block(Pool pool) : IMemoryOwner<byte>
    {
        private int _lent = 1;

        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Lend() => Volatile.Write(ref _lent, 1);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _lent, 0) != 0)
            {
                pool.Return(this);
            }
        }
    }
}
