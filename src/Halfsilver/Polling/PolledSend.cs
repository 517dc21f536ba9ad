using System.Net;

namespace Halfsilver.Polling;

/// <summary>Connecting a polled socket, and sending over it.</summary>
internal sealed class PolledSend(PolledSocket socket, int descriptor) : PolledOperation
{
    private ReadOnlyMemory<byte> _first;
    private ReadOnlyMemory<byte> _second;
    private int _sent;
    private SocketAddress? _address;
    private bool _connects;

    public int Descriptor => descriptor;

    /// <summary>What a send that was put off is to send.</summary>
    public ReadOnlySpan<byte> Bytes => _first.Span;

    /// <summary>Whether the last send failed before one byte of it was taken, and not because it was closed here.</summary>
    public bool Refused { get; private set; }

    // Of a large one the system takes a part at a time, and who sends two pieces goes on with what the first try comes to.
    private bool IsSmall => !_connects && _second.IsEmpty && _first.Length is > 0 and <= SendRing.Room;

    /// <summary>Connects; 0 when the connection is there.</summary>
    public ValueTask<int> ConnectAsync(EndPoint to)
    {
        SendBatch.Own?.Flush();
        _address = to.Serialize();
        _connects = IsReady = true;
        return BeginAsync();
    }

    /// <summary>Sends all the bytes. Where two pieces fail in the middle, the result is the bytes that were taken.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        (_first, _second, _sent) = (first, second, 0);
        if (!IsSmall)
        {
            SendBatch.Own?.Flush();
        }

        return BeginAsync();
    }

    /// <summary>Nothing hinders the first send: a fresh connection takes bytes.</summary>
    public void Open() => IsReady = true;

    protected override int Cut() => End(SocketResult.Aborted);

    protected override int Try() => _connects ? TryConnect() : TrySend();

    protected override bool TryPutOff()
    {
        if (!IsSmall || SendBatch.Own is not { } batch)
        {
            return false;
        }

        batch.Add(this);
        return true;
    }

    protected override int Tried(int result)
    {
        if (result == SocketResult.WouldBlock)
        {
            IsReady = false;
            return result;
        }

        if (result is < 0 and not SendRing.NotTried)
        {
            return End(result);
        }

        _sent = Math.Max(0, result);
        return TrySend();
    }

    private int TryConnect()
    {
        if (_address is not { } address)
        {
            _connects = false;
            return SystemCalls.Connected(descriptor);
        }

        _address = null;
        var result = SystemCalls.Connect(descriptor, address.Buffer.Span[..address.Size]);

        // Watched from here on: before, the system says of a socket that it has ended.
        var watched = result is 0 or SocketResult.WouldBlock ? socket.Watch() : 0;
        result = watched < 0 ? watched : result;
        IsReady = result == 0;
        _connects = result == SocketResult.WouldBlock;
        return result;
    }

    private int TrySend()
    {
        var all = _first.Length + _second.Length;
        while (_sent < all)
        {
            var count = _sent >= _first.Length ? SystemCalls.Send(descriptor, _second.Span[(_sent - _first.Length)..])
                : _second.IsEmpty ? SystemCalls.Send(descriptor, _first.Span[_sent..])
                : SystemCalls.Send(descriptor, _first.Span[_sent..], _second.Span);
            if (count == SocketResult.WouldBlock)
            {
                IsReady = false;
                return count;
            }

            if (count < 0)
            {
                return End(count);
            }

            _sent += count;
        }

        return End(all);
    }

    // Who sends two pieces wants to know how far it came. An idle connection holds on to nothing of what it has sent.
    private int End(int result)
    {
        var gathered = !_second.IsEmpty;
        Refused = _sent == 0 && result is < 0 and not SocketResult.Aborted;
        _first = _second = default;
        return result < 0 && gathered && _sent > 0 ? _sent : result;
    }
}
