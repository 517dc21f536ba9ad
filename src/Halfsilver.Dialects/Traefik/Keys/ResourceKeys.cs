using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Traefik.Keys.TraefikKinds;

namespace Halfsilver.Dialects.Traefik.Keys;

/// <summary>Keys of the custom resources, of both API groups.</summary>
internal static class ResourceKeys
{
    public static GroupShape IngressRoute => field ??= KubernetesKeys.Object("ingressRoute", "Routers of a namespace.", new Key("spec", IngressRouteSpec, "What it is.") { Required = true });

    public static GroupShape TraefikService => field ??= KubernetesKeys.Object("traefikService", "A service made of others.", new Key("spec", TraefikServiceSpec, "What it is.") { Required = true });

    public static GroupShape Middleware => field ??= KubernetesKeys.Object("middlewareResource", "A middleware.", new Key("spec", MiddlewareKeys.Middleware, "What it is.") { Required = true });

    public static GroupShape ServersTransport => field ??= KubernetesKeys.Object("serversTransportResource", "How connections to servers are made.", new Key("spec", TransportKeys.Transport, "What it is.") { Required = true });

    public static GroupShape TlsOption => field ??= KubernetesKeys.Object("tlsOption", "Options of TLS.", new Key("spec", TlsKeys.Options, "What it is."));

    /// <summary>A middleware by name and namespace.</summary>
    public static GroupShape MiddlewareReference => field ??= new("middlewareReference", "A middleware by name and namespace.", () =>
    [
        new("name", Reference, "Its name, or name@provider.") { Required = true },
        new("namespace", KubernetesKeys.Name, "Its namespace.") { DefaultWords = "the object's own" },
    ]);

    private static GroupShape IngressRouteSpec => field ??= new("ingressRouteSpec", "Routers with what they share.", () =>
    [
        new("routes", new ListShape("routes", Route), "The routers.") { Required = true },
        new("entryPoints", References, "Entry points that serve them.") { DefaultWords = "all" },
        new("tls", FileKeys.RouterTls, "Takes requests over TLS, and only those. An empty map is enough.") { DefaultWords = "clear text only" },
        Ignored("ingressClassName", "Which controller reads it.", "every controller's are read"),
        Ignored("parentRefs", "Routers above these.", "routers do not stand in layers here"),
    ]);

    private static GroupShape Route => field ??= new("ingressRouteRoute", "A router.", () =>
    [
        new("match", TraefikKinds.Rule, "Which requests it takes.") { Required = true },
        new("kind", new ChoiceShape("Rule"), "What it is.") { Default = "Rule" },
        new("priority", FileKeys.Priority, "Higher is tried first; 0 and nothing are the rule's length.") { Default = 0 },
        new("services", new ListShape("services", Service), "Who answers; of several one by weight."),
        new("middlewares", new ListShape("middlewares", MiddlewareReference), "What is done to its requests, in this order."),
        new("syntax", new ChoiceShape("v3", "v2"), "The rule's syntax.") { DefaultWords = "core.defaultRuleSyntax" },
        Ignored("observability", "Which requests are logged, counted and traced.", "logs, metrics and traces are this gateway's own"),
    ]);

    private static GroupShape TraefikServiceSpec => field ??= new("traefikServiceSpec", "A service made of others: of one type.", () =>
    [
        new("mirroring", Mirroring, "A Service, and others that get copies of its requests once it has answered."),
        new("weighted", Weighted, "One of several, by weight."),
        new("highestRandomWeight", HighestRandomWeight, "One of several, by the client's address.")
        {
            Approximated = "the services are chosen in turn by weight, not by the client's address",
        },
        new("failover", Failover, "A Service, and another for when it cannot answer."),
    ])
    { ExactlyOne = [["mirroring", "weighted", "highestRandomWeight", "failover"]] };

    private static GroupShape Mirroring => field ??= new("traefikServiceMirroring", "The Service that answers, and its mirrors.", () =>
    [
        .. ServiceReference,
        new("mirrorBody", Kinds.Bool, "Whether copies carry the body; without it they have length 0.") { Default = true },
        new("maxBodySize", Bytes, "Bytes of the largest body that is copied; a request with a larger one is not mirrored. -1 is no limit.") { Default = -1 },
        new("mirrors", new ListShape("mirrors", Mirror), "The mirrors."),
    ]);

    private static GroupShape Mirror => field ??= new("traefikServiceMirror", "A Service that gets copies.", () =>
    [
        .. ServiceReference,
        new("percent", Percent, "Percent of the requests that are copied.") { Default = 0 },
    ]);

    private static GroupShape Weighted => field ??= new("traefikServiceWeighted", "One of several, by weight.", () =>
    [
        new("services", new ListShape("services", Service), "The services."),
        ServiceKeys.Sticky,
    ]);

    private static GroupShape HighestRandomWeight => field ??= new("traefikServiceHighestRandomWeight", "One of several, by the client's address.", () =>
    [
        new("services", new ListShape("services", Service), "The services."),
    ]);

    private static GroupShape Failover => field ??= new("traefikServiceFailover", "A Service, and another for when it cannot answer.", () =>
    [
        new("service", Service, "The Service that answers.") { Required = true },
        new("fallback", Service, "The Service that answers where the first cannot.") { Required = true },
        new("errors", ServiceKeys.FailoverErrors, "Answers of the first that count as none."),
        ServiceKeys.PassesHealth,
    ]);

    /// <summary>A Service or TraefikService by name.</summary>
    public static GroupShape Service => field ??= new("serviceReference", "A Service or TraefikService by name.", () => [.. ServiceReference]);

    private static Key[] ServiceReference =>
    [
        new("name", Reference, "Its name, or name@provider for a service of the file provider.") { Required = true },
        new("kind", new ChoiceShape("Service", "TraefikService"), "What it is.") { Default = "Service" },
        new("namespace", KubernetesKeys.Name, "Its namespace.") { DefaultWords = "the object's own" },
        new("port", KubernetesKeys.Port, "The Service's port, by number or name."),
        new("scheme", new ChoiceShape("http", "https", "h2c"), "What is spoken there.") { DefaultWords = "https for port 443 and names that begin with https, else http" },
        new("weight", new IntegerShape(0, 1_000_000), "Its share among several.") { Default = 1 },
        .. BalancerKeys.All,
        new("middlewares", new ListShape("middlewares", MiddlewareReference), "Middlewares of the service."),
        Ignored("nativeLB", "Whether the cluster balances.", "endpoints of the files are balanced here, names are left to the cluster"),
        Ignored("nodePortLB", "Whether nodes are asked.", "endpoints are asked, not nodes"),
    ];
}
