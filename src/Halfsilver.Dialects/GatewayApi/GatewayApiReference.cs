using Halfsilver.Dialects.GatewayApi.Keys;
using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.GatewayApi;

/// <summary>The page of the Gateway API's dialect.</summary>
public static class GatewayApiReference
{
    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown() => Page.Markdown();

    /// <summary>What the page shows.</summary>
    internal static DialectPage Page { get; } = new(
        "Gateway API",
        """
        Halfsilver reads objects of Kubernetes' Gateway API as they are: `halfsilver run -c gateway.yaml -c routes.yaml -c services.yaml`. All files are read together:
        `Gateway`, `HTTPRoute`, `GRPCRoute`, `ReferenceGrant` and `BackendTLSPolicy`, several in a file or in a list, with the `Service`, `EndpointSlice`,
        `Endpoints` and `Namespace` objects beside them. A file is of this dialect where an object in it is of the group `gateway.networking.k8s.io`, whatever the version.

        ## What is decided here

        **Mirrors.** A `RequestMirror` copies every request of its rule, or the `percent` or `fraction` that stands there, exactly over any run; `percent: 0` is none. A rule may have several; each
        gets its own share, and one endpoint of its Service gets each copy. Copies leave beside the primary, of every method, with the whole body, and what the rule's
        filters change is changed in them too. Their Host is the primary's; no `-shadow` is put behind it. They carry no visible mark. A mirror inside a
        `backendRef` copies what goes to that backend. Beyond the specification: a copy has 5 s, and a mirror that fails again and again is left alone for a while.

        **What the API's server refuses is refused:** `percent` beside `fraction`, a fraction above a whole, a denominator of 0, a filter without its type's key or with another's, a filter twice that
        may stand once, a redirect beside backends, a replaced prefix without one that is matched, a Service without a port.

        **What a controller would write into a status is a notice.** `Accepted would be False (…)`: the route is not served at that parent. `ResolvedRefs would be False (…)`: a mirror is
        left out, and the route is served; a backend's share of the requests is answered with 503, and with 500 where no backend is right, as where there is none.

        **Precedence** is the specification's, written out as priorities: the exact host before the wildcard, the longer wildcard first; the exact path, the expression, the longest prefix; a method; the more headers;
        the more query parameters; the oldest route, its namespace and name, its first rule. Where expressions stand is left to each implementation: here before prefixes. They match the whole
        path or value.

        **Listeners.** A port is an entry point with the name of its first listener; `--listen NAME=ADDR` moves it. Listeners of one port are told apart by host. What a route and a
        listener share of hosts is served. Where no Gateway stands in the files, routes are served at `web`, `:8000`. A port takes clear text or TLS, not both. Certificates are not read
        from secrets: one is made at the start and signed by nobody. TLS that is passed through, TCP and UDP are not served.

        **Filters that must not be skipped.** Requests of a rule with an `ExtensionRef` are answered with 500. `ExternalAuth` is refused: without it the route would be open. Fields of answers and CORS are not
        touched here, with a notice.

        **Services** resolve in this order: `Service` with its `EndpointSlice` or `Endpoints` objects in the files; `Service` alone, by its ports, at `NAME.NAMESPACE.svc`; no object, at the
        same name and the port's number, which `--resolve` pins. A mirror's Service must stand there where any does. A port with the `appProtocol` `kubernetes.io/h2c` is asked by HTTP/2 in clear text, and so is every
        backend of a GRPCRoute; a `BackendTLSPolicy` asks by TLS.
        """,
        [
            GatewayKeys.Gateway, RouteKeys.HttpRoute, RouteKeys.GrpcRoute, GatewayKeys.ReferenceGrant, GatewayKeys.BackendTlsPolicy,
            KubernetesKeys.Service, KubernetesKeys.EndpointSlice, KubernetesKeys.Endpoints,
        ]);
}
