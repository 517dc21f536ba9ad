using System.Net.Sockets;

namespace Halfsilver.Polling;

/// <summary>Linux' error numbers as results.</summary>
internal static class Errors
{
    /// <summary>The <see cref="SocketError"/> that .NET's sockets have for it, negated.</summary>
    public static int Result(int number) => -(int)Of(number);

    private static SocketError Of(int number) => number switch
    {
        11 => SocketError.WouldBlock,
        115 => SocketError.WouldBlock,
        12 or 105 => SocketError.NoBufferSpaceAvailable,
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
        _ => SocketError.SocketError,
    };
}
