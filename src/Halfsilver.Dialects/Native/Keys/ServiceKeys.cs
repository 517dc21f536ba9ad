using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of services.</summary>
internal static class ServiceKeys
{
    private static readonly ServiceTimeouts Times = new();

    private static readonly ImmutableArray<string> OfEndpoints =
        ["balancing", "timeouts", "maxConnections", "headers", "protocol", "healthCheck", "ejection", "tls"];

    public static GroupShape Service => field ??= new("service", "Where requests go: addresses (endpoints, or host with port or ports), one of several services by weight, a service with mirrors, one with a fallback, or several calls for one request.", () =>
    [
        new("endpoints", new ListShape("URLs", new EitherShape(Url, Endpoint)), "Addresses that answer. Where there is none, requests are answered with 503."),
        new("host", Host, "Name or IP address of the one endpoint."),
        new("port", PortNumber, "Its port.") { DefaultWords = "80 (443 with tls), where ports is absent too", Sample = 8000 },
        new("ports", new NamedShape("ports by name", NamePattern, NameWords, "http", PortNumber) { Least = 1 }, "Its ports by name. Who refers to this service names one of them."),
        new("weighted", new ListShape("references", Reference, 1), "One of several services, by weight."),
        new("mirroring", Mirroring, "A service whose requests are copied, wherever it is used."),
        new("failover", Failover, "A service, and another that answers where the first cannot."),
        new("fanOut", FanOutKeys.FanOut, "Several calls for one request, merged."),
        new("discovery", Discovery, "Where endpoints are found.") { Later = "discovery" },
        new("balancing", new EitherShape(new ChoiceShape("roundRobin", "leastRequests", "powerOfTwo", "random"), HealthKeys.Balancing), "How one of several endpoints is chosen.") { Default = "roundRobin" },
        new("timeouts", Timeouts, "Times allowed."),
        new("maxConnections", new IntegerShape(1, 1_000_000) { OrUnlimited = true }, "Connections open at once to one endpoint, for primaries.") { Default = "unlimited" },
        new("headers", SentHeaders, "What requests to this service carry."),
        new("protocol", new ChoiceShape("http1", "http2", "h2c", "other"), "What the endpoints speak: HTTP/1.1, HTTP/2 over TLS, or HTTP/2 without TLS. A service with other can never be routed to.") { Default = "http1" },
        new("healthCheck", HealthKeys.Check, "Requests that find out which endpoints are well. Without it all are.") { DefaultWords = "none" },
        new("ejection", HealthKeys.Ejection, "When an endpoint that fails under traffic is left alone for a while.") { DefaultWords = "never" },
        new("tls", Tls, "TLS towards the endpoints."),
    ])
    {
        ExactlyOne = [["endpoints", "host", "weighted", "mirroring", "failover", "fanOut", "discovery"]],
        AtMostOne = [["port", "ports"]],
        Needs = [("port", "host"), ("ports", "host")],
        Excludes = [("weighted", OfEndpoints), ("mirroring", OfEndpoints), ("failover", OfEndpoints), ("fanOut", OfEndpoints)],
    };

    /// <summary>A reference to a service, with its weight.</summary>
    public static GroupShape Reference => field ??= new("reference", "A service, with its weight among its neighbours.", () =>
    [
        new("service", Name, "The service's name.") { Required = true, Sample = "a" },
        new("port", PortRef, "One of its ports, by name or number; dynamic where it has only one. A port without a name is called http."),
        new("weight", Weight, "Its share among its neighbours.") { Default = 1 },
    ]);

    private static GroupShape Endpoint => field ??= new("endpoint", "An address with its weight.", () =>
    [
        new("url", Url, "Scheme, host and port."),
        new("host", Host, "Name or IP address."),
        new("port", PortNumber, "Its port.") { Sample = 8000 },
        new("portName", Name, "The port's name, for services with several ports.") { Sample = "http" },
        new("weight", Weight, "Its share of the traffic.") { Default = 1 },
        new("protocol", new ChoiceShape("http1", "http2", "h2c"), "What this endpoint speaks.") { DefaultWords = "what the service speaks", Sample = "h2c" },
        new("tls", new EitherShape(new BoolShape { Only = false }, Tls), "TLS towards this endpoint, in place of the service's; false is none, whatever the service asks for. Beside a url its scheme says whether.") { DefaultWords = "the service's" },
        new("healthCheck", HealthKeys.Check, "How this endpoint is checked.") { DefaultWords = "as the service says" },
    ])
    {
        ExactlyOne = [["url", "host"]],
        AtMostOne = [["url", "port"]],
        Needs = [("host", "port")],
    };

    private static GroupShape Mirroring => field ??= new("mirroring", "A service whose requests are copied, wherever it is used.", () =>
    [
        new("service", Name, "The service that answers.") { Required = true, Sample = "a" },
        new("port", PortRef, "One of its ports."),
        new("mirrors", MirrorKeys.Mirrors, "Who gets a copy.") { Required = true },
    ]);

    private static GroupShape Timeouts => field ??= new("serviceTimeouts", "Times allowed to a service.", () =>
    [
        new("connect", Duration(), "To open a connection.") { Default = Notation.Text(Times.Connect) },
        new("request", Duration(), "From the end of the request to the end of the answer's head.") { Default = Notation.Text(Times.Request) },
        new("idle", Duration(), "A kept connection without a request.") { Default = Notation.Text(Times.Idle) },
    ]);

    private static GroupShape SentHeaders => field ??= new("serviceHeaders", "What requests to a service carry.", () =>
    [
        new("host", RouteKeys.HostOrLiteral, "The Host that the endpoints see: preserve (the client's), service (the endpoint's own) or a literal.") { Default = "preserve" },
    ]);

    private static GroupShape Failover => field ??= new("failover", "A service, and another that answers where the first has no endpoint that is well, cannot be reached, or answers with a listed status.", () =>
    [
        new("service", Name, "The service that answers where it can.") { Required = true, Sample = "a" },
        new("port", PortRef, "One of its ports."),
        new("fallback", new EitherShape(Name, new GroupShape("fallback", "The service that answers else.", () =>
        [
            new("service", Name, "The service's name.") { Required = true, Sample = "b" },
            new("port", PortRef, "One of its ports."),
        ])), "The service that answers else.") { Required = true, Sample = "b" },
        new("onStatus", new ListShape("statuses", HealthKeys.Statuses, 1), "Statuses of the first service that are not given to clients. Its silence counts as 502 or 504.") { DefaultWords = "none", Sample = new System.Text.Json.Nodes.JsonArray("500-599") },
        new("maxBufferedBody", Size(0, 1L << 40), "Request bytes that are kept so that they can be sent once more. A longer body stays with the first service.") { Default = Notation.Size(1024 * 1024) },
    ]);

    private static GroupShape Tls => field ??= new("serviceTls", "TLS towards a service.", () =>
    [
        new("mode", new ChoiceShape("none", "tls", "mtls"), "Whether connections are encrypted; with mtls, a certificate is shown as well. An https:// URL asks for tls by itself.") { DefaultWords = "tls for https:// URLs, none for others", Sample = "tls" },
        new("serverName", Host, "The name that is asked for and that the certificate must have.") { DefaultWords = "the endpoint's host", Sample = "orders.internal" },
        new("caFile", Pem, "Certificates that are trusted in place of the system's, PEM.") { Sample = "ca.crt" },
        new("certificate", new GroupShape("clientCertificate", "A certificate with its key.", () =>
        [
            new("file", Pem, "The certificate with its chain, PEM.") { Required = true },
            new("keyFile", Pem, "The private key, PEM, not encrypted.") { Required = true, Sample = "tls.key" },
        ]), "The certificate that is shown to endpoints that ask for one. mtls needs it."),
        new("insecureSkipVerify", Bool, "Whether any certificate is taken, whoever shows it. For trials only: it makes TLS worthless against anybody in between.") { Default = false },
    ]);

    private static GroupShape Discovery => field ??= new("discovery", "Where endpoints are found.", () =>
    [
        new("dns", new GroupShape("discoveryDns", "Endpoints from the addresses of a name.", () =>
        [
            new("name", Host, "The name.") { Required = true },
            new("port", PortNumber, "Port of every address.") { Sample = 8000 },
            new("refresh", Duration(), "How often it is asked.") { Sample = "10s" },
        ]), "Addresses of a name."),
        new("file", new GroupShape("discoveryFile", "Endpoints from a file that is watched.", () =>
        [
            new("path", FileName, "The file.") { Required = true, Sample = "endpoints.json" },
        ]), "A file that is watched."),
    ])
    { ExactlyOne = [["dns", "file"]] };
}
