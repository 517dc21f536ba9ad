using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Traefik.Keys;

namespace Halfsilver.Dialects.Traefik;

/// <summary>The page of Traefik's dialect.</summary>
public static class TraefikReference
{
    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown() => Page.Markdown();

    /// <summary>What the page shows.</summary>
    internal static DialectPage Page { get; } = new(
        "Traefik",
        """
        Halfsilver reads Traefik's configuration as it is: `halfsilver run -c traefik.yml -c dynamic.toml`, `halfsilver run -c ingressroutes.yaml`.
        All files are read together, so that names of one may be used in another:

        - files of the file provider in YAML, TOML or JSON, and static configurations, in one file or in several;
        - custom resources of `traefik.io` and `traefik.containo.us` (`IngressRoute`, `TraefikService`, `Middleware`, `ServersTransport`,
          `TLSOption`), several in a file or in a list, with the `Service`, `EndpointSlice` and `Endpoints` objects beside them.

        A file is Traefik's where it has `http` with routers, services or middlewares in it, entry points with an `address`, or an `apiVersion`
        of one of the two groups. Keys are compared without case; numbers and booleans may stand in quotes. Go templates are not run.

        ## What is decided here

        **Mirrors.** They sample by Traefik's own counter: the first request is copied, and the share is exact over any run. A copy leaves when
        the client has its whole answer, and never where the client went away before that. `percent` is 0 where it is not written, as there; a
        mirror that ends at 0 is told. Without `mirrorBody` a copy has length 0. A body above `maxBodySize` is not copied, and reaches the
        primary whole; `-1` is no limit, but copies always fit the [budgets](../memory.md). The Host of a copy is the matter of
        the mirror's own service (`passHostHeader`). Copies carry no visible mark. Beyond Traefik: several mirrors are sent their copies side
        by side, a copy has 5 s, and a mirror that fails again and again is left alone for a while.

        **A broken mirror costs only itself.** Where its service is missing, comes from another provider, or leads back to itself, the mirror is left
        out with a notice, and the route is served. Traefik answers 404 there.

        **Rules** are those of version 3; version 2's are read where `ruleSyntax`, `syntax` or `core.defaultRuleSyntax` says so. Longer rules are
        tried first unless `priority` says otherwise. Where two routers of one priority take the same request, Traefik's order is not certain; here
        it is that of their names.

        **Entry points.** `web` is `:8000` and `websecure` is `:8443` where routers name them and no file defines them. A port takes TLS or
        clear text, not both: it takes TLS where the entry point has `http.tls`, or where routers with `tls` name it. Certificates come from
        `tls.certificates`; without any, one is made at the start and signed by nobody.

        **Guards.** A router that uses `basicAuth`, `digestAuth`, `forwardAuth`, `allowedHosts`, a plugin, or certificates of clients is refused:
        without them it would be open. `ipAllowList` is done here.

        **Paths.** `stripPrefix` takes a prefix off wherever it ends, as there. Middlewares of paths may come in any order that ends in: something taken
        off, something replaced, something put before. Others are refused. The redirects of middlewares have the statuses 307 and 308 for
        every method, where Traefik answers 302 and 301 to GET.

        **Times.** A service's are Traefik's: 30 s to connect, none for an answer (a day here), 90 s for a kept connection.

        **Names of Services** resolve in this order: `Service` with its `EndpointSlice` or `Endpoints` objects in the files; `Service` alone, by its
        ports, at `NAME.NAMESPACE.svc`; no object, at the same name and the port's number. `--resolve` pins such a name to an address.
        References cross namespaces and providers; `allowCrossNamespace` and its like keep none from it, for only the files that are given are read.
        """,
        [
            FileKeys.File, ResourceKeys.IngressRoute, ResourceKeys.TraefikService, ResourceKeys.Middleware, ResourceKeys.ServersTransport, ResourceKeys.TlsOption,
            KubernetesKeys.Service, KubernetesKeys.EndpointSlice, KubernetesKeys.Endpoints,
        ]);
}
