using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of the middleware that sets fields.</summary>
internal static class HeaderKeys
{
    private const string Answers = "fields of answers are passed on as they come";
    private const string Preflight = "requests that ask whether a page may call go to the service, and answers are passed on as they come";
    private const string Removed = "is version 2's; use redirectScheme";

    private static readonly string[] CorsNames =
    [
        "accessControlAllowCredentials", "accessControlAllowHeaders", "accessControlAllowMethods", "accessControlAllowOriginList",
        "accessControlAllowOriginListRegex", "accessControlAllowOrigin", "accessControlExposeHeaders", "accessControlMaxAge", "addVaryHeader",
    ];

    private static readonly string[] BrowserNames =
    [
        "stsSeconds", "stsIncludeSubdomains", "stsPreload", "forceSTSHeader", "frameDeny", "customFrameOptionsValue", "contentTypeNosniff",
        "browserXssFilter", "customBrowserXSSValue", "contentSecurityPolicy", "contentSecurityPolicyReportOnly", "publicKey", "referrerPolicy",
        "permissionsPolicy", "featurePolicy",
    ];

    private static readonly string[] RedirectNames = ["sslRedirect", "sslTemporaryRedirect", "sslHost", "sslForceHost"];

    public static GroupShape Headers => field ??= new("headers", "Sets fields of requests and answers.", () =>
    [
        new("customRequestHeaders", Fields, "Fields that requests get; an empty value takes a field out, and Host is the Host that is sent."),
        new("customResponseHeaders", Fields, "Fields that answers get.") { Approximated = Answers },
        new("allowedHosts", Texts, "Hosts that are answered. Refused where a route uses it: it keeps others out. Write it into the rule."),
        .. Cors,
        .. Secure,
    ]);

    private static NamedShape Fields => field ??= new("values by field name", Kinds.TokenPattern, "letters, digits and -", "X-Env", new TextShape("value", Kinds.Anything, "any text without control characters", ["blue", ""], ["a\0"]));

    private static IEnumerable<Key> Cors => CorsNames.Select(name => new Key(name, Any, "What pages of other sites may do.") { Approximated = Preflight });

    private static IEnumerable<Key> Secure =>
    [
        .. BrowserNames.Select(name => new Key(name, Any, "A field of answers that browsers obey.") { Approximated = Answers }),
        .. RedirectNames.Select(name => new Key(name, Any, "A redirect to TLS.") { Approximated = Removed }),
        Ignored("hostsProxyHeaders", "Fields that may hold the host.", "only allowedHosts needs them"),
        Ignored("sslProxyHeaders", "Fields that tell of TLS.", "only redirects to TLS need them"),
        Ignored("isDevelopment", "Switches the others off.", "they have no effect here"),
    ];
}
