using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Shapes;

/// <summary>Addresses as people write them.</summary>
internal static partial class Addresses
{
    /// <summary><c>host:port</c> to listen on; the host may be left out, the port may be 0.</summary>
    public static Parsed Listen(string text) => HostAndPort(text, hostNeeded: false, leastPort: 0) is null
        ? new Parsed(null, "is not an address to listen on; use \":8000\", \"127.0.0.1:8000\" or \"[::1]:8000\", port 0 to 65535")
        : new Parsed(text);

    /// <summary><c>host:port</c>, or a host that keeps the port.</summary>
    public static Parsed Pinned(string text) => HostAndPort(text, hostNeeded: true, leastPort: 1) is null && !IsHost(text)
        ? new Parsed(null, "is not an address; use \"10.0.0.7:8000\", or \"10.0.0.7\" to keep the port")
        : new Parsed(text);

    /// <summary>Whether the text is a name or an IP address (IPv6 without brackets).</summary>
    public static bool IsHost(string text) => text.Length <= 253 && Names().IsMatch(text) || IsV6(text);

    /// <summary>A network in CIDR notation, or a single address.</summary>
    public static bool IsNetwork(string text) => IPNetwork.TryParse(text, out _) || IPAddress.TryParse(text, out _) && !text.Contains('%');

    /// <summary>An endpoint's URL: scheme, host and port, and nothing behind them.</summary>
    public static Parsed Endpoint(string text)
    {
        const string Allowed = "use http://host:port";
        if (!text.StartsWith("http://", StringComparison.Ordinal) && !text.StartsWith("https://", StringComparison.Ordinal))
        {
            return new Parsed(null, text.Contains("://", StringComparison.Ordinal) ? $"has a scheme that is not http or https; {Allowed}" : $"has no scheme; {Allowed}");
        }

        var tls = text.StartsWith("https:", StringComparison.Ordinal);
        var authority = text[(tls ? 8 : 7)..];
        if (authority.EndsWith('/'))
        {
            authority = authority[..^1];
        }

        if (authority.AsSpan().IndexOfAny("/?#@") is >= 0 and var at)
        {
            return new Parsed(null, authority[at] == '@' ? $"carries a user; {Allowed}" : $"has more than host and port; {Allowed} and rewrite.addPrefix for a path");
        }

        if (HostAndPort(authority, hostNeeded: true, leastPort: 1) is { } full)
        {
            return new Parsed(new EndpointAddress { Host = full.Host, Port = full.Port, Tls = tls });
        }

        var host = authority.StartsWith('[') && authority.EndsWith(']') ? authority[1..^1] : authority;
        return (authority.StartsWith('[') ? IsV6(host) : Names().IsMatch(host))
            ? new Parsed(new EndpointAddress { Host = host, Port = tls ? 443 : 80, Tls = tls })
            : new Parsed(null, $"has no right host and port; {Allowed}, port 1 to 65535");
    }

    private static (string Host, int Port)? HostAndPort(string text, bool hostNeeded, int leastPort)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port < leastPort || port > 65535)
        {
            return null;
        }

        var host = text[..colon];
        if (host.Length == 0)
        {
            return hostNeeded ? null : (host, port);
        }

        if (host.StartsWith('['))
        {
            return host.EndsWith(']') && IsV6(host[1..^1]) ? (host[1..^1], port) : null;
        }

        return Names().IsMatch(host) ? (host, port) : null;
    }

    private static bool IsV6(string text) => text.Contains(':') && !text.Contains('[') && IPAddress.TryParse(text, out _);

    [GeneratedRegex(@"\A[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Names();
}
