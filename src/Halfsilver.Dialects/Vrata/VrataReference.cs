using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Vrata.Keys;

namespace Halfsilver.Dialects.Vrata;

/// <summary>The page of Vrata's dialect.</summary>
public static class VrataReference
{
    /// <summary>The whole page in Markdown.</summary>
    public static string Markdown() => Page.Markdown();

    /// <summary>What the page shows.</summary>
    internal static DialectPage Page { get; } = new(
        "Vrata",
        """
        Halfsilver reads a snapshot of Vrata, as its interface gives it or without what stands around it, and the dump of its whole configuration,
        in JSON or YAML: `halfsilver run -c snapshot.json`. Several files are one configuration; `Service`, `EndpointSlice` and `Endpoints` objects may
        stand beside them.

        Objects can also be written one by one over [the API](../vrata-api.md), as with Vrata.

        A file is Vrata's where a key is `destinationId`, `routeIds`, `middlewareIds` or `directResponse`, or where lists of destinations and of routes,
        groups or listeners stand at its top. Keys are compared without case; an empty text, a zero and null stand for absence. A `forward`, a
        route or a mirror that stands alone is refused, by the names of what is missing.

        ## What is decided here

        **Mirrors.** A copy leaves beside the primary, with the method, path, query, fields, body and Host that the primary gets. `percentage` is 100
        where it is not written; 0 is none, as Vrata's documentation has it. The share is exact over any run. A copy has the `request` time of the
        mirror's destination (30 s), is never tried again, follows no redirect, and carries no visible mark. Vrata keeps a body whole in memory; here a
        copy may lag 32 MiB behind a body, within the [budgets](../memory.md) of all copies. Mirrors are named after their destinations, and metrics
        count the copies that were really sent.

        **A broken mirror costs only itself.** Where its destination is missing or cannot be called, or is this gateway, the route is served without it,
        with a notice.

        **Routes** are tried as in Vrata: those of groups first, in the order of the groups and of the ids in each, then the others in the order of the
        file; the first that holds counts. A path is put together with its group's; hosts and fields of a group come beside a route's own.

        **Paths.** `rewrite.path` stands in place of what the route's path matched, as the documentation has it; Vrata's program replaces the whole path.

        **Guards.** A route that uses `jwt`, `extAuthz`, `inlineAuthz` or `extProc`, and a listener that requires certificates of clients, are
        refused: without them they would be open. A condition in CEL is read where a rule can say it, and refused else.

        **Times.** Of a route's `request` time and the destination's `responseHeader` time (10 s) the shorter counts, to the end of the answer's head.

        **Metrics** are on the admin side, and on a listener that asks for them. `vrata_mirror_requests_total` stands there beside this gateway's own
        names; it counts the copies that were really sent, where Vrata counts every request of a route with a mirror, and its labels are the names of
        route and destination, where Vrata's program writes their ids. `vrata_route_requests_total` and `vrata_route_duration_seconds` stand there without the
        label `group`, `vrata_destination_requests_total` and `vrata_destination_duration_seconds` without `status_code`. Vrata's other names are not there.

        **Certificates** and keys are PEM in the snapshot itself, as Vrata keeps them, or names of files. A listener whose `tls` holds neither makes
        a certificate of its own at the start.

        **Names of Services** (`discovery`) resolve in this order: `Service` with its `EndpointSlice` or `Endpoints` objects in the files; `Service` alone, by
        its ports; no object, by DNS.
        """,
        [FileKeys.File, KubernetesKeys.Service, KubernetesKeys.EndpointSlice, KubernetesKeys.Endpoints]);
}
