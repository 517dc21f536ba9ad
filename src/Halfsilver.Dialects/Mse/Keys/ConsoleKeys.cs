using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Mse.Keys.MseKinds;

namespace Halfsilver.Dialects.Mse.Keys;

/// <summary>Keys of files in the form of the console and its API: gateways, services, domains, routes.</summary>
internal static class ConsoleKeys
{
    public static GroupShape File => field ??= new("mseFile", "What one file can hold. Names of services and domains may stand in another file.", () =>
    [
        new("gateways", new ListShape("gateways", Gateway), "The gateways; one process is one of them."),
        new("services", new ListShape("services", Service), "The services that are associated with them."),
        new("domains", new ListShape("domains", Domain), "The domains."),
        new("routes", new ListShape("routes", RouteKeys.Route), "The routes."),
    ]);

    private static AliasedShape Gateway => field ??= new(
        new GroupShape("mseGateway", "A gateway. Its name is that of this one in metrics.", () =>
        [
            new("name", Name, "Its name; also GatewayName."),
            new("gatewayUniqueId", Id, "How services and routes name it; also id and gatewayId."),
            new("httpPort", Kinds.PortNumber, "Where clients connect in clear text.") { Default = 8000 },
            new("httpsPort", Kinds.PortNumber, "Where clients connect by TLS, if a domain asks for it.") { Default = 8443 },
            .. Elsewheres("region", "regionId", "spec", "replica", "vpc", "vpcId", "vSwitchId", "zoneInfo", "status", "chargeType", "tag", "description"),
        ]),
        ("gatewayName", "name"), ("id", "gatewayUniqueId"), ("gatewayId", "gatewayUniqueId"));

    private static AliasedShape Service => field ??= new(
        new GroupShape("mseService", "A service that routes and mirrors may name.", () =>
        [
            new("name", Name, "Its name; also serviceName.") { Required = true },
            new("serviceId", Id, "Its number; also id."),
            new("gatewayUniqueId", Id, "The gateway it is associated with; also gateway and gatewayId. Others' routes cannot name it.") { DefaultWords = "every gateway" },
            new("namespace", Id, "Its namespace, where it is a Service of Kubernetes."),
            new("sourceType", Word("source", "K8S", "MSE", "NACOS", "MSE_ZK", "ZOOKEEPER", "CONSUL", "EUREKA", "DNS", "FIXED", "STATIC", "VIP", "EDAS", "SAE", "FC", "AI"), "Where its addresses come from. Without addresses here, K8S is asked at name.namespace.svc and all others by their name."),
            new("agreementType", Word("protocol", "HTTP", "HTTPS", "HTTP2", "GRPC", "GRPCS", "DUBBO", "TCP", "UDP", "TLS", "OTHER"), "What it speaks; also protocol. Only HTTP and HTTPS can be mirrored to; DUBBO, TCP, UDP, TLS and OTHER take no requests.") { Default = "HTTP" },
            new("ports", new ListShape("ports", new EitherShape(Kinds.PortNumber, Port)), "Its ports. One: `dynamic` follows it. Several: routes and mirrors name one of them.") { DefaultWords = "those of its addresses" },
            new("servicePort", Kinds.PortNumber, "Its only port; also port."),
            new("addresses", Texts("addresses", Address), "Its addresses, with or without their ports; also ips. A text may hold several with commas."),
            new("versions", new ListShape("versions", Version), "Its versions, for routes that name one."),
            .. Elsewheres("groupName", "dnsServerList", "healthStatus", "healthCheck", "sourceId", "metaInfo", "labels", "tag", "description", "gatewayTrafficPolicy"),
        ]),
        ("serviceName", "name"), ("id", "serviceId"), ("gateway", "gatewayUniqueId"), ("gatewayId", "gatewayUniqueId"), ("protocol", "agreementType"),
        ("serviceProtocol", "agreementType"), ("port", "servicePort"), ("ips", "addresses"), ("ipList", "addresses"));

    private static GroupShape Port => field ??= new("msePort", "A port of a service.", () =>
    [
        new("port", Kinds.PortNumber, "Its number.") { Required = true },
        new("name", Id, "Its name.") { DefaultWords = "its number" },
        new("protocol", Word("protocol", "HTTP", "HTTPS", "HTTP2", "GRPC", "GRPCS", "DUBBO", "TCP", "UDP", "TLS", "OTHER"), "What is spoken there.") { DefaultWords = "what the service speaks" },
    ]);

    private static AliasedShape Version => field ??= new(
        new GroupShape("mseVersion", "A version of a service.", () =>
        [
            new("name", Name, "Its name; also version.") { Required = true },
            new("addresses", Texts("addresses", Address), "The addresses of this version."),
            new("labels", Any, "Labels of its instances.") { Ignored = "instances have no labels here; write the version's addresses" },
        ]),
        ("version", "name"), ("ips", "addresses"));

    private static AliasedShape Domain => field ??= new(
        new GroupShape("mseDomain", "A domain that routes may name.", () =>
        [
            new("name", Kinds.Text, "The host; * is every one. Also domainName.") { Required = true, Sample = "shop.example.com" },
            new("domainId", Id, "Its number; also id."),
            new("protocol", Word("protocol", "HTTP", "HTTPS"), "HTTPS is served by TLS as well.") { Default = "HTTP" },
            new("mustHttps", Switch, "Whether clear text is answered with a redirect to TLS.") { Default = false },
            new("certIdentifier", Any, "Its certificate.") { Ignored = "certificates of the cloud are not read; one is made at the start and signed by nobody" },
            new("http2", Any, "Whether HTTP/2 is offered.") { Ignored = "it always is" },
            .. Elsewheres("gatewayUniqueId", "tlsMin", "tlsMax", "status", "type", "description"),
        ]),
        ("domainName", "name"), ("id", "domainId"));

    private static IEnumerable<Key> Elsewheres(params string[] names) => names.Select(name => new Key(name, Any, "Kept by the cloud."));
}
