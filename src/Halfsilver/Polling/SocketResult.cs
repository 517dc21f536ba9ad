using System.Net.Sockets;

namespace Halfsilver.Polling;

/// <summary>What comes of an operation on a socket: bytes, 0 for the end, or a <see cref="SocketError"/> negated.</summary>
internal static class SocketResult
{
    /// <summary>Nothing could be done now; the poll loop says when it is worth trying again.</summary>
    public const int WouldBlock = -(int)SocketError.WouldBlock;

    /// <summary>The socket was closed here.</summary>
    public const int Aborted = -(int)SocketError.OperationAborted;

    /// <summary>The error, negated. The one that has no name of its own is negative by itself.</summary>
    public static int Of(SocketError error) => error == SocketError.SocketError ? -(int)SocketError.Fault : -(int)error;

    /// <summary>Linux' error number as the error that .NET's sockets have for it, negated.</summary>
    public static int OfNumber(int number) => -(int)Named(number);

    private static SocketError Named(int number) => number switch
    {
        11 => SocketError.WouldBlock,
        12 or 28 or 105 => SocketError.NoBufferSpaceAvailable,
        13 or 1 => SocketError.AccessDenied,
        23 or 24 => SocketError.TooManyOpenSockets,
        32 => SocketError.Shutdown,
        97 => SocketError.AddressFamilyNotSupported,
        98 => SocketError.AddressAlreadyInUse,
        99 => SocketError.AddressNotAvailable,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.Fault,
    };
}
