using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Mse.Keys;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Mse;

/// <summary>The page of MSE's and Higress' dialect.</summary>
public static class MseReference
{
    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown() => Page.Markdown();

    /// <summary>What the page shows.</summary>
    internal static DialectPage Page { get; } = new(
        "MSE and Higress",
        """
        Halfsilver reads what the cloud-native gateway MSE, and Higress that it is made of, are given: `halfsilver run -c gateway.yaml`,
        `halfsilver run -c ingress.yaml -c services.yaml`. There are two forms, which may stand beside each other; all files are read together:

        - **the console's**: a file with `routes` in it, and `gateways`, `services`, `domains` beside them, as the console and its API
          (`AddGatewayRoute` and the like) have them. Keys are compared without case, so `RouteOrder` and `routeOrder` are the same; the labels
          of the console are read too. What may be JSON in a text, as `Policies` and each policy in it are in the API, is read either way;
        - **a cluster's**: `Ingress` objects with the annotations of `higress.io/` and `nginx.ingress.kubernetes.io/`, an `McpBridge` with its registries,
          and the `Service`, `EndpointSlice` and `Endpoints` objects beside them.

        The policy Traffic Mirror of a route can also be set over [the API](../mse-api.md), as in the console.

        A file is of this dialect where it holds an `Ingress` or an `McpBridge`, or `routes` with words that only this console has: `predicates` as
        `pathPredicates`, `destinationType`, `agreementType`, `gatewayUniqueId`, `trafficMirror`. The mirror's policy has no public form of its own; the one here is
        made of the console's labels and of how its sibling policies are written.

        ## What is decided here

        **Mirrors.** Copies leave beside the primary, of every method, with the whole body as it comes, and exactly the share that is asked for over any
        run; without a percentage that is all. The Host of a copy is that of the primary's request: no `-shadow` is put behind it. A rewrite of the
        route holds for its copies too. Copies carry no visible mark, and are never retried; a 3xx is not followed. Upgrades are not copied. There is no size above
        which a body is not copied, where Envoy stops at its buffer's; copies always fit the [budgets](../memory.md). Beyond Envoy: a copy has 5 s, and a
        mirror that fails again and again is left alone for a while.

        **The console refuses, and so does the reader:** a percentage outside 0 to 100, a target that is not associated with the gateway or speaks
        neither HTTP nor HTTPS, a port that the service has not, and a dynamic port for a service with several. A policy that is switched off keeps its
        settings: the mirror is there, and gets no copies. Only published routes are served.

        **A broken mirror of an Ingress costs only itself.** Where its Service is missing among others the routes are served without it, with a notice; where no
        Service at all stands in the files, and no port is named, it is asked at port 80. A
        percentage that is no whole number is 100 and a port that is no number is the Service's first one, as in Higress; a negative percentage leaves the mirror out.

        **Mirrors hold for a whole Ingress.** A canary by header or cookie takes the mirror of the Ingress that it belongs to, and so does one by weight;
        annotations for a mirror of its own are left out, as Higress does.

        **Order.** Hosts first: an exact one, then the longer wildcard, then none; a host that some routes name belongs to them, and what they do not take
        is answered with 404. Then the console's `routeOrder`, the smaller first. Among paths of an Ingress: exact ones, prefixes, expressions, `/`, the default
        backend, the longer before the shorter. A prefix ends at a segment's end in both forms. Expressions match the whole path, or what it begins with under
        `use-regex`.

        **Entry points.** `web` is `:8000`, and `websecure` is `:8443` where a domain is HTTPS or an Ingress has `tls`. Certificates are not read from the
        cloud or from secrets: one is made at the start and signed by nobody. Redirects to TLS name the usual port, 443.

        **Services.** One of the console has the addresses and ports that stand there. Without addresses it is asked at `name.namespace.svc` where its source is K8S, and by
        its name otherwise; `--resolve` pins that. Services of a cluster resolve in this order: `Service` with its `EndpointSlice` or `Endpoints` objects in the files; `Service` alone,
        by its ports, at `NAME.NAMESPACE.svc`; no object, at the same name and the port's number. By TLS any certificate of a service is taken, as there. A Service
        is asked in what `backend-protocol` says, else what its port's `appProtocol` or name says; a mirror's Service by its port alone.

        **Guards.** What asks clients who they are (`auth-type`, `jwt` and the like) is refused: without it the route would be open. Lists of networks are done here.

        **Times.** A service's are Envoy's as these gateways set them: 10 s to connect, none for an answer (a day here).
        """,
        [ConsoleKeys.File, IngressKeys.Ingress, AnnotationKeys.Annotations, IngressKeys.McpBridge, KubernetesKeys.Service, KubernetesKeys.EndpointSlice, KubernetesKeys.Endpoints]);
}
