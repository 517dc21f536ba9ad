using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Halfsilver.Wire;

namespace Halfsilver.Fuzz;

/// <summary>The reference reading of a target and of host and port.</summary>
internal sealed partial record ReferenceTarget(TargetForm Form, string Path, string Query, string? Authority)
{
    public static ReferenceTarget? Read(string method, string target)
    {
        if (method == "CONNECT")
        {
            return IsHost(target) && EndsInPort().IsMatch(target) ? new(TargetForm.Authority, "", "", target) : null;
        }

        if (target == "*")
        {
            return method == "OPTIONS" ? new(TargetForm.Asterisk, "*", "", null) : null;
        }

        var absolute = Absolute().Match(target);
        var rest = absolute.Success ? absolute.Groups["rest"].Value : target;
        if (!absolute.Success && !target.StartsWith('/'))
        {
            return null;
        }

        if (absolute.Success && !IsHost(absolute.Groups["authority"].Value))
        {
            return null;
        }

        if (BadPercent().IsMatch(rest))
        {
            return null;
        }

        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? rest : rest[..question];
        var query = question < 0 ? "" : rest[question..];
        return absolute.Success
            ? new(TargetForm.Absolute, path.Length == 0 ? "/" : path, query, absolute.Groups["authority"].Value)
            : new(TargetForm.Origin, path, query, null);
    }

    public static bool IsHost(string text)
    {
        var match = HostAndPort().Match(text);
        if (!match.Success || (match.Groups["port"].Success && int.Parse(match.Groups["port"].Value) > 65535))
        {
            return false;
        }

        return !match.Groups["six"].Success
            || (PlainIPv6().IsMatch(match.Groups["six"].Value)
                && IPAddress.TryParse(match.Groups["six"].Value, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6);
    }

    [GeneratedRegex(@"\A[hH][tT][tT][pP][sS]?://(?<authority>[^/?]*)(?<rest>.*)\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Absolute();

    [GeneratedRegex(@"%(?![0-9A-Fa-f]{2})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BadPercent();

    [GeneratedRegex(@":[0-9]{1,5}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EndsInPort();

    // Hexadecimal groups and at most one dotted tail without leading zeros: the platform's reader is laxer than RFC 3986.
    [GeneratedRegex(@"\A[0-9A-Fa-f:]+((?<=:)(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainIPv6();

    [GeneratedRegex(@"\A(?:\[(?<six>[^\]]*)\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::(?<port>[0-9]{1,5}))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostAndPort();
}
