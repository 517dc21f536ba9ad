using System.Collections.Immutable;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Planning;

namespace Halfsilver.Dialects.Kubernetes;

/// <summary>The plan's services while objects are bound: a port of a Service, asked in one way, is one of them.</summary>
internal sealed class BackendBook(KubernetesServices services, ReadingScope scope, PlanPlaces places)
{
    private readonly PlanNames _names = new();
    private readonly Dictionary<string, ServiceRef> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Service> _built = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The services so far.</summary>
    public ImmutableDictionary<string, Service> Built => _built.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The documents' Services.</summary>
    public KubernetesServices Services => services;

    /// <summary>A service for a port of a Service.</summary>
    /// <param name="space">The Service's namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="backend">Where the port leads; without a problem.</param>
    /// <param name="usual">How it is asked: all but name and addresses.</param>
    /// <param name="at">Where it is referred to.</param>
    public ServiceRef Of(string space, string name, KubernetesBackend backend, EndpointsService usual, Item at)
    {
        if (backend.Endpoints.IsEmpty && _told.Add($"{space}/{name}"))
        {
            scope.Approximate(at.Place, at.Path, $"the Service \"{space}/{name}\" has no endpoint that takes requests; they are answered with 503, and the routes that do not need it are served");
        }
        else if (!services.Stands(space, name) && _told.Add($"{space}/{name}:{backend.Port}"))
        {
            scope.Remark(at.Place, at.Path, $"no Service \"{space}/{name}\" stands in the files: requests go to {backend.Endpoints[0].Host}:{backend.Endpoints[0].Port}");
        }

        return Of($"{space}-{name}-{backend.Port}", backend.Endpoints, usual, at);
    }

    /// <summary>A service of addresses.</summary>
    public ServiceRef Of(string wanted, ImmutableArray<EndpointAddress> addresses, EndpointsService usual, Item at)
    {
        var tls = usual.Tls is not null;
        var service = usual with { Name = wanted, Endpoints = [.. addresses.Select(address => tls ? address with { Tls = true } : address)] };
        var key = $"{wanted} {service.Balancing} {service.HashKey} {service.Host} {service.Protocol} {service.Tls} {service.Timeouts} {string.Join(' ', service.Endpoints)}";
        if (!_known.TryGetValue(key, out var known))
        {
            _known[key] = known = Add(wanted, name => service with { Name = name }, at.Path, at.Place);
        }

        return known;
    }

    /// <summary>A service made of others.</summary>
    /// <param name="wanted">Its name, if that is free.</param>
    /// <param name="build">Makes it under the name that it gets.</param>
    /// <param name="path">What it comes from.</param>
    /// <param name="place">Where that stands.</param>
    public ServiceRef Add(string wanted, Func<string, Service> build, string path, Place place)
    {
        var name = _names.Make(wanted);
        _built[name] = build(name);
        places.Remember($"services[{name}]", path, place);
        return new ServiceRef(name);
    }
}
