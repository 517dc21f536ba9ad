using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Halfsilver.Wire;

/// <summary>Over the framework's asynchronous sockets, for systems that <see cref="Polling.PollLoop"/> does not know.</summary>
internal sealed class SocketChannel(Socket socket) : TcpChannel
{
    private readonly SocketOperation _sending = new();
    private readonly SocketOperation _receiving = new();

    /// <inheritdoc/>
    public override ValueTask<int> ConnectAsync(EndPoint to) => _sending.ConnectAsync(socket, to);

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
