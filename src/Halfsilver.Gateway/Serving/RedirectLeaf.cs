using System.Text;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Serving;

/// <summary>Answers with a redirect; parts that the configuration leaves out are the client's own.</summary>
internal sealed class RedirectLeaf(RedirectAction action, string? matchedPrefix) : Leaf
{
    public override async ValueTask AnswerAsync(Exchange exchange)
    {
        exchange.SendCopies();
        await LocalBody.ReadAsync(exchange);
        var answer = OwnAnswer.Create(action.Status, ReasonOf(action.Status), [("Location", Location(exchange))], []);
        await answer.SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }

    private string Location(Exchange exchange)
    {
        var head = exchange.Head;
        var scheme = action.Scheme ?? SchemeOf(exchange);
        var location = new StringBuilder(scheme).Append("://");
        var authority = Encoding.Latin1.GetString(head.Authority);
        var colon = PortColon(authority);
        location.Append(action.Host ?? (colon < 0 ? authority : authority[..colon]));
        if (action.Port is { } port)
        {
            location.Append(port == (scheme == "https" ? 443 : 80) ? "" : $":{port}");
        }
        else if (action.Scheme is null && colon >= 0)
        {
            location.Append(authority, colon, authority.Length - colon);
        }

        location.Append(Path(Encoding.Latin1.GetString(head.Path)));
        return action.DropQuery ? location.ToString() : location.Append(Encoding.Latin1.GetString(head.Query)).ToString();
    }

    // Behind a trusted proxy the client's own scheme is the one that the proxy was asked with.
    private static string SchemeOf(Exchange exchange)
    {
        if (exchange.TrustsPeer && exchange.Head.Find(FieldKind.XForwardedProto) is >= 0 and var field)
        {
            var said = exchange.Head.Value(exchange.Head.Fields[field]);
            if (Ascii.EqualsIgnoreCase(said, "https"u8) || Ascii.EqualsIgnoreCase(said, "http"u8))
            {
                return Ascii.EqualsIgnoreCase(said, "https"u8) ? "https" : "http";
            }
        }

        return exchange.Client.Https ? "https" : "http";
    }

    private string Path(string path)
    {
        if (action.Path is not null)
        {
            return action.Path;
        }

        return action.PathPrefix is not null && matchedPrefix is not null && path.StartsWith(matchedPrefix, StringComparison.Ordinal)
            ? $"{action.PathPrefix.TrimEnd('/')}/{path[matchedPrefix.Length..].TrimStart('/')}"
            : path;
    }

    // The colon before a port, not one inside an IPv6 address.
    private static int PortColon(string authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') ? colon : -1;
    }

    private static string ReasonOf(int status) => status switch
    {
        301 => "Moved Permanently",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        _ => "Found",
    };
}
