using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Micro;

/// <summary>Answers each request with two bytes, on a thread of its own, and allocates nothing.</summary>
internal sealed class QuietPrimary : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);

    public QuietPrimary()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.Accept();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
    }

    private static void Serve(Socket socket)
    {
        using var ending = socket;
        var answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"u8.ToArray();
        var buffer = new byte[4096];
        var have = 0;
        try
        {
            while (socket.Receive(buffer.AsSpan(have)) is > 0 and var received)
            {
                have += received;
                if (buffer.AsSpan(0, have).EndsWith("\r\n\r\n"u8))
                {
                    have = 0;
                    socket.Send(answer.AsSpan());
                }
            }
        }
        catch (SocketException)
        {
            // The gateway has closed it.
        }
    }
}
