using System.Net.Sockets;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// An HTTP/1.1 connection after its 101. Without TLS the bytes for the client go to the socket itself: Kestrel's pipe cannot close one
/// direction alone.
/// </summary>
internal sealed class Http1Stream : UpgradedClient, IDisposable
{
    private readonly ConnectionContext _connection;
    private readonly SocketOperation _sending = new();
    private readonly Socket? _socket;
    private bool _begun;

    public Http1Stream(ConnectionContext connection)
        : base(connection.Transport.Input)
    {
        _connection = connection;
        _socket = TlsFront.IsSecure(connection) ? null : connection.Features.Get<IConnectionSocketFeature>()!.Socket;
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_socket is not null)
        {
            return await BeginAsync(_socket) && await _sending.SendAsync(_socket, bytes) >= 0;
        }

        try
        {
            return !(await _connection.Transport.Output.WriteAsync(bytes)).IsCompleted;
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            return false;
        }
    }

    public override async ValueTask EndAsync()
    {
        try
        {
            if (_socket is null)
            {
                await _connection.Features.Get<ISslStreamFeature>()!.SslStream.ShutdownAsync();
            }
            else if (await BeginAsync(_socket))
            {
                _socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (ClientEnd.Is(e) || e is InvalidOperationException)
        {
            // Gone meanwhile; the reading side sees it too.
        }
    }

    public override void Abort()
    {
        CancelRead();
        _connection.Abort(new ConnectionAbortedException("One side of the upgraded connection has failed."));
    }

    public void Dispose() => _sending.Dispose();

    /// <summary>
    /// Lets the 101 go first: sends to one socket keep their order, so an empty one ends behind what Kestrel has begun, and a second
    /// behind what it began when that was done.
    /// </summary>
    private async ValueTask<bool> BeginAsync(Socket socket)
    {
        if (_begun)
        {
            return true;
        }

        _begun = true;
        return await _sending.SendAsync(socket, default) >= 0 && await _sending.SendAsync(socket, default) >= 0;
    }
}
