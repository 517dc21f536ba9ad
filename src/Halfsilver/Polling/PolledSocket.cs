using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Polling;

/// <summary>
/// A connected socket, or one that is about to be, on a poll loop. Results are bytes, 0 for the end, or a <see cref="SocketError"/> negated:
/// never an exception. One send and one receive at a time; <see cref="Close"/> may come from any thread.
/// </summary>
internal sealed class PolledSocket
{
    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly PollLoop _loop = PollLoop.Near;
    private readonly PolledReceive _receiving;
    private readonly PolledSend _sending;
    private int _closed;

    /// <param name="socket">Becomes this one's.</param>
    /// <param name="yields">In each turn of its loop it comes behind the others, and behind what these send.</param>
    public PolledSocket(Socket socket, bool yields = false)
    {
        Yields = yields;
        _socket = socket;
        socket.Blocking = false;
        _descriptor = (int)socket.Handle;
        _receiving = new PolledReceive(_descriptor, _loop);
        _sending = new PolledSend(this, _descriptor);
    }

    /// <summary>Tells events of this socket from those of another that had its descriptor; the loop's own.</summary>
    public uint Generation { get; set; }

    /// <summary>Whether the last send failed before one byte of it was taken.</summary>
    public bool Refused => _sending.Refused;

    /// <summary>Whether other sockets come first.</summary>
    public bool Yields { get; }

    /// <summary>Takes a socket that is connected; negative when the system cannot watch it.</summary>
    public int Open()
    {
        _sending.Open();
        return Watch();
    }

    public ValueTask<int> ConnectAsync(EndPoint to) => _sending.ConnectAsync(to);

    /// <summary>Sends all the bytes. Where two pieces fail in the middle, the result is the bytes that were taken.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second = default) => _sending.SendAsync(first, second);

    /// <summary>Receives some bytes.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> into) => _receiving.ReceiveAsync(into);

    /// <summary>Waits until there is something to receive, without a buffer for it.</summary>
    public ValueTask<int> ReadableAsync() => _receiving.ReadableAsync();

    /// <summary>Receives what is there; <see cref="SocketResult.WouldBlock"/> where that is nothing.</summary>
    public int ReceiveNow(Memory<byte> into) => _receiving.ReceiveNow(into);

    /// <summary>Says that no more bytes come; the other direction stays open.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed meanwhile: whoever receives is told.
        }
    }

    /// <summary>Nothing is received any more, and what waits for it ends as aborted; its memory is the caller's again.</summary>
    public void EndReceiving()
    {
        if (_receiving.Close())
        {
            _receiving.Abort();
        }
    }

    /// <summary>Ends it; operations under way finish as aborted. Any thread, any number of times.</summary>
    /// <param name="resets">Whether the other side is to see a reset, whatever it has been sent.</param>
    public void Close(bool resets = false)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        // Behind these no call uses the descriptor, which is another's as soon as it is closed.
        var receives = _receiving.Close();
        var sends = _sending.Close();
        _loop.Forget(this, _descriptor);
        if (resets)
        {
            _socket.Close(timeout: 0);
        }
        else
        {
            _socket.Dispose();
        }

        // Last: whoever waits may connect anew when it hears of it, and there may be no more sockets than it is allowed.
        if (receives)
        {
            _receiving.Abort();
        }

        if (sends)
        {
            _sending.Abort();
        }
    }

    /// <summary>What the loop saw in this turn. Poll loop.</summary>
    public void Ready(PollEvents events, long turn)
    {
        const PollEvents ends = PollEvents.Failed | PollEvents.Ended;
        if ((events & (ends | PollEvents.Readable | PollEvents.PeerEnded)) != PollEvents.None)
        {
            _receiving.BecomeReady((events & (ends | PollEvents.PeerEnded)) != PollEvents.None, turn);
        }

        if ((events & (ends | PollEvents.Writable)) != PollEvents.None)
        {
            _sending.BecomeReady((events & ends) != PollEvents.None, turn);
        }
    }

    /// <summary>Puts it on its loop.</summary>
    internal int Watch() => _loop.Watch(this, _descriptor);
}
