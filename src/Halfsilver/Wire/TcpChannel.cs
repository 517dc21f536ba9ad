using System.Net;
using System.Net.Sockets;
using Halfsilver.Polling;

namespace Halfsilver.Wire;

/// <summary>Bytes over a socket as they are.</summary>
internal abstract class TcpChannel : WireChannel
{
    /// <summary>A socket for dialling; null, and why, when the process can have none, or none for this use.</summary>
    public static Socket? Open(EndPoint to, DescriptorUse use, out DialResult result)
    {
        result = DialResult.Connected;
        try
        {
            var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (Descriptors.Own.Allows(socket.Handle, use))
            {
                socket.NoDelay = true;
                return socket;
            }

            socket.Dispose();
            result = DialResult.NoDescriptor;
            return null;
        }
        catch (SocketException e)
        {
            // The one way .NET reports that the process is out of descriptors.
            result = DialResults.Of(e.SocketErrorCode);
            return null;
        }
    }

    /// <summary>A channel over a socket, which becomes the channel's: over a poll loop where the system has what it takes. There, what comes over copies' sockets comes last.</summary>
    public static TcpChannel Over(Socket socket, DescriptorUse use) => PollLoop.IsSupported
        ? new PolledChannel(new PolledSocket(socket, yields: use == DescriptorUse.Copies)) : new SocketChannel(socket);

    /// <summary>Connects; 0 when the connection is there.</summary>
    public abstract ValueTask<int> ConnectAsync(EndPoint to);
}
