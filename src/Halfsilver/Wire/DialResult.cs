using System.Net.Sockets;

namespace Halfsilver.Wire;

/// <summary>What dialling an upstream came to.</summary>
internal enum DialResult : byte
{
    /// <summary>There is a connection.</summary>
    Connected,

    /// <summary>The name does not resolve.</summary>
    Dns,

    /// <summary>The address is none that may be dialled.</summary>
    Forbidden,

    /// <summary>Refused or unreachable.</summary>
    Refused,

    /// <summary>Reset while it was being opened.</summary>
    Reset,

    /// <summary>Not there in time, the TLS handshake included.</summary>
    TimedOut,

    /// <summary>The process is out of descriptors, or has none left for this use.</summary>
    NoDescriptor,

    /// <summary>The TLS handshake failed, or ended with another protocol than the one that was asked for.</summary>
    Tls,
}

/// <summary>Socket errors of dialling as <see cref="DialResult"/>.</summary>
internal static class DialResults
{
    public static DialResult Of(SocketError error) => error switch
    {
        SocketError.Success => DialResult.Connected,
        SocketError.TimedOut => DialResult.TimedOut,
        SocketError.ConnectionReset => DialResult.Reset,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => DialResult.NoDescriptor,
        _ => DialResult.Refused,
    };
}
