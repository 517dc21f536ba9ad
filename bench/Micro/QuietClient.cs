using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Micro;

/// <summary>Asks and waits on one connection, one request after the other, and allocates nothing.</summary>
internal sealed class QuietClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request = "GET /orders/7 HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\nUser-Agent: quiet\r\n\r\n"u8.ToArray();
    private readonly byte[] _buffer = new byte[4096];

    public QuietClient(IPEndPoint address) => _socket.Connect(address);

    public void Ask(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _socket.Send(_request.AsSpan());
            var have = 0;
            while (!IsWhole(_buffer.AsSpan(0, have)))
            {
                var received = _socket.Receive(_buffer.AsSpan(have));
                if (received == 0)
                {
                    throw new IOException("The server closed the connection.");
                }

                have += received;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    // Every answer here has a body of two bytes.
    private static bool IsWhole(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\r\n\r\n"u8) is >= 0 and var end && bytes.Length >= end + 6;
}
