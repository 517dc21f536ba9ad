using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Gateway.Running;

/// <summary>Addresses to listen on, as people write them: <c>:8000</c>, <c>127.0.0.1:0</c>, <c>[::1]:8080</c>, <c>localhost:80</c>.</summary>
internal static class ListenAddress
{
    // Kestrel listens on both families for the IPv6 one; machines without IPv6 have only the other.
    private static readonly IPAddress s_any = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>The address, or null when the text is none.</summary>
    public static IPEndPoint? Parse(string text)
    {
        if (text.StartsWith(':'))
        {
            return int.TryParse(text.AsSpan(1), out var port) && port is >= 0 and <= 65535 ? new IPEndPoint(s_any, port) : null;
        }

        if (text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase))
        {
            text = "127.0.0.1" + text["localhost".Length..];
        }

        return text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endPoint) && HasPort(text) ? endPoint : null;
    }

    // IPEndPoint takes an address without a port for port 0, which would listen anywhere.
    private static bool HasPort(string text) => text.LastIndexOf(':') > text.LastIndexOf(']') && (text[0] == '[' || text.IndexOf(':') == text.LastIndexOf(':'));
}
