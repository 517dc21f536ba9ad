using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Serving;

/// <summary>The meters of routes and primaries, by name. They go on across reloads; those of what left the plan are given up.</summary>
internal sealed class Meters(MetricRegistry registry)
{
    private readonly Dictionary<string, RouteMeter> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Route, string Destination), PrimaryMeter> _primaries = [];
    private readonly Dictionary<(string Route, string Destination), FailoverMeter> _failovers = [];
    private readonly HashSet<object> _used = [];

    /// <summary>Where everything is counted.</summary>
    public MetricRegistry Registry => registry;

    public RouteMeter Route(string route)
    {
        if (!_routes.TryGetValue(route, out var meter))
        {
            _routes[route] = meter = new RouteMeter(registry, route);
        }

        _used.Add(meter);
        return meter;
    }

    public PrimaryMeter Primary(string route, string destination)
    {
        if (!_primaries.TryGetValue((route, destination), out var meter))
        {
            _primaries[(route, destination)] = meter = new PrimaryMeter(registry, route, destination);
        }

        _used.Add(meter);
        return meter;
    }

    public FailoverMeter Failover(string route, string destination)
    {
        if (!_failovers.TryGetValue((route, destination), out var meter))
        {
            _failovers[(route, destination)] = meter = new FailoverMeter(registry, route, destination);
        }

        _used.Add(meter);
        return meter;
    }

    /// <summary>A plan is in force: what has not been asked for since the last call has left it.</summary>
    public void Swap()
    {
        foreach (var (route, meter) in _routes.Where(entry => !_used.Contains(entry.Value)).ToArray())
        {
            meter.Remove();
            _routes.Remove(route);
        }

        foreach (var (key, meter) in _primaries.Where(entry => !_used.Contains(entry.Value)).ToArray())
        {
            meter.Remove();
            _primaries.Remove(key);
        }

        foreach (var (key, meter) in _failovers.Where(entry => !_used.Contains(entry.Value)).ToArray())
        {
            meter.Remove();
            _failovers.Remove(key);
        }

        _used.Clear();
    }
}
