namespace Halfsilver.Telemetry;

/// <summary>What one route counts of its clients' requests.</summary>
internal sealed class RouteMeter
{
    private readonly CounterSet[] _byMethod = new CounterSet[MethodLabel.All.Length];
    private readonly MetricRegistry _registry;
    private readonly Histogram _duration;

    public RouteMeter(MetricRegistry registry, string route)
    {
        _registry = registry;
        _duration = registry.Histogram(MetricCatalogue.RequestDuration, route);
        for (var i = 0; i < _byMethod.Length; i++)
        {
            _byMethod[i] = new CounterSet(registry, MetricCatalogue.Requests, [route, MethodLabel.All[i]], CodeLabel.Codes);
        }
    }

    /// <summary>All requests, whatever their end.</summary>
    public long Total => _duration.Count;

    /// <summary>Counts a request whose answer has ended.</summary>
    /// <param name="method">Index of <see cref="MethodLabel"/>.</param>
    /// <param name="status">Status sent to the client; 0 if none was.</param>
    /// <param name="elapsedTicks">Difference of two timestamps of the registry's clock.</param>
    public void Answered(int method, int status, long elapsedTicks)
    {
        _byMethod[method].Add(CodeLabel.IndexOf(status));
        _duration.Record(elapsedTicks);
    }

    /// <summary>How many requests ended so.</summary>
    public long Count(int method, int status) => _byMethod[method][CodeLabel.IndexOf(status)];

    /// <summary>The route left the plan. Call once.</summary>
    public void Remove()
    {
        _registry.Remove(_duration);
        foreach (var method in _byMethod)
        {
            method.Remove();
        }
    }
}
