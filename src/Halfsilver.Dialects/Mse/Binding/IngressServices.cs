using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Mse.Binding;

/// <summary>How the Services of an Ingress are asked, by its annotations.</summary>
internal static class IngressServices
{
    public static EndpointsService Asked(MapItem notes)
    {
        var asked = Upstreams.Usual.Speaking(notes.Text("backend-protocol") ?? "HTTP", notes.Text("proxy-ssl-name") is { Length: > 0 } name ? name : null);
        if (notes.Text("affinity") is not null || notes.Text("session-cookie-name") is not null)
        {
            return asked with { Balancing = Balancing.Hash, HashKey = new StickyKey(StickyKeyKind.Cookie, notes.Text("session-cookie-name") ?? "INGRESSCOOKIE") };
        }

        if (Key(notes.Text("upstream-hash-by")) is { } key)
        {
            return asked with { Balancing = Balancing.Hash, HashKey = key };
        }

        return notes.Text("load-balance") switch
        {
            "least_conn" => asked with { Balancing = Balancing.LeastRequests },
            "random" => asked with { Balancing = Balancing.Random },
            _ => asked,
        };
    }

    private static StickyKey? Key(string? variable) => variable switch
    {
        "$request_uri" => new StickyKey(StickyKeyKind.Path),
        "$host" => new StickyKey(StickyKeyKind.Header, "Host"),
        "$remote_addr" => new StickyKey(StickyKeyKind.ClientAddress),
        { Length: > 6 } when variable.StartsWith("$http_", StringComparison.Ordinal) => new StickyKey(StickyKeyKind.Header, variable[6..].Replace('_', '-')),
        { Length: > 5 } when variable.StartsWith("$arg_", StringComparison.Ordinal) => new StickyKey(StickyKeyKind.Query, variable[5..]),
        _ => null,
    };
}
