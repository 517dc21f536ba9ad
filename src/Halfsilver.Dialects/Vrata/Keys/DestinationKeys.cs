using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Vrata.Keys.VrataKinds;

namespace Halfsilver.Dialects.Vrata.Keys;

/// <summary>Keys of destinations.</summary>
internal static class DestinationKeys
{
    private const string NoLimit = "requests under way are not limited for one destination";

    public static GroupShape Destination => field ??= new("destination", "Where requests can go.", () =>
    [
        new("id", Text, "What routes call it."),
        new("name", Text, "Its name in metrics and logs, of mirrors too.") { DefaultWords = "the id" },
        new("host", Text, "The host."),
        new("port", Number, "The port."),
        new("endpoints", new ListShape("endpoints", Endpoint), "Addresses in place of host and port."),
        new("options", Options, "How it is called."),
    ]);

    private static GroupShape Endpoint => field ??= new("endpoint", "An address.", () =>
    [
        new("host", Text, "The host."),
        new("port", Number, "The port."),
    ]);

    private static GroupShape Options => field ??= new("options", "How a destination is called.", () =>
    [
        new("timeouts", Timeouts, "Times allowed."),
        new("tls", Tls, "TLS."),
        new("endpointBalancing", Balancing, "How one of several endpoints is chosen.") { DefaultWords = "in turn" },
        new("circuitBreaker", Breaker, "When a destination that fails is left alone."),
        new("healthCheck", Health, "Requests that find out which endpoints are well."),
        new("outlierDetection", Outliers, "When an endpoint that fails is left alone."),
        new("discovery", Discovery, "Where endpoints come from."),
        new("http2", Kinds.Bool, "Whether HTTP/2 is spoken.") { Default = false },
        new("maxConnsPerHost", Number, "Connections at once; 0 is no limit.") { Default = 0 },
    ]);

    private static GroupShape Timeouts => field ??= new("times of a destination", "Times allowed to a destination.", () =>
    [
        new("request", Time, "For the whole call; here for the copy of a mirror, and a bound of responseHeader.") { Default = "30s" },
        new("connect", Time, "To open a connection.") { Default = "5s" },
        new("responseHeader", Time, "From the end of the request to the answer's head.") { Default = "10s" },
        new("idleConnection", Time, "A kept connection.") { Default = "90s" },
        Ignored("dualStackFallback", "When the other family of addresses is tried.", "addresses are tried in their order"),
        Ignored("tlsHandshake", "For TLS.", "the time to connect holds for both"),
        Ignored("expectContinue", "How long a body waits for leave.", "bodies go on as clients send them"),
    ]);

    private static GroupShape Tls => field ??= new("tls of a destination", "TLS towards a destination.", () =>
    [
        new("mode", new ChoiceShape("none", "tls", "mtls", ""), "Who shows a certificate.") { Default = "none" },
        new("cert", Text, "The certificate that is shown, as PEM or as a file's name."),
        new("key", Text, "Its key, as PEM or as a file's name."),
        new("ca", Text, "Who is trusted, as PEM or as a file's name.") { DefaultWords = "the system's" },
        new("sni", Text, "The name that is asked for.") { DefaultWords = "the host" },
        new("minVersion", Text, "The oldest version; 1.2 here at least."),
        Ignored("maxVersion", "The newest version.", "the newest that both sides know is spoken"),
    ]);

    private static GroupShape Balancing => field ??= new("endpointBalancing", "How one of several endpoints is chosen.", () =>
    [
        new("algorithm", new ChoiceShape("ROUND_ROBIN", "LEAST_REQUEST", "RING_HASH", "MAGLEV", "RANDOM", "STICKY", ""), "In turn, the one with the fewest requests of some, by a key, at random, by a cookie.")
        {
            Default = "ROUND_ROBIN",
        },
        new("ringHash", Hash, "The key of RING_HASH."),
        new("maglev", Hash, "The key of MAGLEV."),
        new("leastRequest", Least, "How many are compared."),
        new("sticky", Sticky, "The cookie of STICKY."),
    ]);

    private static GroupShape Hash => field ??= new("hash", "What tells requests apart.", () =>
    [
        new("hashPolicy", new ListShape("keys", Policy), "Keys; the first counts."),
        Ignored("ringSize", "The size of the ring.", "keys are spread evenly as they are"),
        Ignored("tableSize", "The size of the table.", "keys are spread evenly as they are"),
    ]);

    private static GroupShape Policy => field ??= new("hashPolicy", "A key of requests.", () =>
    [
        new("header", Named, "A field."),
        new("cookie", Named, "A cookie. A request without it goes round, and is given none."),
        new("sourceIP", Source, "The client's address."),
    ]);

    private static GroupShape Named => field ??= new("key", "A field or cookie.", () =>
    [
        new("name", Text, "Its name."),
        Ignored("ttl", "How long a cookie lasts.", "no cookies are made here"),
    ]);

    private static GroupShape Source => field ??= new("sourceIP", "The client's address.", () => [new("enabled", Kinds.Bool, "Whether it is the key.") { Default = false }]);

    private static GroupShape Sticky => field ??= new("sticky", "The cookie that an endpoint is kept by.", () => [new("cookie", Named, "The cookie.") { DefaultWords = "_vrata_endpoint_pin" }]);

    private static GroupShape Least => field ??= new("leastRequest", "How many are compared.", () => [new("choiceCount", Number, "Two, or all where it is more.") { Default = 2 }]);

    private static GroupShape Breaker => field ??= new("circuitBreaker", "Limits, and when a destination that fails is left alone. Here that is each endpoint by itself, and never the last one.", () =>
    [
        new("maxConnections", Number, "Connections at once."),
        Without("maxPendingRequests", "Requests that wait.", NoLimit),
        Without("maxRequests", "Requests under way.", NoLimit),
        Ignored("maxRetries", "Requests that are tried again.", "none are"),
        new("failureThreshold", Number, "Failures in a row.") { Default = 5 },
        new("openDuration", Time, "How long.") { Default = "30s" },
    ]);

    private static GroupShape Health => field ??= new("healthCheck", "Requests that find out which endpoints are well.", () =>
    [
        new("path", Text, "The path.") { Default = "/" },
        new("interval", Time, "From one to the next.") { Default = "10s" },
        new("timeout", Time, "How long an answer may take.") { Default = "5s" },
        new("unhealthyThreshold", Number, "Failures in a row that take an endpoint out.") { Default = 3 },
        new("healthyThreshold", Number, "Successes in a row that take it back.") { Default = 2 },
    ]);

    private static GroupShape Outliers => field ??= new("outlierDetection", "When an endpoint that fails is left alone for a while.", () =>
    [
        new("consecutive5xx", Number, "Statuses of 500 and above in a row.") { Default = 5 },
        new("consecutiveGatewayErrors", Number, "Failures in a row: here requests without an answer."),
        Ignored("interval", "How often it is looked at.", "it is looked at with each answer"),
        new("baseEjectionTime", Time, "How long, for the first time.") { Default = "30s" },
        new("maxEjectionPercent", Number, "How many may be left alone at once.") { Default = 10 },
    ]);

    private static GroupShape Discovery => field ??= new("discovery", "Where endpoints come from: here the Services that stand in the files, else DNS.", () =>
        [new("type", new ChoiceShape("kubernetes", ""), "A Service of the host's name, as app.shop.svc.cluster.local.")]);
}
