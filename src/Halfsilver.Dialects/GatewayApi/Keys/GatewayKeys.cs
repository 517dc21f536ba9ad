using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.GatewayApi.Keys.GatewayKinds;

namespace Halfsilver.Dialects.GatewayApi.Keys;

/// <summary>Keys of the objects around routes: gateways, grants, how backends are asked by TLS.</summary>
internal static class GatewayKeys
{
    public static GroupShape Gateway => field ??= KubernetesKeys.Object("gateway", "Where clients connect.", new Key("spec", GatewaySpec, "What it is.") { Required = true });

    public static GroupShape ReferenceGrant => field ??= KubernetesKeys.Object("referenceGrant", "Lets objects of other namespaces refer to those of its own.", new Key("spec", GrantSpec, "What it lets.") { Required = true });

    public static GroupShape BackendTlsPolicy => field ??= KubernetesKeys.Object("backendTLSPolicy", "How Services are asked by TLS.", new Key("spec", PolicySpec, "What it is.") { Required = true });

    /// <summary>What selects namespaces.</summary>
    public static GroupShape Selector => field ??= new("labelSelector", "Labels that namespaces must have.", () =>
    [
        new("matchLabels", new NamedShape("values by label", "^[^\\x00-\\x20\\x7f]{1,400}$", "visible characters", "team", new TextShape("value", Kinds.Anything, "any text", ["shop"], ["a\0"]) { Loose = true }), "Labels with their values."),
        new("matchExpressions", Any, "Further tests.") { Approximated = "only matchLabels is looked at" },
    ]);

    private static GroupShape GatewaySpec => field ??= new("gatewaySpec", "What a Gateway is.", () =>
    [
        new("gatewayClassName", Kinds.Text, "Whose it is; here each one is read.") { Required = true },
        new("listeners", new ListShape("listeners", Listener, 1) { AtMost = 64 }, "Its ports.") { Required = true },
        Ignored("addresses", "Addresses that it wants.", "this gateway listens on every address of its machine; --listen says otherwise"),
        Ignored("infrastructure", "How it is run.", "this gateway runs where it is started"),
        Approximated("backendTLS", "The certificate it shows to Services.", "none is shown"),
        Approximated("tls", "Certificates of clients and towards Services.", "clients are not asked for certificates, and none is shown to Services"),
        Approximated("allowedListeners", "Listeners of other objects.", "listeners of other objects are not read"),
        Ignored("defaultScope", "Whether routes without a parent belong to it.", "routes name their parents"),
    ]);

    private static GroupShape Listener => field ??= new("listener", "A port with the hosts that it serves. Several listeners of one port share it; what they serve is told apart by host.", () =>
    [
        new("name", KubernetesKeys.Name, "Its name, which routes may give.") { Required = true },
        new("hostname", Hostname, "The host that it serves.") { DefaultWords = "every host" },
        new("port", Kinds.PortNumber, "Its port.") { Required = true },
        new("protocol", Kinds.Text, "HTTP, or HTTPS. Listeners of TLS, TCP and UDP are not served.") { Required = true, Sample = "HTTP" },
        new("tls", Tls, "TLS towards clients."),
        new("allowedRoutes", AllowedRoutes, "Which routes may attach."),
    ]);

    private static GroupShape Tls => field ??= new("listenerTls", "TLS towards clients.", () =>
    [
        new("mode", new ChoiceShape("Terminate", "Passthrough"), "Passthrough is not served.") { Default = "Terminate" },
        new("certificateRefs", Any, "Its certificates.") { Ignored = "secrets are not read; the certificate is made at the start and signed by nobody" },
        new("frontendValidation", Any, "Asks clients for certificates.") { Rejected = "clients are not asked for certificates here: without them the listener would be open" },
        new("options", Any, "Options of one controller.") { Ignored = "TLS is 1.2 or later" },
    ]);

    private static GroupShape AllowedRoutes => field ??= new("allowedRoutes", "Which routes may attach.", () =>
    [
        new("namespaces", Namespaces, "Of which namespaces."),
        new("kinds", new ListShape("kinds", Kind), "Of which kinds.") { DefaultWords = "those of the protocol" },
    ]);

    private static GroupShape Namespaces => field ??= new("routeNamespaces", "Namespaces whose routes may attach.", () =>
    [
        new("from", new ChoiceShape("Same", "All", "Selector", "None"), "Which.") { Default = "Same" },
        new("selector", Selector, "Labels that the namespaces must have, with Selector. Namespace objects with them stand in the files."),
    ]);

    private static GroupShape Kind => field ??= new("routeKind", "A kind of routes.", () =>
    [
        new("group", Kinds.Text, "Its group.") { Default = "gateway.networking.k8s.io" },
        new("kind", Kinds.Text, "The kind.") { Required = true, Sample = "HTTPRoute" },
    ]);

    private static GroupShape GrantSpec => field ??= new("referenceGrantSpec", "Who may refer to what.", () =>
    [
        new("from", new ListShape("kinds", From, 1), "Who.") { Required = true },
        new("to", new ListShape("kinds", To, 1), "To what.") { Required = true },
    ]);

    private static GroupShape From => field ??= new("grantFrom", "Objects of a kind in a namespace.", () =>
    [
        new("group", Kinds.Text, "Their group.") { Required = true, Sample = "gateway.networking.k8s.io" },
        new("kind", Kinds.Text, "Their kind.") { Required = true, Sample = "HTTPRoute" },
        new("namespace", KubernetesKeys.Name, "Their namespace.") { Required = true },
    ]);

    private static GroupShape To => field ??= new("grantTo", "Objects of a kind, or one of them.", () =>
    [
        new("group", Kinds.Text, "Their group; empty for a Service.") { Required = true },
        new("kind", Kinds.Text, "Their kind.") { Required = true, Sample = "Service" },
        new("name", KubernetesKeys.Name, "One of them.") { DefaultWords = "all" },
    ]);

    private static GroupShape PolicySpec => field ??= new("backendTLSPolicySpec", "How Services are asked by TLS.", () =>
    [
        new("targetRefs", new ListShape("Services", PolicyTarget, 1), "The Services.") { Required = true },
        new("validation", Validation, "How their certificates are checked.") { Required = true },
        Ignored("options", "Options of one controller.", "TLS is 1.2 or later"),
    ]);

    private static GroupShape PolicyTarget => field ??= new("policyTarget", "A Service.", () =>
    [
        new("group", Kinds.Text, "Empty.") { Default = "" },
        new("kind", Kinds.Text, "Service.") { Required = true, Sample = "Service" },
        new("name", KubernetesKeys.Name, "Its name.") { Required = true },
        new("sectionName", Kinds.Text, "One of its ports, by name.") { DefaultWords = "all" },
    ]);

    private static GroupShape Validation => field ??= new("policyValidation", "How certificates are checked.", () =>
    [
        new("hostname", Kinds.Host, "The name that is asked for, and that the certificate must have.") { Required = true },
        new("wellKnownCACertificates", new ChoiceShape("System"), "The authorities that are trusted."),
        Approximated("caCertificateRefs", "The authorities that are trusted.", "those of the system are trusted instead"),
        Approximated("subjectAltNames", "Names that the certificate must have.", "it must have hostname"),
    ]);
}
