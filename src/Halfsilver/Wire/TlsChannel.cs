using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>Bytes over TLS. The handshake is done.</summary>
internal sealed class TlsChannel(Socket socket, SslStream stream) : WireChannel
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public override async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes);
            return bytes.Length;
        }
        catch (Exception e) when (StreamEnd.Is(e))
        {
            return StreamEnd.Result(e);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        try
        {
            return await stream.ReadAsync(into);
        }
        catch (Exception e) when (StreamEnd.Is(e))
        {
            return StreamEnd.Result(e);
        }
    }

    /// <inheritdoc/>
    public override void EndSending() => _ = SayEndAsync();

    /// <inheritdoc/>
    public override void Close() => socket.Dispose();

    /// <inheritdoc/>
    public override void Retire(bool receives) => stream.Dispose();

    private async Task SayEndAsync()
    {
        try
        {
            await stream.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (StreamEnd.Is(e))
        {
            // Closed meanwhile: whoever receives is told.
        }
    }
}
