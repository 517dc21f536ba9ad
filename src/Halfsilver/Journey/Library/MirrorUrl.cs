using Halfsilver.Planning;

namespace Halfsilver.Journey.Library;

/// <summary>An endpoint written as an address.</summary>
internal static class MirrorUrl
{
    /// <summary>The endpoint, or null when there is a problem.</summary>
    public static EndpointAddress? Read(string text, string place, ICollection<Problem> problems)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Scheme is not ("http" or "https"))
        {
            problems.Report(ProblemCodes.BadAddress, place, $"not an address ({FieldSyntax.Shown(text)}); scheme, host and port as http://orders-v2:8000");
            return null;
        }

        if (url.PathAndQuery is not "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            problems.Report(ProblemCodes.BadAddress, place, $"more than a host and a port ({FieldSyntax.Shown(text)}); targets come from the requests");
            return null;
        }

        return new EndpointAddress { Host = url.DnsSafeHost, Port = url.Port, Tls = url.Scheme is "https" };
    }
}

/// <summary>A share written in percent.</summary>
internal static class MirrorShare
{
    /// <summary>The share; none when there is a problem.</summary>
    public static Share Of(decimal percent, string place, ICollection<Problem> problems)
    {
        if (Share.FromPercent(percent) is { } share)
        {
            return share;
        }

        problems.Report(ProblemCodes.OutOfRange, place, $"out of range ({percent}); 0 to 100, decimals allowed");
        return Share.None;
    }
}
