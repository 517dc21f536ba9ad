using System.Net.Sockets;

namespace Halfsilver.Polling;

/// <summary>Errors as results, which are negative whatever the error.</summary>
internal static class Errors
{
    /// <summary>The error, negated. The one that has no name of its own is negative by itself.</summary>
    public static int Result(SocketError error) => error == SocketError.SocketError ? -(int)SocketError.Fault : -(int)error;

    /// <summary>Linux' error number as the error that .NET's sockets have for it, negated.</summary>
    public static int Result(int number) => -(int)Of(number);

    private static SocketError Of(int number) => number switch
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
