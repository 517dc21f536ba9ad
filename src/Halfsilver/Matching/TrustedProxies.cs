using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Halfsilver.Wire;

namespace Halfsilver.Matching;

/// <summary>Proxies in front of the gateway that are believed when they say who the client is. Immutable.</summary>
internal sealed class TrustedProxies
{
    // An IPv6 address with an IPv4 one as its tail, brackets and a port.
    private const int LongestElement = 64;

    private readonly IPNetwork[] _networks;

    private TrustedProxies(IPNetwork[] networks) => _networks = networks;

    /// <summary>Nobody is believed.</summary>
    public static TrustedProxies None { get; } = new([]);

    /// <summary>From the networks of a checked plan.</summary>
    public static TrustedProxies Of(ImmutableArray<string> networks) =>
        networks.IsDefaultOrEmpty ? None : new([.. networks.Select(Networks.Parse).OfType<IPNetwork>()]);

    public bool Trusts(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        foreach (var network in _networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The right-most address in X-Forwarded-For that is not a trusted proxy's. What cannot be read ends the walk: nothing left of it
    /// was written by somebody who is believed.
    /// </summary>
    /// <param name="head">The request.</param>
    /// <param name="peer">The trusted proxy it came from.</param>
    public IPAddress ClientOf(RequestHead head, IPAddress peer)
    {
        var client = peer;
        var fields = head.Fields;
        for (var i = fields.Length - 1; i >= 0; i--)
        {
            if (fields[i].Kind != FieldKind.XForwardedFor)
            {
                continue;
            }

            var rest = head.Value(fields[i]);
            while (!rest.IsEmpty)
            {
                var comma = rest.LastIndexOf((byte)',');
                var element = rest[(comma + 1)..].Trim(" \t"u8);
                rest = comma < 0 ? default : rest[..comma];
                if (element.IsEmpty)
                {
                    // Lists may have empty elements (RFC 9110 §5.6.1).
                    continue;
                }

                if (Read(element) is not { } address)
                {
                    return client;
                }

                client = address;
                if (!Trusts(address))
                {
                    return client;
                }
            }
        }

        return client;
    }

    // 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1] and [2001:db8::1]:80 are in use.
    private static IPAddress? Read(ReadOnlySpan<byte> element)
    {
        if (element.Length > LongestElement)
        {
            return null;
        }

        if (element[0] == '[')
        {
            var end = element.IndexOf((byte)']');
            var isWhole = end > 0 && (end + 1 == element.Length || IsPort(element[(end + 1)..]));
            return isWhole ? ReadVersion6(element[1..end]) : null;
        }

        var colon = element.IndexOf((byte)':');
        if (colon >= 0 && element[(colon + 1)..].Contains((byte)':'))
        {
            return ReadVersion6(element);
        }

        return colon < 0 ? ReadVersion4(element) : IsPort(element[colon..]) ? ReadVersion4(element[..colon]) : null;
    }

    private static bool IsPort(ReadOnlySpan<byte> text) =>
        text.Length is > 1 and <= 6 && text[0] == ':' && !text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static IPAddress? ReadVersion6(ReadOnlySpan<byte> text) =>
        !text.Contains((byte)'%') && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
            : null;

    // Four plain numbers only: .NET reads 10.1, 0x0a.0.0.1 and 010.0.0.1 too, and two readers must not see two clients.
    private static IPAddress? ReadVersion4(ReadOnlySpan<byte> text)
    {
        Span<byte> octets = stackalloc byte[4];
        for (var i = 0; i < octets.Length; i++)
        {
            var dot = text.IndexOf((byte)'.');
            var part = dot < 0 ? text : text[..dot];
            if ((dot < 0) != (i == 3) || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (part.Length > 1 && part[0] == '0'))
            {
                return null;
            }

            var value = 0;
            foreach (var digit in part)
            {
                value = (value * 10) + digit - '0';
            }

            if (value > byte.MaxValue)
            {
                return null;
            }

            octets[i] = (byte)value;
            text = text[(dot + 1)..];
        }

        return new IPAddress(octets);
    }
}
