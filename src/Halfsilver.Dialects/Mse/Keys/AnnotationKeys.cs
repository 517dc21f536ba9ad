using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Mse.Keys.MseKinds;

namespace Halfsilver.Dialects.Mse.Keys;

/// <summary>Annotations of an Ingress, without their prefix.</summary>
internal static class AnnotationKeys
{
    private const string Answers = "fields of answers are passed on as they come";
    private const string Preflight = "requests that ask whether a page may call go to the service, and answers are passed on as they come";
    private const string Retries = "a request is sent once more only on a kept connection that was closed before an answer began";
    private const string Limits = "requests are not limited here";
    private const string Nginxs = "is ingress-nginx's own: Higress does nothing with it, and so it is here";
    private const string Open = "nobody is asked who it is here: without that the route would be open";
    private const string Wrong = "it is left out, as Higress leaves out what it cannot read";

    /// <summary>The prefixes, in the order in which they are looked up.</summary>
    public static string[] Prefixes { get; } = ["nginx.ingress.kubernetes.io/", "higress.io/", "mse.ingress.kubernetes.io/"];

    /// <summary>Names that go on with one of people's: a table of values by that name here.</summary>
    public static string[] Families { get; } =
    [
        "exact-match-header", "prefix-match-header", "regex-match-header", "exact-match-query", "prefix-match-query", "regex-match-query",
    ];

    /// <summary>Names that only Higress' own prefix has.</summary>
    public static string[] OnlyHigress { get; } =
    [
        "rewrite-path", "full-path-regex", "destination", "timeout", "ignore-path-case", "request-header-control-add", "request-header-control-update",
        "request-header-control-remove", "response-header-control-add", "response-header-control-update", "response-header-control-remove", .. Families,
    ];

    public static GroupShape Annotations => field ??= new(
        "ingressAnnotations",
        "Annotations, under the prefixes nginx.ingress.kubernetes.io, higress.io and mse.ingress.kubernetes.io, looked up in this order. They hold for the whole Ingress.",
        () =>
        [
            new("mirror-target-service", Plain("service", "app-v2", "test/app:8080"), "The Service that gets the copies: name, namespace/name, name:port or namespace/name:port. Without a port, or with one that is no number, its first port."),
            new("mirror-percentage", Plain("percentage", "10"), "The share that is copied, a whole number. What is none is 100, as there; so is more than 100. A negative one leaves the mirror out.") { Default = 100 },
            new("mirror-target-fqdn", Plain("host", "mirror.example.com"), "The host or address that gets the copies; goes before mirror-target-service."),
            new("mirror-target-fqdn-port", Plain("port", "8080"), "Its port.") { Default = 80 },
            new("rewrite-target", Plain("path", "/$1"), "What stands in place of what the path matches; $1 is the first group. It makes paths expressions where they or it look like one."),
            new("rewrite-path", Plain("path", "/v2"), "What stands in place of the prefix, or of the whole path of Exact."),
            new("use-regex", Bool, "Whether paths are expressions that a path begins with.") { Default = false },
            new("full-path-regex", Bool, "Whether paths are expressions that match the whole path.") { Default = false },
            new("upstream-vhost", Plain("host", "v2.example.com"), "The Host that the Service sees, and the copies too."),
            new("ignore-path-case", Bool, "Whether case does not count in paths.") { Default = false },
            new("match-method", Plain("methods", "GET POST"), "Methods, with spaces between them."),
            .. Families.Select(family => new Key(family, Values, $"{(family.EndsWith("query", StringComparison.Ordinal) ? "Query parameters" : "Headers")} that must {Must(family)}; the name follows, as {family}-NAME.")),
            new("request-header-control-add", Lines, "Fields that are added, one on a line: name and value with a space between them."),
            new("request-header-control-update", Lines, "Fields that are replaced, one on a line."),
            new("request-header-control-remove", Plain("field names", "x-a,x-b"), "Fields that are taken out, with commas."),
            new("canary", Bool, "Whether this Ingress takes a part of the requests of one with the same hosts and paths.") { Default = false },
            new("canary-by-header", Plain("field name", "x-canary"), "The field whose value always takes a request."),
            new("canary-by-header-value", Plain("value", "grey"), "The value, or an expression, that takes it as well."),
            new("canary-by-header-pattern", Plain("expression", "^grey.*"), "The expression that takes it."),
            new("canary-by-cookie", Plain("cookie", "canary"), "The cookie whose value always takes a request."),
            new("canary-weight", Whole(0, 1_000_000), "The weight.") { Default = 0 },
            new("canary-weight-total", Whole(1, 1_000_000), "The weight of all.") { Default = 100 },
            new("destination", Lines, "Who answers, one on a line: 80% name.static:8080 version. They come to 100.") { DefaultWords = "the backend" },
            new("default-backend", Plain("service", "sorry"), "The Service that answers where the backend cannot; by its first port."),
            new("custom-http-errors", Plain("statuses", "502,503"), "Statuses of the backend that it answers in place of."),
            new("timeout", Whole(0, 86_400), "Seconds until the head of an answer must be there. 0 is no limit."),
            new("ssl-redirect", Bool, "Whether clear text is answered with 308 to TLS.") { Default = false },
            new("force-ssl-redirect", Bool, "The same.") { Default = false },
            new("app-root", Plain("path", "/home"), "Where a request for / is sent, with 302."),
            new("permanent-redirect", Plain("URL", "https://new.example.com/"), "Where every request is sent, with 301."),
            new("permanent-redirect-code", Whole(300, 399), "The status of that.") { Default = 301 },
            new("temporal-redirect", Plain("URL", "https://new.example.com/"), "Where every request is sent, with 302."),
            new("whitelist-source-range", Plain("networks", "10.0.0.0/8"), "Networks that are answered; all others get 403."),
            new("blacklist-source-range", Plain("networks", "192.0.2.0/24"), "Networks that get 403."),
            new("domain-whitelist-source-range", Plain("networks", "10.0.0.0/8"), "The same for the domain; the Ingress' own goes before it."),
            new("domain-blacklist-source-range", Plain("networks", "192.0.2.0/24"), "The same for the domain; the Ingress' own goes before it."),
            new("backend-protocol", Word("protocol", "HTTP", "HTTPS", "HTTP2", "GRPC", "GRPCS"), "What the Service speaks. By TLS any certificate is taken, as there.") { Default = "HTTP" },
            new("proxy-ssl-name", Plain("host", "backend.internal"), "The name that is asked for by TLS."),
            new("load-balance", Word("way", "round_robin", "least_conn", "random"), "How one of several endpoints is chosen.") { Default = "round_robin" },
            new("upstream-hash-by", Plain("variable", "$http_x_user"), "Equal values go to the same endpoint: $request_uri, $host, $remote_addr, $http_NAME, $arg_NAME."),
            new("affinity", Word("way", "cookie"), "Equal cookies go to the same endpoint.") { Approximated = "requests that carry the cookie go to the same endpoint; the cookie is not set here" },
            new("session-cookie-name", Plain("cookie", "INGRESSCOOKIE"), "The cookie.") { Default = "INGRESSCOOKIE" },
            .. Those(["affinity-mode", "affinity-canary-behavior", "session-cookie-path", "session-cookie-max-age", "session-cookie-expires"], "The cookie's life.", ignored: "the cookie is not set here"),
            .. Those(["enable-cors", "cors-allow-origin", "cors-allow-methods", "cors-allow-headers", "cors-expose-headers", "cors-allow-credentials", "cors-max-age"], "What pages of other sites may do.", Preflight),
            .. Those(["response-header-control-add", "response-header-control-update", "response-header-control-remove"], "Fields of answers.", Answers),
            .. Those(["proxy-next-upstream", "proxy-next-upstream-tries", "proxy-next-upstream-timeout"], "Asks once more.", Retries),
            .. Those(["route-limit-rpm", "route-limit-rps", "route-limit-burst-multiplier", "limit-rps", "limit-rpm", "limit-connections", "limit-burst-multiplier"], "Limits requests in a time.", Limits),
            .. Those(["proxy-ssl-secret", "proxy-ssl-verify", "proxy-ssl-server-name"], "Certificates between gateway and Service.", "secrets are not read: no certificate is shown, and any is taken"),
            .. Those(["ssl-cipher", "tls-min-protocol-version", "tls-max-protocol-version", "ssl-ciphers"], "How TLS is done with clients.", "TLS is 1.2 or later, with the machine's own ciphers"),
            .. Those(["mcp-server", "mcp-server-match-rule-domains", "mcp-server-match-rule-type", "mcp-server-match-rule-value", "mcp-server-upstream-type", "mcp-server-enable-path-rewrite", "mcp-server-path-rewrite-prefix"], "Serves tools to models.", "requests are passed on as they come"),
            .. Those(
                [
                    "mirror-target", "mirror-host", "mirror-request-body", "proxy-body-size", "client-body-buffer-size", "proxy-buffer-size", "proxy-buffering", "proxy-request-buffering", "proxy-connect-timeout",
                    "proxy-read-timeout", "proxy-send-timeout", "proxy-http-version", "server-alias", "server-snippet", "configuration-snippet", "connection-proxy-header", "x-forwarded-prefix", "preserve-trailing-slash",
                    "service-upstream", "enable-access-log", "enable-opentelemetry", "proxy-redirect-from", "proxy-redirect-to", "satisfy", "custom-headers", "from-to-www-redirect", "denylist-source-range",
                ],
                "A setting of nginx.", Nginxs),
            .. Those(["auth-type", "auth-realm", "auth-secret", "auth-secret-type", "auth-url", "auth-signin", "auth-tls-secret", "auth-tls-verify-client"], "Asks who it is.", rejected: Open),
            .. Those(["rpc-destination-name", "dubbo-group"], "Speaks Dubbo to the Service.", rejected: "requests are not turned into Dubbo's here"),
        ]);

    private static ForgivingShape Bool => field ??= new(Kinds.Bool, Wrong);

    private static TextShape Lines { get; } = new("lines of text", "^[^\\x00]*$", "any text", ["x-env grey"], ["a\0"]) { Loose = true };

    private static NamedShape Values => field ??= new("values by name", "^[^\\x00-\\x20\\x7f]{1,128}$", "visible characters", "x-env", Plain("value", "grey"));

    private static TextShape Plain(string words, params string[] good) => new(words, Kinds.Anything, "any text without control characters", good, ["a\0"]) { Loose = true };

    private static ForgivingShape Whole(long least, long most) => new(new IntegerShape(least, most), Wrong);

    private static ForgivingShape Word(string words, params string[] choices) => new(MseKinds.Word(words, choices), Wrong);

    private static string Must(string family) => family[..family.IndexOf('-', StringComparison.Ordinal)] switch { "exact" => "be the value", "prefix" => "begin with the value", _ => "match the value whole" };

    private static IEnumerable<Key> Those(string[] names, string description, string? approximated = null, string? ignored = null, string? rejected = null) =>
        names.Select(name => new Key(name, Any, description) { Approximated = approximated, Ignored = ignored, Rejected = rejected });
}
