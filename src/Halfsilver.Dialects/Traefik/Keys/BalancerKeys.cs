using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of a load balancer that the file provider and the custom resources share.</summary>
internal static class BalancerKeys
{
    public static ImmutableArray<Key> All =>
    [
        new("strategy", new ChoiceShape("wrr", "p2c", "hrw", "leasttime", "RoundRobin"), "How one of several servers is chosen: in turn by weight, the better of two, by the client's address, the fastest.")
        {
            Default = "wrr",
        },
        new("passHostHeader", Kinds.Bool, "Whether servers see the client's Host; else their own.") { Default = true },
        new("serversTransport", Reference, "How connections to the servers are made.") { DefaultWords = "the static configuration's" },
        new("healthCheck", HealthCheck, "Requests that find out which servers are well."),
        new("passiveHealthCheck", PassiveHealthCheck, "When a server that fails is left alone for a while."),
        ServiceKeys.Sticky,
        Ignored("responseForwarding", "How often an answer's bytes are passed on.", "bytes are passed on as they come"),
    ];

    public static GroupShape HealthCheck => field ??= new("healthCheck", "Requests that find out which servers are well: one failure takes a server out, one success takes it back.", () =>
    [
        new("path", Kinds.Text, "The path that is asked, with its query.") { Default = "/" },
        new("method", Kinds.Method, "The method.") { Default = "GET" },
        new("status", new IntegerShape(0, 599), "The status that means well; 0 is 200 to 399.") { Default = 0 },
        new("port", new IntegerShape(0, 65_535), "The port that is asked.") { DefaultWords = "the server's own" },
        new("interval", Duration, "From one request to the next.") { Default = "30s" },
        new("timeout", Duration, "How long an answer may take.") { Default = "5s" },
        new("hostname", Kinds.SentHost, "The Host that is sent.") { DefaultWords = "the server's own" },
        new("headers", new NamedShape("values by field name", Kinds.TokenPattern, "letters, digits and -", "X-Probe", Kinds.FieldValue), "Fields that are sent."),
        new("scheme", Kinds.Text, "The scheme.") { Approximated = "a server is asked as it is used: over TLS where its URL says https" },
        new("mode", new ChoiceShape("http", "grpc"), "What is asked.") { Default = "http" },
        Ignored("unhealthyInterval", "From one request to the next to a server that is out.", "all servers are asked at the same interval"),
        Ignored("followRedirects", "Whether redirects are followed.", "a redirect means well and is not followed"),
    ]);

    private static GroupShape PassiveHealthCheck => field ??= new("passiveHealthCheck", "When a server that fails is left alone for a while.", () =>
    [
        new("failureWindow", Duration, "How long.") { Default = "10s" },
        new("maxFailedAttempts", new IntegerShape(1, 10_000), "Failures in a row.") { Default = 1 },
    ]);
}
