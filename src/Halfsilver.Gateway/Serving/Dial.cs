using System.Net.Sockets;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>Opens a connection to an endpoint.</summary>
internal static class Dial
{
    public static async ValueTask<(WireConnection? Connection, CallResult Result)> OpenAsync(
        Endpoint endpoint, DeadlineWheel wheel, TimeSpan timeout)
    {
        var address = await endpoint.ResolveAsync();
        if (address is null)
        {
            return (null, CallResult.Dns);
        }

        var (connection, error) = await WireConnection.ConnectAsync(address, wheel, timeout);
        return (connection, error switch
        {
            SocketError.Success => CallResult.Answered,
            SocketError.TimedOut => CallResult.ConnectTimeout,
            SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => CallResult.NoDescriptor,
            _ => CallResult.Connect,
        });
    }
}
