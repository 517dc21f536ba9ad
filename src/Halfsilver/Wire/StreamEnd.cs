using System.Net.Sockets;
using System.Security.Authentication;
using Halfsilver.Polling;

namespace Halfsilver.Wire;

/// <summary>How streams say by exceptions what a socket says by a result.</summary>
internal static class StreamEnd
{
    /// <summary>Whether an exception says that a stream ended, and nothing about this program.</summary>
    public static bool Is(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;

    /// <summary>The socket's error, negated.</summary>
    public static int Result(Exception e) => e switch
    {
        SocketException socket => SocketResult.Of(socket.SocketErrorCode),
        ObjectDisposedException or OperationCanceledException => WireChannel.Aborted,
        { InnerException: { } inner } => Result(inner),
        _ => -(int)SocketError.ConnectionReset,
    };
}
