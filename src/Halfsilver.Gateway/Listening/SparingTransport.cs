using System.Net;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// Kestrel's sockets, but for those whose descriptors services need: they are closed before the next one is accepted. Any later, and a
/// burst of clients would take all there are.
/// </summary>
internal sealed class SparingTransport(SocketTransportFactory sockets, Action<EndPoint> refused) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), refused);

    private sealed class Listener(IConnectionListener inner, Action<EndPoint> refused) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                var connection = await inner.AcceptAsync(cancellationToken);
                if (connection?.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket
                    || Descriptors.Own.Allows(socket.Handle, DescriptorUse.Clients))
                {
                    return connection;
                }

                socket.Dispose();
                await connection.DisposeAsync();
                refused(EndPoint);
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
