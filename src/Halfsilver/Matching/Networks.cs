using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Matching;

/// <summary>
/// Reads networks in CIDR notation. An address alone is a network of one; bits behind the prefix are dropped; an IPv4
/// network written as IPv6 becomes the IPv4 one, as clients' addresses do.
/// </summary>
internal static class Networks
{
    public static IPNetwork? Parse(string text)
    {
        var slash = text.IndexOf('/');
        var host = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(host, out var address) || host.IndexOfAny(['%', '[']) >= 0)
        {
            return null;
        }

        // .NET reads 10.1 and 0x0a.0.0.1 too; nobody means those in a list of networks.
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != host)
        {
            return null;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6 && length >= 96)
        {
            address = address.MapToIPv4();
            length -= 96;
        }

        var octets = address.GetAddressBytes();
        for (var i = 0; i < octets.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            octets[i] &= (byte)(0xFF00 >> kept);
        }

        return new IPNetwork(new IPAddress(octets), length);
    }
}
