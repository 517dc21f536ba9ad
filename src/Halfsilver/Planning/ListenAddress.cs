using System.Globalization;
using System.Net;

namespace Halfsilver.Planning;

/// <summary>A <c>host:port</c> to listen on: an IP address, <c>localhost</c>, or nothing for every address.</summary>
/// <param name="Address">The address; the IPv6 wildcard where the host is left out.</param>
/// <param name="Port">0 to 65535; 0 takes a free one.</param>
internal sealed record ListenAddress(IPAddress Address, int Port)
{
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    public bool IsWildcard => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port > ushort.MaxValue)
        {
            return null;
        }

        var host = text[..colon];
        return Host(host) is { } address ? new ListenAddress(address, port) : null;
    }

    private static IPAddress? Host(string host)
    {
        if (host is "" or "*")
        {
            return IPAddress.IPv6Any;
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        var bracketed = host is ['[', .., ']'];
        return IPAddress.TryParse(bracketed ? host[1..^1] : host, out var address)
            && bracketed == (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            && (bracketed || address.ToString() == host)
                ? address
                : null;
    }
}
