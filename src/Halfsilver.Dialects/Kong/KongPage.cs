using Halfsilver.Dialects.Kong.Keys;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Kong;

/// <summary>The reference page of Kong's files.</summary>
public static class KongPage
{
    private const string Introduction = """
        Kong's declarative files, in YAML or JSON, as `kong.yml` and decK have them, run as they are:

            halfsilver run kong.yml

        A file is recognised by `_format_version`; `--dialect kong` says so of any file. Several files are read together, so that names of one may be
        used in another. Web traffic is served at `:8000`, and at `:8443` over TLS as soon as a route takes https, as it does unless `protocols` says
        otherwise; the certificate there is made at the start and signed by nobody.

        Kong has no plugin of its own that mirrors. Two are read: `traffic-mirror`, with keys as `mirrorHost` or `mirror_host`, and `http-mirror`. The
        plugin that names a route and its service goes before that of the route, that before that of the service, and that before the one of everything.

        | it is so here | because |
        |---|---|
        | `synchronous` holds the client's answer until the copy has ended, for 1 s at most, and no fault of the mirror reaches the client | how long Kong would wait is not said anywhere |
        | copies of all methods are made, beside the primary, without a visible mark, and are sent what the service is sent: the path without the route's | the plugin stands behind the route |
        | the Host of a copy is the mirror's, or the client's with `preserve_host` and for `http-mirror` | as for the service |
        | copies of `http-mirror` have no body unless `mirror_request_body` is true; a path of an endpoint's URL comes before the request's | as there |
        | copies of calls of gRPC are gRPC, in clear text, where the service is `grpc`; a mirror is spoken to in HTTP/1.1 otherwise, and so is one of a `grpcs` service | a mirror is a host and a port, and says nothing of TLS |
        | a mirror with a value that cannot be used is left out with a notice | no mirror breaks its route |
        | a route with several paths becomes several routes that share its mirrors, where the paths differ in length or are taken off | Kong ranks paths by their length, and takes off the one that matched |
        | routes rank as Kong's do: kinds of tests, plain hosts, headers, expressions and their `regex_priority`, length of the path, `created_at`; then the one that stands first | in Kong the last step is anybody's guess |
        | a prefix is a text: `/orders` takes `/orders-old` too | as there |
        | behind `path` of a service, a path that ends where an expression ends gets a slash more, and so does `/` itself | paths are joined one way |
        | a route for https alone answers 426, or redirects, in clear text | as there |
        | certificates of services are checked with `tls_verify` alone | as there; it is told |
        | plugins that ask who or what may come in, and those that are not known, stop the file where a route comes by them | running without them would open it |

        Objects that nothing leads to are told and left out.
        """;

    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown() => Page.Markdown();

    /// <summary>What the page shows.</summary>
    internal static DialectPage Page { get; } = new("Kong", Introduction, [FileKeys.File, .. ConfigKeys.All]);
}
