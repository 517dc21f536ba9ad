using System.Net;
using System.Net.Sockets;

namespace Halfsilver.Matching;

/// <summary>
/// IPv4 addresses that an IPv6 address stands for. The same host is reached by either, so what holds for one holds for the other: mapped and
/// compatible addresses (RFC 4291), translated ones (RFC 6052, 7915, 8215), 6to4 (RFC 3056), Teredo (RFC 4380), ISATAP (RFC 5214).
/// </summary>
/// <param name="First">The one it stands for; null for none.</param>
/// <param name="Second">Another one; null for none.</param>
internal readonly record struct EmbeddedAddress(IPAddress? First, IPAddress? Second = null)
{
    public static EmbeddedAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return default;
        }

        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        return Of(octets);
    }

    private static EmbeddedAddress Of(ReadOnlySpan<byte> octets) => octets switch
    {
        // Mapped and compatible; :: and ::1 are no IPv4 addresses.
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, ..] => new(At(octets, 12)),
        [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, ..] => new(At(octets, 12)),
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, <= 1] => default,
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..] => new(At(octets, 12)),

        // NAT64: the well-known prefix, and the one for local use, which has the address at its end or around the octet that is always 0.
        [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, ..] => new(At(octets, 12)),
        [0, 0x64, 0xFF, 0x9B, 0, 1, ..] => new(At(octets, 12), new IPAddress([octets[6], octets[7], octets[9], octets[10]])),

        // 6to4. Teredo: the server, and the client with its bits turned.
        [0x20, 0x02, ..] => new(At(octets, 2)),
        [0x20, 0x01, 0, 0, ..] => new(
            At(octets, 4), new IPAddress([(byte)~octets[12], (byte)~octets[13], (byte)~octets[14], (byte)~octets[15]])),

        // ISATAP, behind any prefix.
        [_, _, _, _, _, _, _, _, 0 or 2, 0, 0x5E, 0xFE, ..] => new(At(octets, 12)),
        _ => default,
    };

    private static IPAddress At(ReadOnlySpan<byte> octets, int start) => new(octets.Slice(start, 4));
}
