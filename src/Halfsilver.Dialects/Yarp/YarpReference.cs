using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yarp.Keys;

namespace Halfsilver.Dialects.Yarp;

/// <summary>The page of YARP's dialect.</summary>
public static class YarpReference
{
    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown() => Page.Markdown();

    /// <summary>What the page shows.</summary>
    internal static DialectPage Page { get; } = new(
        "YARP",
        """
        Halfsilver reads the `ReverseProxy` section of an application's `appsettings.json`, in it or alone, with the comments that such files may have:
        `halfsilver run -c appsettings.json`. Several files are one configuration; of two routes or clusters with one name, the later file's counts as a whole.
        (Inside an application, the [library](../library.md) mirrors without a gateway.)

        A file is YARP's where a `ReverseProxy` section with `Routes` or `Clusters` stands in it, or both stand at its top with a `ClusterId` or `Destinations`.
        Keys and words are compared without case; numbers and words may stand in quotes.

        ## Mirrors

        YARP has no mirrors. Here they stand in the `Metadata` of a route, which YARP itself leaves alone, so one file serves both:

        ```json
        "Metadata": { "Mirror.ClusterId": "orders-v2", "Mirror.Percent": "10" }
        ```

        | key | what it does | default |
        |---|---|---|
        | `Mirror.ClusterId` | the cluster that gets copies | needed |
        | `Mirror.Percent` | the share of requests, 0 to 100 | needed |
        | `Mirror.Methods` | `safe` (GET, HEAD, OPTIONS), `all`, or methods with commas between them | `safe` |
        | `Mirror.Body` | whether bodies are copied | `true` |
        | `Mirror.Timeout` | the deadline of a copy, as `00:00:05` | 5 s |
        | `Mirror.Enabled` | whether copies are made | `true` |
        | `Mirror.Mark` | whether copies carry `Halfsilver-Copy` | `false` |
        | `Mirror.LogResponses` | whether each copy writes a line to the evidence log | `false` |

        Several mirrors of one route have names: `Mirror.NAME.ClusterId` and so on. A mirror without a cluster or a share, or with a setting that cannot be
        read, is left out with a notice, and its route is served. A copy leaves beside the primary, with the path, query and fields that the route's
        transforms make; its Host is that of the mirror's cluster unless the route says another.

        ## What is decided here

        **Routes** are tried in ASP.NET Core's order: `Order`, then the path segment by segment, then whether methods, hosts, fields and parameters are asked
        for. Where that leaves two alike, ASP.NET Core answers with an error; here the first of the file counts. Paths are compared without case, and a slash at
        their end does not count. A path that matches with another method is answered with 404, not 405.

        **Fields.** X-Forwarded-For is carried on with the client's address at its end, X-Forwarded-Host and -Proto are written anew; YARP writes all three anew, and
        X-Forwarded-Prefix. The [settings](../settings.md) of trusted proxies say whose word counts.

        **HTTP versions.** Destinations are spoken to in HTTP/1.1 unless `HttpRequest` asks for exactly HTTP/2; YARP takes HTTP/2 over TLS where it can.

        **Times.** `ActivityTimeout` (100 s), or a route's `Timeout`, counts from the end of a request to the end of the answer's head.

        **Guards.** A route with an `AuthorizationPolicy` other than `Anonymous`, and an endpoint that requires certificates of clients, are refused: without them
        they would be open. `Default` is refused too: it asks for a client who has signed in. What an application asks in its code, a fallback policy among it, no
        file says: what asks must stand before this gateway.

        **What would send requests elsewhere, or others, is refused:** a `WebProxy`, because destinations would be called past the way out that was meant, and
        `HttpMethodChange`, `QueryRouteParameter` and `QueryParameter`, because destinations would be asked for something else. A transform that only
        leaves a field out, or changes an answer, is told, and its route is served.

        **Addresses to listen on** are those of `Kestrel:Endpoints`, else `Urls`, else port 8000.
        """,
        [FileKeys.File]);
}
