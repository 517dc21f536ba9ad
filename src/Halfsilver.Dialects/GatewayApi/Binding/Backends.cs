using System.Globalization;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>The Services that routes refer to. What a controller would write into ResolvedRefs becomes a notice.</summary>
internal sealed class Backends(BackendBook book, Grants grants, ReadingScope scope)
{
    private static readonly EndpointsService Usual = new() { Name = "", Endpoints = [] };

    private readonly Dictionary<(string Space, string Name), (string? Port, UpstreamTls Tls)> _tls = [];

    /// <summary>Takes how a policy has Services asked.</summary>
    public void Define(KubernetesObject one, MapItem spec)
    {
        foreach (var target in spec.List("targetRefs").OfType<MapItem>().Where(target => target.Text("kind") == "Service" && target.Text("group") is null or ""))
        {
            if (target.Text("name") is { } name && spec.Map("validation")?.Text("hostname") is { } host)
            {
                _tls.TryAdd((one.Namespace, name), (target.Text("sectionName"), new UpstreamTls { ServerName = host }));
            }
        }
    }

    /// <summary>The service of a reference, or null after saying why there is none.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="route">The route that has it.</param>
    /// <param name="isMirror">Whether it gets copies.</param>
    public ServiceRef? Find(MapItem reference, KubernetesObject route, bool isMirror)
    {
        var kind = reference.Text("kind") ?? "Service";
        if (reference.Text("name") is not { } name)
        {
            return null;
        }

        if (kind != "Service" || reference.Text("group") is not (null or ""))
        {
            return Refuse(reference, "InvalidKind", $"backends of kind {kind} are not read", isMirror);
        }

        if (!reference.TryGet<long>("port", out var port))
        {
            scope.Reject(Codes.MissingKey, reference.Place, reference.Path, "\"port\" is missing; a Service needs it");
            return null;
        }

        var space = reference.Text("namespace") ?? route.Namespace;
        if (!grants.Allow(route, space, name))
        {
            return Refuse(reference, "RefNotPermitted", $"no ReferenceGrant in \"{space}\" lets {route.Kind}s of \"{route.Namespace}\" refer to Service \"{name}\"", isMirror);
        }

        var services = book.Services;
        if (isMirror && !services.IsEmpty && !services.Stands(space, name))
        {
            return Refuse(reference, "BackendNotFound", $"no Service \"{space}/{name}\" stands in the files, where others do", isMirror);
        }

        var backend = services.Find(space, name, port.ToString(CultureInfo.InvariantCulture));
        return backend.Problem is { } problem
            ? Refuse(reference, "BackendNotFound", problem, isMirror)
            : book.Of(space, name, backend, Asked(space, name, backend, route), reference);
    }

    private EndpointsService Asked(string space, string name, KubernetesBackend backend, KubernetesObject route)
    {
        var http2 = route.Kind == "GRPCRoute" || backend.AppProtocol is "kubernetes.io/h2c" or "grpc";
        return _tls.TryGetValue((space, name), out var policy) && (policy.Port is null || policy.Port == backend.PortName)
            ? Usual with { Tls = policy.Tls, Protocol = http2 ? UpstreamProtocol.Http2 : UpstreamProtocol.Http1 }
            : http2 ? Usual with { Protocol = UpstreamProtocol.H2c } : Usual;
    }

    private ServiceRef? Refuse(Item at, string reason, string why, bool isMirror)
    {
        scope.Approximate(at.Place, at.Path, $"ResolvedRefs would be False ({reason}): {why}; {(isMirror ? "nothing is copied there, and the route is served" : "its share of the requests is answered with an error")}");
        return null;
    }
}
