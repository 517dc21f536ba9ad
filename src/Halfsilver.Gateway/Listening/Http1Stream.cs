using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Halfsilver.Gateway.Listening;

/// <summary>An HTTP/1.1 connection after its 101.</summary>
internal sealed class Http1Stream(ConnectionContext connection) : UpgradedClient(connection.Transport.Input)
{
    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return !(await connection.Transport.Output.WriteAsync(bytes)).IsCompleted;
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
            if (TlsFront.IsSecure(connection))
            {
                await connection.Features.Get<ISslStreamFeature>()!.SslStream.ShutdownAsync();
            }
            else
            {
                // The transport sends what there is and then ends this direction alone.
                await connection.Transport.Output.CompleteAsync();
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
        connection.Abort(new ConnectionAbortedException("One side of the upgraded connection has failed."));
    }
}
