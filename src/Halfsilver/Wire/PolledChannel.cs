using System.Net;
using Halfsilver.Polling;

namespace Halfsilver.Wire;

/// <summary>Over a poll loop.</summary>
internal sealed class PolledChannel(PolledSocket socket) : TcpChannel
{
    /// <inheritdoc/>
    public override bool Refused => socket.Refused;

    /// <inheritdoc/>
    public override ValueTask<int> ConnectAsync(EndPoint to) => socket.ConnectAsync(to);

    /// <inheritdoc/>
    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) => socket.SendAsync(bytes);

    /// <inheritdoc/>
    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body) => socket.SendAsync(head, body);

    /// <inheritdoc/>
    public override ValueTask<int> ReceiveAsync(Memory<byte> into) => socket.ReceiveAsync(into);

    /// <inheritdoc/>
    public override void EndSending() => socket.EndSending();

    /// <inheritdoc/>
    public override void Close() => socket.Close();

    /// <inheritdoc/>
    public override bool EndsReceive()
    {
        socket.EndReceiving();
        return true;
    }

    /// <inheritdoc/>
    public override void Retire(bool receives)
    {
        // Closed is all it can be.
    }
}
