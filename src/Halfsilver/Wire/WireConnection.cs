using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Wire;

/// <summary>
/// A connection to an upstream. Results are bytes, 0 for the end, or a <see cref="SocketError"/> negated. The owner of the
/// moment (a pool, a primary, a copy) uses it alone; <see cref="Close"/> may come from any thread.
/// </summary>
internal sealed class WireConnection : Deadline, IClosable, IDisposable
{
    // One head and a small answer in one receive; 256 idle connections to a mirror hold 4 MiB.
    private const int BufferSize = 16 * 1024;

    private readonly Socket _socket;
    private readonly SocketOperation _sending = new();
    private readonly SocketOperation _receiving = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private ValueTask<int> _early;
    private bool _hasEarly;
    private int _closed;

    private WireConnection(Socket socket, DeadlineWheel wheel, EndPoint remote)
    {
        _socket = socket;
        Wheel = wheel;
        Remote = remote;
        Answers = new AnswerReader(this);
    }

    public DeadlineWheel Wheel { get; }

    public EndPoint Remote { get; }

    /// <summary>Reads the answers that come over this connection.</summary>
    public AnswerReader Answers { get; }

    /// <summary>The connection's own bytes, for receiving heads and pieces of bodies. At least 16 KiB.</summary>
    public byte[] Buffer => _buffer;

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Messages that have gone over this connection; a first one cannot meet a stale connection.</summary>
    public int Uses { get; set; }

    /// <summary>Whether the pool may hand this connection out: open, and nothing has come over it since it went idle.</summary>
    public bool IsFresh => !IsClosed && !(_hasEarly && _early.IsCompleted);

    /// <summary>Dials. A connection, or why there is none: never an exception for what a network does.</summary>
    public static async ValueTask<(WireConnection? Connection, SocketError Error)> ConnectAsync(
        EndPoint to, DeadlineWheel wheel, TimeSpan timeout)
    {
        Socket socket;
        try
        {
            socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        catch (SocketException e)
        {
            // The one way .NET reports that the process is out of descriptors.
            return (null, e.SocketErrorCode);
        }

        var connection = new WireConnection(socket, wheel, to);
        connection.Arm(wheel, timeout);
        var result = await connection._sending.ConnectAsync(socket, to);
        if (!connection.Disarm())
        {
            connection.Close();
            return (null, SocketError.TimedOut);
        }

        if (result < 0)
        {
            connection.Close();
            return (null, (SocketError)(-result));
        }

        return (connection, SocketError.Success);
    }

    /// <summary>Sends all the bytes.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) =>
        IsClosed ? new ValueTask<int>(-(int)SocketError.OperationAborted) : _sending.SendAsync(_socket, bytes);

    /// <summary>
    /// Receives into <see cref="Buffer"/> from <paramref name="offset"/> on. The receive that has waited since the connection went idle,
    /// if there is one, comes first (it was begun at offset 0).
    /// </summary>
    public ValueTask<int> ReceiveAsync(int offset)
    {
        if (_hasEarly && offset == 0)
        {
            _hasEarly = false;
            return _early;
        }

        return IsClosed
            ? new ValueTask<int>(-(int)SocketError.OperationAborted)
            : _receiving.ReceiveAsync(_socket, _buffer.AsMemory(offset));
    }

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

    /// <summary>Starts to listen while idle, so that an end or unasked bytes are seen before the next use.</summary>
    public void ListenWhileIdle()
    {
        if (!_hasEarly)
        {
            _early = _receiving.ReceiveAsync(_socket, _buffer);
            _hasEarly = true;
        }
    }

    /// <summary>Makes <see cref="Buffer"/> larger, keeping its first <paramref name="kept"/> bytes.</summary>
    public void GrowBuffer(int size, int kept)
    {
        if (_buffer.Length >= size)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, kept).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Ends the connection; operations under way finish with a negative result. Any thread, any number of times.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _socket.Dispose();
        }
    }

    /// <summary>Ends the connection and gives its buffer back; for the owner alone, with no operation under way but the idle receive.</summary>
    public void Retire()
    {
        Close();
        if (_hasEarly)
        {
            // The idle receive may still write into the buffer until it has seen the close: that buffer is left to the collector.
            _hasEarly = false;
            _buffer = [];
            return;
        }

        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _sending.Dispose();
        _receiving.Dispose();
    }

    void IDisposable.Dispose() => Retire();

    /// <inheritdoc/>
    protected override void Expire() => Close();
}
