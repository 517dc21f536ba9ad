using System.Buffers;

namespace Halfsilver.Journey;

/// <summary>A client's side of an upgraded connection: bytes, both ways. One reader and one writer at a time.</summary>
internal abstract class ClientStream
{
    /// <summary>The next bytes, until <see cref="Release"/>; empty when the client sends no more, null when its connection has failed.</summary>
    public abstract ValueTask<ReadOnlySequence<byte>?> ReadAsync();

    /// <summary>What was read last has been taken.</summary>
    public abstract void Release();

    /// <summary>Sends all the bytes; false when the client is gone.</summary>
    public abstract ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>No more bytes come for the client; it may still send, where its protocol has such a state.</summary>
    public abstract ValueTask EndAsync();

    /// <summary>Ends both directions now; a read that waits ends.</summary>
    public abstract void Abort();
}
