using System.Net;
using System.Net.Sockets;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>
/// A connection to an upstream. Results are bytes, 0 for the end, or a <see cref="SocketError"/> negated. The owner of the
/// moment (a pool, a primary, a copy) uses it alone; <see cref="Close"/> may come from any thread.
/// </summary>
internal sealed class WireConnection : Deadline, IClosable, IDisposable
{
    private readonly WireChannel _channel;

    // One head and a small answer in one receive; 256 idle connections to a mirror hold 4 MiB.
    private byte[] _buffer = SmallBlocks.Rent();
    private ValueTask<int> _early;
    private bool _hasEarly;
    private int _closed;

    public WireConnection(WireChannel channel, DeadlineWheel wheel)
    {
        _channel = channel;
        Wheel = wheel;
        Answers = new AnswerReader(this);
    }

    public DeadlineWheel Wheel { get; }

    /// <summary>Reads the answers that come over this connection.</summary>
    public AnswerReader Answers { get; }

    /// <summary>The connection's own bytes, for receiving heads and pieces of bodies. At least 16 KiB.</summary>
    public byte[] Buffer => _buffer;

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Whether the last send failed before one byte of it was taken; false where that is not known.</summary>
    public bool Refused => _channel.Refused;

    /// <summary>Messages that have gone over this connection; a first one cannot meet a stale connection.</summary>
    public int Uses { get; set; }

    /// <summary>Whether the pool may hand this connection out: open, and nothing has come over it since it went idle.</summary>
    public bool IsFresh => !IsClosed && !(_hasEarly && _early.IsCompleted);

    /// <summary>Dials, in the clear. A connection, or why there is none: never an exception for what a network does.</summary>
    public static async ValueTask<(WireConnection? Connection, DialResult Result)> ConnectAsync(
        EndPoint to, DeadlineWheel wheel, TimeSpan timeout, DescriptorUse use = DescriptorUse.Primaries)
    {
        if (TcpChannel.Open(to, use, out var failure) is not { } socket)
        {
            return (null, failure);
        }

        var channel = TcpChannel.Over(socket, use);
        var connection = new WireConnection(channel, wheel);
        connection.Arm(wheel, timeout);
        var result = await channel.ConnectAsync(to);
        if (!connection.Disarm())
        {
            connection.Retire();
            return (null, DialResult.TimedOut);
        }

        if (result < 0)
        {
            connection.Retire();
            return (null, DialResults.Of((SocketError)(-result)));
        }

        return (connection, DialResult.Connected);
    }

    /// <summary>Sends all the bytes.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) =>
        IsClosed ? new ValueTask<int>(WireChannel.Aborted) : _channel.SendAsync(bytes);

    /// <summary>Sends a head and what is there of its body. Fewer bytes than were given: the other side took those and no more.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body) =>
        IsClosed ? new ValueTask<int>(WireChannel.Aborted) : _channel.SendAsync(head, body);

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
            ? new ValueTask<int>(WireChannel.Aborted)
            : _channel.ReceiveAsync(_buffer.AsMemory(offset));
    }

    /// <summary>Says that no more bytes come; the other direction stays open.</summary>
    public void EndSending() => _channel.EndSending();

    /// <summary>Starts to listen while idle, so that an end or unasked bytes are seen before the next use.</summary>
    public void ListenWhileIdle()
    {
        if (!_hasEarly)
        {
            _early = _channel.ReceiveAsync(_buffer);
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

        var larger = SmallBlocks.AtLeast(size);
        _buffer.AsSpan(0, kept).CopyTo(larger);
        SmallBlocks.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Ends the connection; operations under way finish with a negative result. Any thread, any number of times.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _channel.Close();
        }
    }

    /// <summary>Ends the connection and gives its buffer back; for the owner alone, with no operation under way but the idle receive.</summary>
    public void Retire()
    {
        Close();
        var receives = _hasEarly && !_early.IsCompleted && !_channel.EndsReceive();
        _hasEarly = false;
        var buffer = _buffer;
        _buffer = [];

        // A receive that has yet to see the close may still write into the buffer, which is left to the collector then.
        if (!receives)
        {
            SmallBlocks.Return(buffer);
        }

        _channel.Retire(receives);
    }

    void IDisposable.Dispose() => Retire();

    /// <inheritdoc/>
    protected override void Expire() => Close();
}
