using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>The file's own keys, and the process's settings.</summary>
internal static class FileKeys
{
    private static readonly ConnectionLimits Limits = new();
    private static readonly Budgets Budget = new();
    private static readonly DrainSettings Drain = new();

    private static TextShape GatewayName { get; } = new("name", "^[^\\x00-\\x1f\\x7f-\\x9f]+$", "any text without control characters", ["local", "Shop API"], ["", "a\nb"]);

    public static GroupShape File => field ??= new("file", "A whole configuration file.", () =>
    [
        new("version", new ChoiceNumberShape(1), "The format's version. A reader refuses one that it does not know.") { Required = true },
        new("gateway", GatewayName, "Name of this gateway in metrics, logs and pages.") { Default = "local", Sample = "edge-eu-1" },
        new("entryPoints", new NamedShape("entry points by name", NamePattern, NameWords, "web", EntryPoint), "Addresses that clients connect to.")
        {
            DefaultWords = "one entry point, web on :8000",
        },
        new("admin", AdminKeys.Admin, "The admin side: API, metrics and health."),
        new("store", StoreKeys.Store, "Where revisions and evidence are kept.") { Later = "a store" },
        new("telemetry", StoreKeys.Telemetry, "Metrics, traces and logs."),
        new("drain", DrainGroup, "How long a stopping process waits before it closes what is left."),
        new("trustedProxies", new ListShape("networks", Network), "Networks of proxies that are believed when X-Forwarded-For says who the client is.") { DefaultWords = "none" },
        new("outbound", Outbound, "Which addresses are dialled for services, mirrors and health checks. Link-local addresses, metadata of clouds, the unspecified address, multicast, broadcast and own listeners are not, in any spelling."),
        new("resolve", Resolve, "Pinned names: host:port as a service writes it, to the address that is dialled instead."),
        new("services", new NamedShape("services by name", NamePattern, NameWords, "a", ServiceKeys.Service), "Where requests go: addresses, or other services."),
        new("budgets", Budgets, "Limits that all copies of the process share. A copy that does not fit is dropped and counted; a client never waits."),
        new("redaction", new NamedShape("redactions by name", NamePattern, NameWords, "default", CompareKeys.Redaction), "What is hidden before anything is kept.") { Later = "redaction" },
        new("compare", new NamedShape("profiles by name", NamePattern, NameWords, "json-api", CompareKeys.Profile), "Named ways to compare two answers.") { Later = "comparing" },
        new("routes", new NamedShape("routes by name", NamePattern, NameWords, "all", RouteKeys.Route), "Which requests go where, and who gets a copy."),
        new("objects", Objects, "Objects as users of an API wrote them, by API. Nothing is routed by them: the API that keeps them gives them back."),
        new("ramps", new NamedShape("ramps by name", NamePattern, NameWords, "orders-v2", RampKeys.Ramp), "Shares that rise over time, held by guardrails.") { Later = "ramps" },
    ]);

    private static GroupShape EntryPoint => field ??= new("entryPoint", "An address that clients connect to.", () =>
    [
        new("listen", Listen, "Host and port. Without a host it listens on every address; port 0 takes a free one.") { Required = true },
        new("paths", new ChoiceShape("strict", "asIs"), "Whether paths that two parsers could read differently (dot segments, backslashes, %00) are answered with 400, or matched and forwarded as they are.") { Default = "strict" },
        new("limits", LimitsGroup, "Limits of one client's connection."),
        new("tls", StoreKeys.ListenTls, "TLS, 1.2 or later. An empty map makes a self-signed certificate at the start.") { DefaultWords = "clear text" },
        new("http3", new BoolShape { LaterIf = true }, "Whether HTTP/3 is offered beside TLS.") { Default = false, Sample = false },
    ]);

    private static GroupShape LimitsGroup => field ??= new("limits", "What one client may ask of an entry point.", () =>
    [
        new("maxConnections", new IntegerShape(1, 1_000_000), "Connections open at once.") { Default = Limits.MaxConnections },
        new("maxRequests", new IntegerShape(1, 1_000_000), "Requests under way at once; one more is answered 503, and in the last quarter requests are not copied.") { Default = Limits.MaxRequests },
        new("maxHeadBytes", Size(1024, 1024 * 1024), "Bytes of a request head, request line included.") { Default = Notation.Size(Limits.MaxHeadBytes) },
        new("maxFields", new IntegerShape(1, 1_000), "Fields of a request head.") { Default = Limits.MaxFields },
        new("headTimeout", Duration(), "From the first byte of a head to its last.") { Default = Notation.Text(Limits.HeadTimeout) },
        new("keepAliveTimeout", Duration(), "A kept connection without a request.") { Default = Notation.Text(Limits.KeepAliveTimeout) },
        new("minBodyRate", new IntegerShape(0, 1_000_000_000), "Slowest body accepted, in bytes a second; 0 switches this off.") { Default = Limits.MinBodyRate },
        new("bodyRateGrace", Duration(TimeSpan.Zero), "How long a body may be slower than that.") { Default = Notation.Text(Limits.BodyRateGrace) },
        new("upgradeIdleTimeout", Duration(), "An upgraded connection (WebSocket) on which neither side sends a byte.") { DefaultWords = "none", Sample = "1h" },
    ]);

    private static GroupShape DrainGroup => field ??= new("drain", "How long a stopping process waits.", () =>
    [
        new("primaries", Duration(TimeSpan.Zero), "For requests that clients wait for.") { Default = Notation.Text(Drain.Primaries) },
        new("copies", Duration(TimeSpan.Zero), "For copies, once the last primary is done.") { Default = Notation.Text(Drain.Copies) },
    ]);

    private static GroupShape Outbound => field ??= new("outbound", "Which addresses are dialled. An address is judged as it is dialled, after names are looked up.", () =>
    [
        new("allow", new ListShape("networks", Network), "Networks that are dialled although they would be refused without a word about it.") { DefaultWords = "none" },
        new("deny", new ListShape("networks", Network), "Networks that are never dialled; this wins over allow.") { DefaultWords = "none" },
        new("ownListeners", Bool, "Whether entry points and the admin side of this gateway are dialled like any other address. Copies that come back are not copied again.") { Default = new OutboundSettings().OwnListeners, Sample = true },
    ]);

    private static NamedShape Resolve => field ??=
        new("addresses by host:port", Notation.ListenPattern, "host:port as a service writes it", "orders.internal:8000", Pinned);

    private static NamedShape Objects => field ??= new(
        "JSON by API", NamePattern, NameWords, "kong", new TextShape("JSON object", Anything, "one JSON object on one line", ["{}"], ["{\n}"]));

    private static GroupShape Budgets => field ??= new("budgets", "Limits that all copies of the process share.", () =>
    [
        new("maxInFlight", new IntegerShape(1, 1_000_000), "Copies under way at once.") { Default = Budget.MaxInFlight },
        new("maxQueue", new IntegerShape(0, 10_000_000), "Copies that wait for a connection; 0 switches waiting off.") { Default = Budget.MaxQueue },
        new("maxBufferedBytes", Size(1, 1L << 40), "Bytes of heads and bodies that copies hold in memory.") { Default = Notation.Size(Budget.MaxBufferedBytes) },
        new("maxSpillBytes", Size(0, 1L << 44), "Bytes of bodies that copies hold on disk, below the data directory; 0 is never to use the disk.") { Default = Notation.Size(Budget.MaxSpillBytes) },
        new("maxSpillFiles", new IntegerShape(1, 65_536), "Bodies on disk at once; each takes a descriptor.") { Default = Budget.MaxSpillFiles },
        new("maxCopiesPerSecond", new IntegerShape(1, 10_000_000) { OrUnlimited = true }, "Copies started a second.") { Default = "unlimited" },
    ]);
}
