using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>The keys of a file: the file provider's, and those of the static configuration, which may stand in the same file.</summary>
internal static class FileKeys
{
    public static GroupShape File => field ??= new("file", "A file of the file provider, a static configuration, or both in one.", () =>
    [
        new("http", Http, "Routers, services and middlewares."),
        new("tls", TlsKeys.Tls, "Certificates and options of TLS."),
        new("tcp", Any, "TCP routers.") { Approximated = "TCP routers are not served here; what they would take is answered as HTTP" },
        new("udp", Any, "UDP routers.") { Approximated = "UDP is not served here" },
        .. StaticKeys.All,
    ]);

    private static GroupShape Http => field ??= new("http", "Routers, services and middlewares, each by name.", () =>
    [
        new("routers", new NamedShape("routers by name", NamePattern, NameWords, "my-app", Router), "Which requests go where."),
        new("services", new NamedShape("services by name", NamePattern, NameWords, "app-v1", ServiceKeys.Service), "Where requests go."),
        new("middlewares", new NamedShape("middlewares by name", NamePattern, NameWords, "strip-api", MiddlewareKeys.Middleware), "What is done to requests on the way."),
        new("serversTransports", new NamedShape("transports by name", NamePattern, NameWords, "internal-tls", TransportKeys.Transport), "How connections to servers are made."),
        Ignored("models", "Defaults of entry points, written by Traefik itself.", "is Traefik's own; nobody writes it"),
    ]);

    public static GroupShape Router => field ??= new("router", "A router of the file provider.", () =>
    [
        new("rule", TraefikKinds.Rule, "Which requests it takes.") { Required = true },
        new("service", Reference, "The service that answers.") { Required = true },
        new("priority", Priority, "Higher is tried first; 0 and nothing are the rule's length.") { Default = 0 },
        new("entryPoints", References, "Entry points that serve it.") { DefaultWords = "all" },
        new("middlewares", References, "What is done to its requests, in this order."),
        new("tls", RouterTls, "Takes requests over TLS, and only those. An empty map is enough.") { DefaultWords = "clear text only" },
        new("ruleSyntax", new ChoiceShape("v3", "v2"), "The rule's syntax.") { DefaultWords = "core.defaultRuleSyntax" },
        Ignored("observability", "Which requests are logged, counted and traced.", "logs, metrics and traces are this gateway's own"),
        Ignored("parentRefs", "Routers above this one.", "routers do not stand in layers here"),
    ]);

    /// <summary>A router's priority.</summary>
    public static IntegerShape Priority { get; } = new(int.MinValue + 1000L, int.MaxValue - 1000L);

    /// <summary>TLS of a router.</summary>
    public static EitherShape RouterTls => field ??= new(
        new GroupShape("routerTls", "TLS of a router.", () =>
        [
            new("options", new EitherShape(Reference, TlsKeys.OptionsReference), "Options of the connections."),
            Ignored("certResolver", "Who gets its certificates.", "certificates are not fetched; they come from files, or are made at the start and signed by nobody"),
            Ignored("domains", "Names of certificates that are fetched.", "certificates are not fetched"),
            Ignored("secretName", "The secret with the certificate.", "certificates come from files, or are made at the start and signed by nobody"),
            Ignored("store", "The store of certificates.", "the server name chooses among all certificates"),
        ]),
        Kinds.Bool);
}
