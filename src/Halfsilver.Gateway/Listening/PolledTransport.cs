using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// Kestrel's way to the poll loops. Connections whose descriptors services need are closed before the next one is accepted: any later, and
/// a burst of clients would take all there are.
/// </summary>
internal sealed class PolledTransport(IMemoryPoolFactory<byte> pools, Action<EndPoint> refused) : IConnectionListenerFactory
{
    private const int Backlog = 512;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(Backlog);
        }
        catch (SocketException failure)
        {
            socket?.Dispose();
            if (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new AddressInUseException(failure.Message, failure);
            }

            throw;
        }

        return new ValueTask<IConnectionListener>(new Listener(socket, pools.Create(), refused));
    }

    private sealed class Listener(Socket socket, MemoryPool<byte> pool, Action<EndPoint> refused) : IConnectionListener
    {
        private long _accepted;

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                Socket accepted;
                try
                {
                    accepted = await socket.AcceptAsync(CancellationToken.None);
                }
                catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null;
                }
                catch (SocketException)
                {
                    // Gone before it was accepted, or no room for it now.
                    continue;
                }

                if (Descriptors.Own.Allows(accepted.Handle, DescriptorUse.Clients))
                {
                    try
                    {
                        accepted.NoDelay = true;
                        return new PolledConnection(accepted, pool, $"{EndPoint}-{++_accepted}");
                    }
                    catch (SocketException)
                    {
                        accepted.Dispose();
                        continue;
                    }
                }

                accepted.Dispose();
                refused(EndPoint);
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
