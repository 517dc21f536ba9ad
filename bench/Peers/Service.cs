using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Halfsilver.Peers;

/// <summary>
/// An HTTP/1.1 server on a free port that reads each request to its end before it answers, and costs little: one answer, made once, and
/// no parsing beyond where a message ends. <c>GET /__count</c> answers its requests and its connections so far.
/// </summary>
internal sealed class Service : IDisposable
{
    private const int Waiting = 4096;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _answer;
    private long _requests;
    private long _connections;

    /// <param name="empty">Whether it answers 204; else 200 with 128 bytes.</param>
    public Service(bool empty)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        _answer = Encoding.ASCII.GetBytes(empty
            ? $"HTTP/1.1 204 No Content\r\nServer: peer\r\nDate: {date}\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\nServer: peer\r\nDate: {date}\r\nContent-Type: text/plain\r\nContent-Length: 128\r\n\r\n{new string('x', 128)}");
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Waiting);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Accepts until the process ends.</summary>
    public async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptAsync();
            socket.NoDelay = true;
            new ServiceConnection(this, socket).Begin();
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>The answer to a request that has ended. Connections count from their first request on, and those that only ask never.</summary>
    internal ReadOnlySpan<byte> Answer(bool asksForCount, bool first)
    {
        if (asksForCount)
        {
            var count = $"{Interlocked.Read(ref _requests)} {Interlocked.Read(ref _connections)}";
            return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {count.Length}\r\n\r\n{count}");
        }

        Interlocked.Increment(ref _requests);
        if (first)
        {
            Interlocked.Increment(ref _connections);
        }

        return _answer;
    }
}
