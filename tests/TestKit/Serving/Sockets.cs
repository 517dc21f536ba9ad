using System.Net;
using System.Net.Sockets;

namespace TestKit;

/// <summary>Small acts on sockets.</summary>
public static class Sockets
{
    /// <summary>A loopback port that was free a moment ago and that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>A loopback listener of its own port.</summary>
    public static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    /// <summary>Receives so many bytes.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before them.</exception>
    public static async Task<byte[]> ReceiveWholeAsync(this Socket socket, int length)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            var count = await Bound.Within(socket.ReceiveAsync(bytes.AsMemory(at)).AsTask(), Bound.Usual, "bytes arrive");
            at += count > 0 ? count : throw new EndOfStreamException($"The connection ended behind {at} of {length} bytes.");
        }

        return bytes;
    }

    /// <summary>Closes with RST instead of FIN.</summary>
    public static void Reset(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Already gone.
        }

        socket.Dispose();
    }

    /// <summary>Sends all of it.</summary>
    public static async ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(socket);
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, stop)..];
        }
    }

    /// <summary>Whether an exception only says that a connection ended or was told to.</summary>
    internal static bool IsEnd(Exception e) => e is SocketException or ObjectDisposedException or OperationCanceledException;
}
