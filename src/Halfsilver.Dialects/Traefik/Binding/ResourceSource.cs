using System.Collections.Immutable;

using Halfsilver.Dialects.Kubernetes;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Traefik.Keys;

namespace Halfsilver.Dialects.Traefik.Binding;

/// <summary>Takes Traefik's custom resources apart.</summary>
internal sealed class ResourceSource(Assembly parts, ImmutableArray<KubernetesObject> objects)
{
    private readonly ResourceServices _services = new(parts, new KubernetesServices(objects, parts.Scope));
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The API groups, the older one last.</summary>
    public static ImmutableArray<string> Groups { get; } = ["traefik.io", "traefik.containo.us"];

    /// <summary>Makes every object known.</summary>
    public void Take()
    {
        foreach (var one in objects)
        {
            if (!Groups.Contains(one.Group, StringComparer.Ordinal))
            {
                if (!KubernetesServices.Reads(one) && _told.Add(one.Kind))
                {
                    parts.Scope.Ignore(one.Root.Place, one.Path, $"objects of kind {one.Kind} are not read here");
                }

                continue;
            }

            Take(one);
        }
    }

    private void Take(KubernetesObject one)
    {
        var name = ResourceNames.Of(one.Namespace, one.Name);
        switch (one.Kind)
        {
            case "IngressRoute" when Spec(ResourceKeys.IngressRoute, one) is { } spec:
                Routers(one, spec);
                break;
            case "TraefikService" when Spec(ResourceKeys.TraefikService, one) is { } spec:
                _services.Define(name, one.Namespace, spec);
                break;
            case "Middleware" when Spec(ResourceKeys.Middleware, one) is { } spec:
                parts.Middlewares.Add(Reference.Resources, name, spec);
                break;
            case "ServersTransport" when Spec(ResourceKeys.ServersTransport, one) is { } spec:
                parts.Transports.Add(Reference.Resources, name, spec);
                break;
            case "TLSOption" when Spec(ResourceKeys.TlsOption, one) is { } spec:
                parts.Tls.Define(Reference.Resources, one.Name == "default" ? "default" : name, spec);
                break;
            case "IngressRouteTCP" or "IngressRouteUDP" or "MiddlewareTCP" or "ServersTransportTCP":
                parts.Scope.Approximate(one.Root.Place, one.Path, "TCP and UDP are not served here");
                break;
            case "TLSStore":
                parts.Scope.Ignore(one.Root.Place, one.Path, "certificates of secrets are not read; they are made at the start and signed by nobody");
                break;
            case "IngressRoute" or "TraefikService" or "Middleware" or "ServersTransport" or "TLSOption":
                break;
            default:
                parts.Scope.Ignore(one.Root.Place, one.Path, $"objects of kind {one.Kind} are not read here");
                break;
        }
    }

    private MapItem? Spec(GroupShape shape, KubernetesObject one) => (shape.Read(one.Root, one.Path, parts.Scope) as MapItem)?.Map("spec");

    private void Routers(KubernetesObject one, MapItem spec)
    {
        var routes = spec.List("routes").OfType<MapItem>().ToList();
        var tls = spec.Entries.GetValueOrDefault("tls");
        parts.Tls.Use((tls as MapItem)?.Entries.GetValueOrDefault("options"), tls, Reference.Resources, one.Namespace);
        for (var i = 0; i < routes.Count; i++)
        {
            var route = routes[i];
            if (route.Entries.GetValueOrDefault("match") is not ValueItem rule)
            {
                continue;
            }

            var name = ResourceNames.Of(one.Namespace, one.Name);
            parts.Routers.Add(new RouterSource
            {
                Name = routes.Count == 1 ? name : $"{name}-{i}",
                At = route,
                Rule = rule,
                Older = route.Text("syntax") is { } syntax ? syntax == "v2" : null,
                Priority = route.Value<long>("priority", 0),
                EntryPoints = [.. spec.List("entryPoints").OfType<ValueItem>()],
                Middlewares = [.. route.List("middlewares").OfType<MapItem>().Select(item => ResourceNames.Middleware(item, one.Namespace)).OfType<Reference>()],
                Tls = tls is MapItem or ValueItem { Value: true },
                Target = () => _services.Target(route, one.Namespace),
            });
        }
    }
}
