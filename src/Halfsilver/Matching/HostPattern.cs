using System.Net;
using System.Net.Sockets;
using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Matching;

/// <summary>The host of a rule: a name or address, or <c>*.</c> and a name.</summary>
internal static class HostPattern
{
    /// <summary>The host as it is compared: lower case, no trailing dot.</summary>
    public static string Canonical(string host) => (host.Length > 1 && host[^1] == '.' ? host[..^1] : host).ToLowerInvariant();

    public static bool IsWildcard(string host) => host.StartsWith("*.", StringComparison.Ordinal);

    public static byte[] Octets(string canonical) => Encoding.UTF8.GetBytes(canonical);

    /// <summary>What is wrong with a rule's host, or null.</summary>
    public static Problem? Check(string host, string path)
    {
        var name = Canonical(IsWildcard(host) ? host[2..] : host);
        var good = name is ['[', .., ']']
            ? IPAddress.TryParse(name.AsSpan(1, name.Length - 2), out var address)
                && address.AddressFamily == AddressFamily.InterNetworkV6 && !IsWildcard(host)
            : name.Length is > 0 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
                && !name.Contains("..", StringComparison.Ordinal) && name[0] != '.';
        return good ? null : new Problem(
            path,
            $"not a host ({host}); a name, an IPv4 address or [IPv6] without port, or *. and a name; beyond ASCII in the xn-- form")
        {
            Code = ProblemCodes.BadHost,
        };
    }
}
