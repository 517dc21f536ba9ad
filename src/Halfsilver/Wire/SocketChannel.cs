using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Halfsilver.Wire;

/// <summary>Bytes over a socket as they are.</summary>
internal sealed class SocketChannel(Socket socket, EndPoint remote) : WireChannel
{
    private readonly SocketOperation _sending = new();
    private readonly SocketOperation _receiving = new();

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

    public ValueTask<int> ConnectAsync() => _sending.ConnectAsync(socket, remote);

    /// <inheritdoc/>
    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => _sending.SendAsync(socket, bytes);

    /// <inheritdoc/>
    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body) =>
        body.IsEmpty ? _sending.SendAsync(socket, head)
        : MemoryMarshal.TryGetArray(head, out var first) && MemoryMarshal.TryGetArray(body, out var second) ? _sending.SendAsync(socket, first, second)
        : base.SendAsync(head, body);

    /// <inheritdoc/>
    public override ValueTask<int> ReceiveAsync(Memory<byte> into) => _receiving.ReceiveAsync(socket, into);

    /// <inheritdoc/>
    public override void EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed meanwhile: whoever receives is told.
        }
    }

    /// <inheritdoc/>
    public override void Close() => socket.Dispose();

    /// <inheritdoc/>
    public override void Retire(bool receives)
    {
        if (!receives)
        {
            _sending.Dispose();
            _receiving.Dispose();
        }
    }
}
