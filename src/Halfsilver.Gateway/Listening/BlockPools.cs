using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// Kestrel's blocks at 64 KiB instead of 4: a sixteenth of the receive calls for large bodies, and the condition under which
/// inline scheduling helps bodies instead of hurting them. A connection takes a block only while it has data.
/// </summary>
internal sealed class BlockPools : IMemoryPoolFactory<byte>
{
    private const int BlockSize = 64 * 1024;

    // What stays pooled after a burst: 16 MiB.
    private const int MostKept = 256;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<byte[]> _free = new();
        private int _kept;

        public override int MaxBufferSize => BlockSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            if (_free.TryDequeue(out var bytes))
            {
                Interlocked.Decrement(ref _kept);
            }
            else
            {
                bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
            }

            return new Block(this, bytes);
        }

        public void Return(byte[] bytes)
        {
            if (Interlocked.Increment(ref _kept) <= MostKept)
            {
                _free.Enqueue(bytes);
            }
            else
            {
                Interlocked.Decrement(ref _kept);
            }
        }

        protected override void Dispose(bool disposing) => _free.Clear();
    }

    private sealed class Block(Pool pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } free)
            {
                pool.Return(free);
            }
        }
    }
}
