using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of middlewares; the file provider's and the custom resource's are the same but for references.</summary>
internal static class MiddlewareKeys
{
    /// <summary>Middlewares that keep somebody out; without them a route would be open that was closed.</summary>
    public static string[] Guards { get; } = ["basicAuth", "digestAuth", "forwardAuth", "plugin"];

    public static GroupShape Middleware => field ??= new("middleware", "Something that is done to requests on the way: of one type.", () =>
    [
        new("addPrefix", AddPrefix, "Puts a prefix before the path."),
        new("stripPrefix", StripPrefix, "Takes a prefix off the path, and sends it as X-Forwarded-Prefix."),
        new("stripPrefixRegex", StripPrefixRegex, "Takes what an expression matches off the path's begin."),
        new("replacePath", ReplacePath, "Puts another path in the place of the request's."),
        new("replacePathRegex", ReplacePathRegex, "Replaces what an expression matches in the path."),
        new("headers", HeaderKeys.Headers, "Sets fields."),
        new("redirectScheme", RedirectScheme, "Answers with a redirect to another scheme. The status is 308 or 307 for every method."),
        new("redirectRegex", RedirectRegex, "Answers with a redirect to another URL. The status is 308 or 307 for every method."),
        new("chain", Chain, "Several middlewares, in their order."),
        new("ipAllowList", IpAllowList, "Lets only some clients in."),
        new("ipWhiteList", IpAllowList, "The same by its name in version 2."),
        new("buffering", Buffering, "Limits bodies."),
        new("basicAuth", Any, "Asks for a password. Refused where a route uses it: without it the route would be open."),
        new("digestAuth", Any, "Asks for a password. Refused where a route uses it: without it the route would be open."),
        new("forwardAuth", Any, "Asks another server who may come in. Refused where a route uses it: without it the route would be open."),
        new("plugin", Any, "Something of somebody else's. Refused where a route uses it: it might be what keeps others out."),
        Approximated("rateLimit", "Limits requests in a time.", "requests are not limited here"),
        Approximated("inFlightReq", "Limits requests under way.", "requests under way are limited by the entry point alone"),
        Approximated("circuitBreaker", "Stops asking a service that fails.", "a service that fails is asked all the same; see passiveHealthCheck"),
        Approximated("retry", "Asks once more.", "a request is sent once more only on a kept connection that was closed before an answer began"),
        Approximated("errors", "Replaces answers of some statuses.", "answers are passed on as they come"),
        Approximated("compress", "Compresses answers.", "answers are passed on as they come, compressed or not"),
        Approximated("passTLSClientCert", "Tells servers the client's certificate.", "clients are not asked for certificates, and servers are not told"),
        Approximated("grpcWeb", "Translates gRPC-Web.", "gRPC-Web is passed on as it comes"),
        Approximated("encodedCharacters", "Refuses paths with some encoded characters.", "the entry point decides which paths are refused"),
        Ignored("contentType", "Whether the answer's type is guessed.", "answers are passed on as they come"),
    ])
    { ExactlyOne = [["addPrefix", "stripPrefix", "stripPrefixRegex", "replacePath", "replacePathRegex", "headers", "redirectScheme", "redirectRegex", "chain", "ipAllowList", "ipWhiteList", "buffering", "basicAuth", "digestAuth", "forwardAuth", "plugin", "rateLimit", "inFlightReq", "circuitBreaker", "retry", "errors", "compress", "passTLSClientCert", "grpcWeb", "encodedCharacters", "contentType"]] };

    private static GroupShape AddPrefix => field ??= new("addPrefix", "Puts a prefix before the path.", () =>
    [
        new("prefix", Kinds.Text, "The prefix.") { Required = true, Sample = "/api" },
    ]);

    private static GroupShape StripPrefix => field ??= new("stripPrefix", "Takes a prefix off the path, wherever that ends.", () =>
    [
        new("prefixes", new ListShape("prefixes", Kinds.Text, 1), "Prefixes; the first that fits is taken off.") { Required = true },
        Ignored("forceSlash", "Whether the path begins with a slash after that.", "it always does"),
    ]);

    private static GroupShape StripPrefixRegex => field ??= new("stripPrefixRegex", "Takes what an expression matches off the path's begin.", () =>
    [
        new("regex", new ListShape("expressions", Kinds.Pattern, 1), "Expressions; the first that matches at the begin counts.") { Required = true },
    ]);

    private static GroupShape ReplacePath => field ??= new("replacePath", "Puts another path in the place of the request's.", () =>
    [
        new("path", Kinds.PathText, "The path.") { Required = true },
    ]);

    private static GroupShape ReplacePathRegex => field ??= new("replacePathRegex", "Replaces what an expression matches in the path.", () =>
    [
        new("regex", Kinds.Pattern, "The expression.") { Required = true },
        new("replacement", Kinds.Text, "What stands in its place; $1 and ${1} are groups.") { Required = true, Sample = "/bar/$1" },
    ]);

    private static GroupShape RedirectScheme => field ??= new("redirectScheme", "A redirect to another scheme.", () =>
    [
        new("scheme", new ChoiceShape("https", "http"), "The scheme.") { Required = true },
        new("port", new IntegerShape(1, 65_535), "The port; left out where it is the scheme's own.") { DefaultWords = "the scheme's own" },
        new("permanent", Kinds.Bool, "Whether for good.") { Default = false },
    ]);

    private static GroupShape RedirectRegex => field ??= new("redirectRegex", "A redirect to another URL. Only what changes scheme, host or port can be said here.", () =>
    [
        new("regex", Kinds.Pattern, "What the URL must match.") { Required = true, Sample = "^https?://www\\.example\\.com/(.*)" },
        new("replacement", Kinds.Text, "The new URL.") { Required = true, Sample = "https://example.com/${1}" },
        new("permanent", Kinds.Bool, "Whether for good.") { Default = false },
    ]);

    private static GroupShape Chain => field ??= new("chain", "Several middlewares.", () =>
    [
        new("middlewares", new ListShape("middlewares", new EitherShape(Reference, ResourceKeys.MiddlewareReference)), "Their names.") { Required = true },
    ]);

    private static GroupShape IpAllowList => field ??= new("ipAllowList", "Lets only some clients in; all others are answered with the status.", () =>
    [
        new("sourceRange", new ListShape("networks", Kinds.Network, 1), "Networks of those who may come in.") { Required = true },
        new("rejectStatusCode", new IntegerShape(200, 599), "The status for all others.") { Default = 403 },
        new("ipStrategy", Any, "Who the client is, behind proxies. Refused where a route uses it: see trusted proxies in the native file."),
    ]);

    private static GroupShape Buffering => field ??= new("buffering", "Limits bodies.", () =>
    [
        new("maxRequestBodyBytes", new IntegerShape(0, long.MaxValue - 1), "Bytes of the largest body of a request; a larger one is answered with 413. 0 is no limit.") { Default = 0 },
        Ignored("memRequestBodyBytes", "Bytes of a request in memory.", "bodies are not held back"),
        Approximated("maxResponseBodyBytes", "Bytes of the largest body of an answer.", "answers are not limited"),
        Ignored("memResponseBodyBytes", "Bytes of an answer in memory.", "bodies are not held back"),
        Approximated("retryExpression", "When a request is sent once more.", "requests are not sent once more"),
    ]);

    private static Key Approximated(string name, string description, string how) => new(name, Any, description) { Approximated = how };
}
