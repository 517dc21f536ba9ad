using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.GatewayApi.Binding;

/// <summary>Which objects may refer to Services of other namespaces.</summary>
internal sealed class Grants
{
    private readonly HashSet<(string Kind, string From, string To, string? Name)> _grants = [];

    /// <summary>Takes what a ReferenceGrant lets.</summary>
    public void Define(KubernetesObject one, MapItem spec)
    {
        foreach (var from in spec.List("from").OfType<MapItem>())
        {
            foreach (var to in spec.List("to").OfType<MapItem>().Where(to => to.Text("kind") == "Service" && to.Text("group") is null or ""))
            {
                if (from.Text("kind") is { } kind && from.Text("namespace") is { } space)
                {
                    _grants.Add((kind, space, one.Namespace, to.Text("name")));
                }
            }
        }
    }

    /// <summary>Whether a route may refer to a Service.</summary>
    public bool Allow(KubernetesObject route, string space, string name) =>
        route.Namespace == space || _grants.Contains((route.Kind, route.Namespace, space, null)) || _grants.Contains((route.Kind, route.Namespace, space, name));
}
