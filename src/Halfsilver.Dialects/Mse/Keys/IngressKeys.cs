using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Mse.Keys.MseKinds;

namespace Halfsilver.Dialects.Mse.Keys;

/// <summary>Keys of the objects of a cluster: Ingress, and the bridge to registries beside it.</summary>
internal static class IngressKeys
{
    public static GroupShape Ingress => field ??= KubernetesKeys.Object("ingress", "Hosts and paths, each with the Service that answers.", new Key("spec", Spec, "What it is.") { Required = true });

    public static GroupShape McpBridge => field ??= KubernetesKeys.Object("mcpBridge", "Registries, whose services `destination` and `mirror-target-fqdn` may name.", new Key("spec", BridgeSpec, "What it is."));

    private static GroupShape Spec => field ??= new("ingressSpec", "What an Ingress is.", () =>
    [
        new("ingressClassName", Kinds.Text, "Which controller reads it; here each one is read."),
        new("rules", new ListShape("rules", Rule), "The hosts."),
        new("defaultBackend", Backend, "Who answers what no rule takes."),
        new("backend", Backend, "The same in older versions."),
        new("tls", new ListShape("entries", Tls), "Hosts that are served by TLS as well."),
    ]);

    private static GroupShape Rule => field ??= new("ingressRule", "A host.", () =>
    [
        new("host", Kinds.Text, "The host; *.example.com for all below it.") { DefaultWords = "every host" },
        new("http", Http, "Its paths."),
    ]);

    private static GroupShape Http => field ??= new("ingressHttp", "Paths of a host.", () =>
    [
        new("paths", new ListShape("paths", Path), "The paths.") { Required = true },
    ]);

    private static GroupShape Path => field ??= new("ingressPath", "A path with the Service that answers.", () =>
    [
        new("path", Kinds.Text, "The path; an expression where use-regex or rewrite-target say so.") { Default = "/" },
        new("pathType", new ChoiceShape("Prefix", "Exact", "ImplementationSpecific"), "Prefix ends at a segment's end; ImplementationSpecific is read as Prefix, as there.") { Default = "Prefix" },
        new("backend", Backend, "Who answers.") { Required = true },
    ]);

    private static GroupShape Backend => field ??= new("ingressBackend", "Who answers.", () =>
    [
        new("service", Service, "A Service with its port."),
        new("resource", Resource, "Another object: an McpBridge, beside the annotation destination."),
        new("serviceName", Kinds.Text, "The Service in older versions."),
        new("servicePort", KubernetesKeys.Port, "Its port in older versions."),
    ]);

    private static GroupShape Service => field ??= new("ingressService", "A Service with its port.", () =>
    [
        new("name", KubernetesKeys.Name, "The Service.") { Required = true },
        new("port", Port, "Its port.") { DefaultWords = "its only one" },
    ]);

    private static GroupShape Port => field ??= new("ingressServicePort", "A port by number or name.", () =>
    [
        new("number", Kinds.PortNumber, "Its number."),
        new("name", Kinds.Text, "Its name."),
    ]);

    private static GroupShape Resource => field ??= new("ingressResource", "An object.", () =>
    [
        new("apiGroup", Kinds.Text, "Its group."),
        new("kind", Kinds.Text, "Its kind.") { Required = true, Sample = "McpBridge" },
        new("name", Kinds.Text, "Its name.") { Required = true, Sample = "default" },
    ]);

    private static GroupShape Tls => field ??= new("ingressTls", "Hosts that are served by TLS as well.", () =>
    [
        new("hosts", new ListShape("hosts", Kinds.Text), "The hosts.") { DefaultWords = "all of the Ingress" },
        new("secretName", Any, "The secret with their certificate.") { Ignored = "secrets are not read; the certificate is made at the start and signed by nobody" },
    ]);

    private static GroupShape BridgeSpec => field ??= new("mcpBridgeSpec", "Registries.", () =>
    [
        new("registries", new ListShape("registries", Registry), "The registries."),
        new("proxies", Any, "Proxies before them.") { Approximated = "services are asked directly" },
    ]);

    private static GroupShape Registry => field ??= new("mcpRegistry", "A registry. Services of static and dns are known here; those of others are asked by their name, which `--resolve` can pin.", () =>
    [
        new("name", KubernetesKeys.Name, "Its name: NAME.static or NAME.dns where others refer to it.") { Required = true },
        new("type", Kinds.Text, "What it is: static, dns, nacos, nacos2, zookeeper, consul, eureka.") { Required = true, Sample = "dns" },
        new("domain", Kinds.Text, "static: addresses with their ports. dns: names. Several with commas."),
        new("port", new IntegerShape(0, 65_535), "The port of dns.") { Default = 80 },
        new("protocol", Kinds.Text, "What is spoken there: http, https, grpc, grpcs.") { Default = "http" },
        new("sni", Kinds.Host, "The name that is asked for by TLS."),
        .. from name in new[] { "nacosAddressServer", "nacosAccessKey", "nacosSecretKey", "nacosNamespaceId", "nacosNamespace", "nacosGroups", "nacosRefreshInterval", "consulNamespace", "consulDatacenter", "consulServiceTag", "consulRefreshInterval", "zkServicesPath", "authSecretName", "vport", "proxyName", "enableMCPServer", "mcpServerExportDomains", "mcpServerBaseUrl", "enableScopeMcpServers", "allowMcpServers", "metadata" }
           select new Key(name, Any, "How a registry is asked.") { Ignored = "registries are not asked here: their services are reached by name, which --resolve can pin" },
    ]);
}
