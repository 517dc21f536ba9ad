using System.Net.Sockets;

namespace Halfsilver.Gateway.Listening;

/// <summary>How Kestrel's pipes say that a client's connection is no more. At this edge it becomes a result.</summary>
internal static class ClientEnd
{
    /// <summary>Whether the exception is the connection's end: a reset, an abort, or an error of the network.</summary>
    public static bool Is(Exception exception) => exception is IOException or OperationCanceledException or SocketException;
}
