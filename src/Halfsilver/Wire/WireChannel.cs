using System.Net.Sockets;
using Halfsilver.Polling;

namespace Halfsilver.Wire;

/// <summary>
/// What a connection's bytes travel through. Whatever is below, bytes are those of HTTP/1.1, and results are bytes, 0 for the end,
/// or a <see cref="SocketError"/> negated: never an exception. One send and one receive at a time.
/// </summary>
internal abstract class WireChannel : IDisposable
{
    /// <summary>The channel was closed, or the operation with it.</summary>
    public const int Aborted = SocketResult.Aborted;

    /// <summary>What the other side said is not its protocol; no socket says this by itself.</summary>
    public const int NotItsProtocol = -(int)SocketError.ProtocolNotSupported;

    /// <summary>The other side's head is larger than any that is read; no socket says this by itself.</summary>
    public const int HeadTooLarge = -(int)SocketError.MessageSize;

    /// <summary>Whether the last send failed before one byte of it was taken; false where that is not known.</summary>
    public virtual bool Refused => false;

    /// <summary>Sends all the bytes; they are the caller's again when it ends.</summary>
    public abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>
    /// Sends a head and what is there of its body, together where the other side sees one send the less for it. Fewer bytes than were given:
    /// the other side took those and no more.
    /// </summary>
    public virtual async ValueTask<int> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        var sent = await SendAsync(head);
        if (sent < 0 || body.IsEmpty)
        {
            return sent;
        }

        return Math.Max(0, await SendAsync(body)) + sent;
    }

    /// <summary>Receives some bytes.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <summary>Says that no more bytes come; the other direction stays open.</summary>
    public abstract void EndSending();

    /// <summary>Ends it; operations under way finish with a negative result. Called once, from any thread.</summary>
    public abstract void Close();

    /// <summary>Ends a receive that is under way, after <see cref="Close"/>; whether its memory is the caller's again at once.</summary>
    public virtual bool EndsReceive() => false;

    /// <summary>Gives back what it holds, after <see cref="Close"/>; no operation is under way but, where said so, a receive.</summary>
    public abstract void Retire(bool receives);

    void IDisposable.Dispose() => Retire(receives: false);
}
