using Halfsilver.Teeing;

namespace Halfsilver.Tests.Teeing;

/// <summary>A disk that does as it is told: full after so many bytes, read-only, or as slow as its gate.</summary>
internal sealed class FakeDisk : ISpillStore
{
    private long _written;
    private int _open;
    private int _opened;
    private int _reads;

    public long FullAfter { get; set; } = long.MaxValue;

    public bool ReadOnly { get; set; }

    public bool Unreadable { get; set; }

    /// <summary>What writes wait for; open.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    /// <summary>What reads wait for.</summary>
    public Task ReadGate { get; set; } = Task.CompletedTask;

    /// <summary>Reads that have begun.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public long Written => Volatile.Read(ref _written);

    public int Open => Volatile.Read(ref _open);

    /// <summary>Files there have been.</summary>
    public int Opened => Volatile.Read(ref _opened);

    ISpillBlob ISpillStore.Open()
    {
        if (ReadOnly)
        {
            throw new UnauthorizedAccessException("read-only");
        }

        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _opened);
        return new Blob(this);
    }

    private sealed class Blob(FakeDisk disk) : ISpillBlob
    {
        private readonly Lock _gate = new();
        private byte[] _bytes = [];

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.Gate.Wait();
            if (Interlocked.Add(ref disk._written, bytes.Length) > disk.FullAfter)
            {
                throw new IOException("full");
            }

            lock (_gate)
            {
                Array.Resize(ref _bytes, (int)Math.Max(_bytes.Length, offset + bytes.Length));
                bytes.CopyTo(_bytes.AsSpan((int)offset));
            }
        }

        public async ValueTask<int> ReadAsync(Memory<byte> into, long offset)
        {
            Interlocked.Increment(ref disk._reads);
            await disk.ReadGate;
            await Task.Yield();
            lock (_gate)
            {
                if (disk.Unreadable)
                {
                    throw new IOException("unreadable");
                }

                // A little less than asked for: a read may end early.
                var count = (int)Math.Min(Math.Max(1, into.Length - 1), _bytes.Length - offset);
                _bytes.AsMemory((int)offset, count).CopyTo(into);
                return count;
            }
        }

        public void Dispose() => Interlocked.Decrement(ref disk._open);
    }
}
