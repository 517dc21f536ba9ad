using System.Globalization;
using System.Text.RegularExpressions;

using Halfsilver.Planning;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>A redirect from the URLs of one host to another host, scheme or port, with the rest as it is.</summary>
/// <param name="Scheme">The scheme that it is from; null for both.</param>
/// <param name="Host">The host that it is from.</param>
/// <param name="To">Where to.</param>
internal sealed record HostRedirect(string? Scheme, string Host, RedirectAction To);

/// <summary>Reads the expressions of <c>redirectRegex</c> that a plan can say: those of a whole host.</summary>
internal static partial class RedirectForms
{
    /// <summary>The redirect, or null where the expression says something else.</summary>
    public static HostRedirect? Read(string regex, string replacement, bool permanent)
    {
        var from = From().Match(regex);
        var to = To().Match(replacement);
        if (!from.Success || !to.Success)
        {
            return null;
        }

        // The group that holds the rest of the URL is the last of the expression.
        var rest = 1 + regex[..^from.Groups["tail"].Length].Count(c => c == '(') - Uncounted().Count(regex);
        if (to.Groups["group"].Value.Trim('{', '}') != rest.ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        var secure = to.Groups["scheme"].Value == "https";
        return new HostRedirect(
            from.Groups["scheme"].Value switch { "http" => "http", "https" => "https", _ => null },
            from.Groups["host"].Value.Replace("\\", "", StringComparison.Ordinal),
            new RedirectAction
            {
                Status = permanent ? 308 : 307,
                Scheme = to.Groups["scheme"].Value,
                Host = to.Groups["host"].Value,
                Port = to.Groups["port"].Success && int.TryParse(to.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : secure ? 443 : 80,
            });
    }

    [GeneratedRegex(
        @"\A\^?(?<scheme>https\?|http\(s\)\?|http\(\?:s\)\?|\(https\?\)|\(\?:https\?\)|http\[s\]\?|https|http)://(?<host>([A-Za-z0-9-]+\\?\.)*[A-Za-z0-9-]+)(\(\?::\[0-9\]\+\)\?)?(?<tail>/\(\.\*\)\$?)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex From();

    [GeneratedRegex(@"\A(?<scheme>https?)://(?<host>[A-Za-z0-9.-]+)(:(?<port>[0-9]{1,5}))?/\$(?<group>[0-9]+|\{[0-9]+\})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex To();

    [GeneratedRegex(@"\(\?:", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Uncounted();
}
