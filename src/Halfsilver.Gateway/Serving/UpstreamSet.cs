using Halfsilver.Planning;
using Halfsilver.Upstreams;

namespace Halfsilver.Gateway.Serving;

/// <summary>
/// The upstreams of one plan's primaries, by service and port. A service that the plan before had in the same words keeps its connections.
/// </summary>
internal sealed class UpstreamSet(Resolver resolver, TlsMaterials materials, UpstreamSet? before)
{
    private readonly Dictionary<(string Service, string? Port), Upstream> _upstreams = [];
    private UpstreamSet? _before = before;

    public Upstream Open(EndpointsService service, string? port)
    {
        var key = (service.Name, port);
        if (!_upstreams.TryGetValue(key, out var upstream))
        {
            upstream = _before is not null && _before._upstreams.TryGetValue(key, out var live) && Same(live, service)
                ? live
                : new Upstream(service, port, resolver, materials);
            _upstreams[key] = upstream;
        }

        return upstream;
    }

    /// <summary>Closes what the plan now in force does not use; null: all of it.</summary>
    public void CloseAllBut(UpstreamSet? next)
    {
        if (next is not null)
        {
            // A chain of all plans ever would never be collected.
            next._before = null;
        }

        foreach (var upstream in _upstreams.Values)
        {
            if (next is null || !next._upstreams.ContainsValue(upstream))
            {
                upstream.Close();
            }
        }
    }

    /// <summary>Drops connections that ended while idle.</summary>
    public void Sweep()
    {
        foreach (var upstream in _upstreams.Values)
        {
            upstream.Sweep();
        }
    }

    private bool Same(Upstream live, EndpointsService service) =>
        live.Service with { Endpoints = [] } == service with { Endpoints = [] } && live.Service.Endpoints.SequenceEqual(service.Endpoints)
        && string.Equals(live.TlsFingerprint, materials.FingerprintOf(service), StringComparison.Ordinal);
}
