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

    /// <summary>Connects; 0 when the connection is there.</summary>
    public ValueTask<int> ConnectAsync(EndPoint to)
    {
        _address = to.Serialize();
        _connects = IsReady = true;
        return BeginAsync();
    }

    /// <summary>Sends all the bytes. Where two pieces fail in the middle, the result is the bytes that were taken.</summary>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        (_first, _second, _sent) = (first, second, 0);
        return BeginAsync();
    }

    /// <summary>Nothing hinders the first send: a fresh connection takes bytes.</summary>
    public void Open() => IsReady = true;

    protected override int Cut() => End(SocketResult.Aborted);

    protected override int Try() => _connects ? TryConnect() : TrySend();

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
        _first = _second = default;
        return result < 0 && gathered && _sent > 0 ? _sent : result;
    }
}
