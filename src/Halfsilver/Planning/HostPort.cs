using System.Globalization;
using System.Net;

namespace Halfsilver.Planning;

/// <summary>Hosts and ports that can be dialled.</summary>
internal static class HostPort
{
    /// <summary>A name, an IPv4 address, or an IPv6 address without brackets.</summary>
    public static bool IsHost(string text) =>
        text.Contains(':', StringComparison.Ordinal)
            ? IPAddress.TryParse(text, out _) && text[0] != '['
            : text.Length is > 0 and <= 255 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && text[0] is not ('.' or '-')
                && !text.Contains("..", StringComparison.Ordinal);

    /// <summary><c>host:port</c>, IPv6 in brackets, port 1 to 65535.</summary>
    public static bool IsHostPort(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > ushort.MaxValue)
        {
            return false;
        }

        var host = text[..colon];
        return host is ['[', .., ']'] ? IsHost(host[1..^1]) : !host.Contains(':', StringComparison.Ordinal) && IsHost(host);
    }
}
