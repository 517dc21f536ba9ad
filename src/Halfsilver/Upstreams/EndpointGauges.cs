using Halfsilver.Telemetry;

namespace Halfsilver.Upstreams;

/// <summary>
/// Shows how many endpoints each destination has and how many of them are well; on request, each by itself. An address that several use (ports,
/// mirrors) counts once, and as well where all of them find it so. Control plane.
/// </summary>
internal sealed class EndpointGauges(MetricRegistry metrics)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Upstream>> _upstreams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Destination, string Endpoint), Gauge[]> _gauges = [];
    private bool _each;

    /// <summary>Whether each endpoint has a series of its own.</summary>
    public void ShowEach(bool each)
    {
        lock (_gate)
        {
            _each = each;
            foreach (var destination in _upstreams.Keys)
            {
                Update(destination);
            }
        }
    }

    public void Add(Upstream upstream)
    {
        lock (_gate)
        {
            var name = upstream.Service.Name;
            if (!_upstreams.TryGetValue(name, out var all))
            {
                _upstreams[name] = all = [];
            }

            all.Add(upstream);
            Update(name);
        }
    }

    public void Remove(Upstream upstream)
    {
        lock (_gate)
        {
            var name = upstream.Service.Name;
            if (_upstreams.TryGetValue(name, out var all) && all.Remove(upstream))
            {
                Update(name);
                if (all.Count == 0)
                {
                    _upstreams.Remove(name);
                }
            }
        }
    }

    /// <summary>Whether an endpoint is well, by all that look at it; null where nothing does.</summary>
    public bool? Seen(string destination, string endpoint)
    {
        lock (_gate)
        {
            var looked = _upstreams.GetValueOrDefault(destination, []).SelectMany(upstream => upstream.Endpoints)
                .Where(one => $"{one.Address.Host}:{one.Address.Port}" == endpoint && (one.Check is not null || one.Faults is not null)).ToList();
            return looked.Count == 0 ? null : looked.TrueForAll(one => one.IsWell);
        }
    }

    private void Update(string destination)
    {
        var shown = _upstreams[destination].Count == 0 ? []
            : _each ? Addresses(destination).Select(address => address.Name).Prepend("").ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal) { "" };
        foreach (var key in _gauges.Keys.Where(key => key.Destination == destination && !shown.Contains(key.Endpoint)).ToArray())
        {
            foreach (var gauge in _gauges[key])
            {
                metrics.Remove(gauge);
            }

            _gauges.Remove(key);
        }

        foreach (var endpoint in shown.Where(endpoint => !_gauges.ContainsKey((destination, endpoint))))
        {
            _gauges[(destination, endpoint)] = endpoint.Length > 0
                ? [metrics.Gauge(MetricCatalogue.EndpointHealthy, () => IsWell(destination, endpoint), destination, endpoint)]
                :
                [
                    metrics.Gauge(MetricCatalogue.EndpointsAll, () => Count(destination, wellOnly: false), destination),
                    metrics.Gauge(MetricCatalogue.EndpointsWell, () => Count(destination, wellOnly: true), destination),
                ];
        }
    }

    private double Count(string destination, bool wellOnly)
    {
        lock (_gate)
        {
            return Addresses(destination).Count(address => address.IsWell || !wellOnly);
        }
    }

    private double IsWell(string destination, string endpoint)
    {
        lock (_gate)
        {
            return Addresses(destination).Any(address => address.Name == endpoint && address.IsWell) ? 1 : 0;
        }
    }

    private IEnumerable<(string Name, bool IsWell)> Addresses(string destination) =>
        _upstreams.GetValueOrDefault(destination, []).SelectMany(upstream => upstream.Endpoints)
            .Where(endpoint => endpoint.Address.Weight > 0)
            .GroupBy(endpoint => $"{endpoint.Address.Host}:{endpoint.Address.Port}", StringComparer.Ordinal)
            .Select(same => (same.Key, same.All(endpoint => endpoint.IsWell)));
}
