using System.Globalization;
using System.Net;

namespace Halfsilver.Gateway.Running;

/// <summary><c>host:port</c> as people write it, read into an address. Names other than <c>localhost</c> are refused: a listener needs an address.</summary>
internal static class ListenAddress
{
    /// <summary>Reads an address; an empty host means every IPv4 and IPv6 address.</summary>
    /// <exception cref="ListenException">It is no address.</exception>
    public static IPEndPoint Parse(string text) =>
        TryParse(text, out var address)
            ? address
            : throw new ListenException(text, "is no address to listen on; write 127.0.0.1:8080, [::1]:8080 or :8080", inUse: false);

    /// <summary>Reads an address, or says that it is none.</summary>
    public static bool TryParse(string text, out IPEndPoint address)
    {
        address = new IPEndPoint(IPAddress.IPv6Any, 0);
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;
        var host = text[..colon];
        if (host.Length == 0)
        {
            address.Port = port;
            return true;
        }
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            host = "127.0.0.1";
        var bracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out var ip) || bracketed != (ip.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6))
            return false;
        address = new IPEndPoint(ip, port);
        return true;
    }
}
