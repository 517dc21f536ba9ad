using System.Collections.Frozen;
using System.Text;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving.FanOut;

/// <summary>Which redirects of a call are followed: those to its own service's endpoints.</summary>
/// <param name="most">How many, one after the other.</param>
/// <param name="endpoints">The endpoints.</param>
internal sealed class OwnRedirects(int most, IEnumerable<EndpointAddress> endpoints)
{
    private readonly FrozenSet<string> _own = endpoints
        .Select(endpoint => Origin(endpoint.Tls ? "https" : "http", endpoint.Host, endpoint.Port)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many are followed, one after the other.</summary>
    public int Most => most;

    /// <summary>The line of the call that an answer asks for instead; null where it is no redirect, or one to elsewhere.</summary>
    public CallLine? Next(AnswerHead answer, CallLine line)
    {
        if (most == 0 || answer.Status is not (301 or 302 or 303 or 307 or 308) || answer.Find("Location"u8) is not (>= 0 and var at))
        {
            return null;
        }

        var location = Encoding.Latin1.GetString(answer.Value(answer.Fields[at]));
        var target = location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal) ? location
            : Uri.TryCreate(location, UriKind.Absolute, out var uri) && _own.Contains(Origin(uri.Scheme, uri.IdnHost, uri.Port)) ? uri.PathAndQuery
            : null;
        return target is null ? null : line with
        {
            Redirected = Encoding.Latin1.GetBytes(target.Split('#')[0]),
            AsGet = line.AsGet || answer.Status is 301 or 302 or 303,
        };
    }

    private static string Origin(string scheme, string host, int port) => $"{scheme}://{host.Trim('[', ']')}:{port}";
}
