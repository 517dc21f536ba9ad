using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of the static configuration.</summary>
internal static class StaticKeys
{
    public static ImmutableArray<Key> All =>
    [
        new("entryPoints", new NamedShape("entry points by name", NamePattern, NameWords, "web", EntryPoint), "Addresses that clients connect to.") { DefaultWords = "web on :8000 and websecure on :8443, where routers need them" },
        new("serversTransport", TransportKeys.Transport, "How connections to servers are made where a service does not say."),
        new("log", Log, "How the process logs."),
        new("core", Core, "What routers are read as."),
        Ignored("providers", "Where Traefik finds its routers.", "routers come from the files that are given"),
        Ignored("api", "Traefik's own API and dashboard.", "this gateway has an admin side of its own"),
        Ignored("ping", "Traefik's own health.", "this gateway's health is on its admin side"),
        Ignored("metrics", "Traefik's own metrics.", "this gateway's metrics are on its admin side"),
        Ignored("accessLog", "A line for each request.", "requests are counted, not logged"),
        Ignored("tracing", "Traefik's own traces.", "traces are set up by OTEL_ variables"),
        Ignored("certificatesResolvers", "Who gets certificates.", "certificates are not fetched; they come from files, or are made at the start and signed by nobody"),
        Ignored("global", "Traefik's own news.", "nothing calls home"),
        Ignored("hostResolver", "How names of rules are looked up.", "rules compare names as they are written"),
        Ignored("experimental", "Plugins and trials.", "there are none here"),
        Ignored("pilot", "A service of Traefik's makers.", "nothing calls home"),
        Ignored("hub", "A service of Traefik's makers.", "nothing calls home"),
        Ignored("spiffe", "Where identities come from.", "certificates are checked by name"),
        Ignored("tcpServersTransport", "Connections of TCP routers.", "TCP routers are not served here"),
        Ignored("ocsp", "Whether certificates are still good.", "is not asked"),
    ];

    private static GroupShape EntryPoint => field ??= new("entryPoint", "An address that clients connect to.", () =>
    [
        new("address", Kinds.Text, "Host and port.") { Required = true, Sample = ":80" },
        new("http", EntryPointHttp, "What all its routers share."),
        new("asDefault", Kinds.Bool, "Whether routers that name no entry point are served here; where none says so all are.") { Default = false },
        new("forwardedHeaders", ForwardedHeaders, "Which proxies are believed."),
        new("transport", Transport, "Times of connections."),
        new("proxyProtocol", Any, "Addresses of clients, told by a proxy in front of the request.") { Approximated = "the PROXY protocol is not read: a connection that begins with it is refused" },
        Ignored("http2", "HTTP/2.", "HTTP/2 is offered beside TLS"),
        Ignored("http3", "HTTP/3.", "HTTP/3 is not offered"),
        Ignored("udp", "UDP.", "UDP is not served here"),
        Ignored("reusePort", "Whether several processes listen.", "one process listens"),
        Ignored("allowACMEByPass", "Who answers for certificates.", "certificates are not fetched"),
        Ignored("observability", "Which requests are logged, counted and traced.", "logs, metrics and traces are this gateway's own"),
    ]);

    private static GroupShape EntryPointHttp => field ??= new("entryPointHttp", "What all routers of an entry point share.", () =>
    [
        new("redirections", Redirections, "A redirect of every request."),
        new("middlewares", References, "Middlewares before those of each router."),
        new("tls", FileKeys.RouterTls, "Takes requests over TLS. An empty map is enough.") { DefaultWords = "clear text" },
        Ignored("encodeQuerySemicolons", "Whether semicolons of a query are encoded.", "a query is passed on as it came"),
        Ignored("encodedCharacters", "Which encoded characters a path may have.", "paths that two parsers could read differently are answered with 400"),
        Ignored("sanitizePath", "Whether paths are cleaned.", "paths that two parsers could read differently are answered with 400"),
        Ignored("maxHeaderBytes", "Bytes of a head.", "a head has at most 64 KiB"),
    ]);

    private static GroupShape Redirections => field ??= new("redirections", "A redirect of every request.", () =>
    [
        new("entryPoint", RedirectTo, "Where to."),
    ]);

    private static GroupShape RedirectTo => field ??= new("redirectTo", "A redirect to another entry point.", () =>
    [
        new("to", Kinds.Text, "The entry point, or a port as :443.") { Required = true, Sample = "websecure" },
        new("scheme", new ChoiceShape("https", "http"), "The scheme.") { Default = "https" },
        new("permanent", Kinds.Bool, "Whether for good.") { Default = true },
        new("priority", FileKeys.Priority, "Its place among the routers.") { DefaultWords = "before all" },
    ]);

    private static GroupShape ForwardedHeaders => field ??= new("forwardedHeaders", "Which proxies are believed.", () =>
    [
        new("trustedIPs", new ListShape("networks", Kinds.Network), "Their networks.")
        {
            Approximated = "they are believed at every entry point, and ClientIP compares the address that they tell",
        },
        new("insecure", Kinds.Bool, "Whether everybody is.") { Default = false },
        Ignored("connection", "Fields that Connection may name.", "fields that Connection names go no further"),
    ]);

    private static GroupShape Transport => field ??= new("transport", "Times of connections.", () =>
    [
        new("respondingTimeouts", Responding, "Times of requests."),
        Ignored("lifeCycle", "How a process stops.", "a stopping process waits 25 s"),
        Ignored("keepAliveMaxRequests", "Requests on one connection.", "a connection is kept as long as it is used"),
        Ignored("keepAliveMaxTime", "How long a connection is kept.", "a connection is kept as long as it is used"),
    ]);

    private static GroupShape Responding => field ??= new("respondingTimeouts", "Times of requests.", () =>
    [
        new("idleTimeout", Duration, "A kept connection without a request.") { Default = "180s" },
        Ignored("readTimeout", "How long a request may take to come.", "a head has 10 s, and a body a slowest rate"),
        Ignored("writeTimeout", "How long an answer may take.", "a service has its own times"),
    ]);

    private static GroupShape Log => field ??= new("log", "How the process logs.", () =>
    [
        new("level", new TextShape("level", "(?i)^(trace|debug|info|warn|warning|error|fatal|panic)$", "trace, debug, info, warn or error", ["INFO", "DEBUG"], ["loud"]), "The least severe level that is written.") { Default = "ERROR" },
        new("format", new ChoiceShape("common", "json"), "Lines, or JSON objects.") { Default = "common" },
        Ignored("filePath", "The file.", "logs go to the standard error"),
        Ignored("noColor", "Whether lines have colours.", "colours follow the terminal"),
        Ignored("maxSize", "When the file is changed.", "logs go to the standard error"),
        Ignored("maxAge", "When files are removed.", "logs go to the standard error"),
        Ignored("maxBackups", "Files that are kept.", "logs go to the standard error"),
        Ignored("compress", "Whether old files are compressed.", "logs go to the standard error"),
        Ignored("otlp", "Logs by OTLP.", "logs go to the standard error"),
    ]);

    private static GroupShape Core => field ??= new("core", "What routers are read as.", () =>
    [
        new("defaultRuleSyntax", new ChoiceShape("v3", "v2"), "The syntax of rules where a router does not say.") { Default = "v3" },
    ]);
}
