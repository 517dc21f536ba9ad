using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Halfsilver.Teeing;
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
    /// <summary>What a connection gets that asks for no more than this: what the spool of the copies takes whole.</summary>
    internal const int Usual = Segment.LaterSize;

    /// <summary>What it gets that asks for more; likewise.</summary>
    internal const int Large = Segment.LargeSize;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        // What stays pooled after a burst: 18 MiB and 9.
        private readonly Shelf _usual = new(Usual, 256);
        private readonly Shelf _large = new(Large, 32);

        public override int MaxBufferSize => Large;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => (minBufferSize <= Usual ? _usual : _large).Rent();

        protected override void Dispose(bool disposing)
        {
            _usual.Clear();
            _large.Clear();
        }
    }

    /// <summary>Free blocks of one size.</summary>
    private sealed class Shelf(int size, int mostKept)
    {
        private readonly ConcurrentQueue<Block> _free = new();
        private int _kept;

        public Block Rent()
        {
            if (!_free.TryDequeue(out var block))
            {
                return new Block(this, size);
            }

            Interlocked.Decrement(ref _kept);
            block.Lend();
            return block;
        }

        public void Return(Block block)
        {
            if (Interlocked.Increment(ref _kept) <= mostKept)
            {
                _free.Enqueue(block);
            }
            else
            {
                Interlocked.Decrement(ref _kept);
            }
        }

        public void Clear() => _free.Clear();
    }

    /// <summary>Lent again and again, itself included: a request costs none.</summary>
    private sealed class Block(Shelf shelf, int size) : IMemoryOwner<byte>
    {
        private int _lent = 1;

        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(size, pinned: true), 0, size);

        public void Lend() => Volatile.Write(ref _lent, 1);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _lent, 0) != 0)
            {
                shelf.Return(this);
            }
        }
    }
}
