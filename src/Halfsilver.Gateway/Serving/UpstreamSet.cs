using Halfsilver.Planning;
using Halfsilver.Upstreams;

namespace Halfsilver.Gateway.Serving;

/// <summary>
/// The upstreams of one plan's primaries, by service and port. A service that the plan before had in the same words keeps its
/// connections; other pins make other addresses, and everything anew.
/// </summary>
internal sealed class UpstreamSet
{
    private readonly Dictionary<(string Service, string? Port), Upstream> _upstreams = [];
    private UpstreamSet? _before;

    public UpstreamSet(Plan plan, UpstreamSet? before, TimeProvider time)
    {
        var samePins = before is not null && before.Pins.Count == plan.Resolve.Count && !plan.Resolve.Except(before.Pins).Any();
        _before = samePins ? before : null;
        Pins = plan.Resolve;
        Resolver = samePins ? before!.Resolver : new Resolver(time, plan.Resolve);
    }

    public Resolver Resolver { get; }

    private System.Collections.Immutable.ImmutableDictionary<string, string> Pins { get; }

    public Upstream Open(EndpointsService service, string? port)
    {
        var key = (service.Name, port);
        if (!_upstreams.TryGetValue(key, out var upstream))
        {
            upstream = _before is not null && _before._upstreams.TryGetValue(key, out var live) && Same(live.Service, service)
                ? live
                : new Upstream(service, port, Resolver);
            _upstreams[key] = upstream;
        }

        return upstream;
    }

    /// <summary>Closes what the plan now in force does not use.</summary>
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

    private static bool Same(EndpointsService one, EndpointsService other) =>
        one with { Endpoints = [] } == other with { Endpoints = [] } && one.Endpoints.SequenceEqual(other.Endpoints);
}
