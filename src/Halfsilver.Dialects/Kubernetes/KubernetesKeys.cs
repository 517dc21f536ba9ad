using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Kubernetes;

/// <summary>Keys of the objects that say where a Service's requests go, and those that all objects have.</summary>
internal static class KubernetesKeys
{
    /// <summary>The label by which a slice of endpoints names its Service.</summary>
    public const string ServiceName = "kubernetes.io/service-name";

    private static readonly AnyShape Any = new();

    /// <summary>What a name may be: a DNS label or subdomain.</summary>
    public static TextShape Name { get; } = new("name", "^[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$", "letters, digits, . and -, at most 253", ["app-v1"], ["", "a b", "-a"]);

    /// <summary>A port by number or name.</summary>
    public static ParsedShape Port { get; } = new(
        "port by name or number", "^[A-Za-z0-9-]+$",
        text => text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? new Parsed(text) : new Parsed(null, "names no port; use a name or a number"),
        [80, "http"], ["", "a b"])
    { OrNumber = true };

    public static GroupShape Service => field ??= Object("kubernetesService", "A Service: its ports, and where it stands.", new Key("spec", ServiceSpec, "What it is."));

    public static GroupShape EndpointSlice => field ??= new("endpointSlice", "Endpoints of a Service, which its label names.", () =>
    [
        .. Envelope,
        new("endpoints", new ListShape("endpoints", SliceEndpoint), "The endpoints.") { OrNull = true },
        new("ports", new ListShape("ports", EndpointPort), "Their ports.") { OrNull = true },
        new("addressType", Any, "What the addresses are."),
    ]);

    public static GroupShape Endpoints => field ??= new("endpoints", "Endpoints of the Service of the same name.", () =>
    [
        .. Envelope,
        new("subsets", new ListShape("subsets", Subset), "Endpoints with their ports.") { OrNull = true },
    ]);

    /// <summary>An object with the keys that all have, and its own.</summary>
    public static GroupShape Object(string name, string description, params Key[] own) => new(name, description, () => [.. Envelope, .. own, new("status", Any, "Written by the cluster.")]);

    /// <summary>The keys that all objects have.</summary>
    public static ImmutableArray<Key> Envelope =>
    [
        new("apiVersion", Kinds.Text, "Group and version.") { Required = true, Sample = "v1" },
        new("kind", Kinds.Text, "The kind.") { Required = true, Sample = "Service" },
        new("metadata", Metadata, "Name and namespace.") { Required = true },
    ];

    private static GroupShape Metadata => field ??= new("metadata", "Name and namespace. What else stands here changes nothing about requests.", () =>
    [
        new("name", Name, "The name.") { Required = true },
        new("namespace", Name, "The namespace.") { Default = "default" },
        new("labels", Values, "Labels."),
        new("annotations", Values, "Annotations."),
        .. from key in new[] { "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers", "generateName", "generation", "managedFields", "ownerReferences", "resourceVersion", "selfLink", "uid" }
           select new Key(key, Any, "Written by the cluster."),
    ]);

    private static NamedShape Values => field ??= new("values by name", "^[^\\x00-\\x20\\x7f]{1,400}$", "visible characters", "app", new TextShape("value", "^[^\\x00]*$", "any text", ["web"], ["a\0"]) { Loose = true });

    private static GroupShape ServiceSpec => field ??= new("serviceSpec", "What a Service is.", () =>
    [
        new("ports", new ListShape("ports", ServicePort), "Its ports.") { OrNull = true },
        new("type", Kinds.Text, "ExternalName stands for a name elsewhere; all others for endpoints in the cluster.") { Default = "ClusterIP" },
        new("externalName", Kinds.Host, "The name that an ExternalName stands for."),
        new("clusterIP", Kinds.Text, "None for a Service without an address of its own."),
        .. from key in new[] { "selector", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "sessionAffinity", "sessionAffinityConfig", "internalTrafficPolicy", "externalTrafficPolicy", "externalIPs", "loadBalancerIP", "loadBalancerClass", "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "healthCheckNodePort", "publishNotReadyAddresses", "trafficDistribution" }
           select new Key(key, Any, "Read by the cluster."),
    ]);

    private static GroupShape ServicePort => field ??= new("servicePort", "A port of a Service.", () =>
    [
        new("port", Kinds.PortNumber, "Its number.") { Required = true },
        new("name", Kinds.Text, "Its name, where there are several."),
        new("targetPort", Port, "The port of the endpoints.") { DefaultWords = "the same" },
        new("protocol", Kinds.Text, "TCP; others take no requests.") { Default = "TCP" },
        new("appProtocol", Kinds.Text, "What is spoken there."),
        new("nodePort", Any, "Read by the cluster."),
    ]);

    private static GroupShape SliceEndpoint => field ??= new("sliceEndpoint", "An endpoint.", () =>
    [
        new("addresses", new ListShape("addresses", Kinds.Host), "Its addresses; the first counts.") { Required = true },
        new("conditions", Conditions, "Whether it takes requests.") { OrNull = true },
        .. from key in new[] { "hostname", "targetRef", "nodeName", "zone", "hints", "deprecatedTopology" }
           select new Key(key, Any, "Read by the cluster."),
    ]);

    private static GroupShape Conditions => field ??= new("conditions", "Whether an endpoint takes requests.", () =>
    [
        new("ready", Kinds.Bool, "Whether it is ready.") { Default = true, OrNull = true },
        new("serving", Kinds.Bool, "Whether it answers, even while it ends.") { DefaultWords = "whether it is ready", OrNull = true },
        new("terminating", Any, "Whether it ends."),
    ]);

    private static GroupShape EndpointPort => field ??= new("endpointPort", "A port of endpoints.", () =>
    [
        new("port", Kinds.PortNumber, "Its number.") { OrNull = true },
        new("name", Kinds.Text, "The name of the Service's port.") { OrNull = true },
        new("protocol", Any, "TCP; others take no requests."),
        new("appProtocol", Any, "What is spoken there."),
    ]);

    private static GroupShape Subset => field ??= new("subset", "Endpoints with the same ports.", () =>
    [
        new("addresses", new ListShape("addresses", SubsetAddress), "Those that are ready.") { OrNull = true },
        new("notReadyAddresses", Any, "Those that are not."),
        new("ports", new ListShape("ports", EndpointPort), "Their ports.") { OrNull = true },
    ]);

    private static GroupShape SubsetAddress => field ??= new("subsetAddress", "An address.", () =>
    [
        new("ip", Kinds.Host, "The address.") { Required = true },
        new("hostname", Any, "Read by the cluster."),
        new("nodeName", Any, "Read by the cluster."),
        new("targetRef", Any, "Read by the cluster."),
    ]);
}
