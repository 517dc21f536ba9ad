namespace Halfsilver.Telemetry;

/// <summary>What one route counts of its clients' requests.</summary>
internal sealed class RouteMeter
{
    private readonly CounterSet[] _byMethod = new CounterSet[MethodLabel.All.Length];
    private readonly MetricRegistry _registry;
    private readonly Histogram _duration;
    private readonly string _route;
    private readonly Lock _gate = new();
    private Histogram? _awaited;
    private Counter? _upgraded;

    public RouteMeter(MetricRegistry registry, string route)
    {
        _registry = registry;
        _route = route;
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

    /// <summary>Counts an answer that was held for copies. Most routes never do: they have no such series.</summary>
    /// <param name="heldTicks">Difference of two timestamps.</param>
    public void Awaited(long heldTicks)
    {
        (Volatile.Read(ref _awaited) ?? OpenAwaited()).Record(heldTicks);
    }

    /// <summary>Counts an upgraded connection. Most routes never have one: they have no such series.</summary>
    public void Upgraded()
    {
        lock (_gate)
        {
            _upgraded ??= _registry.Counter(MetricCatalogue.Upgrades, _route);
        }

        _upgraded.Add();
    }

    private Histogram OpenAwaited()
    {
        lock (_gate)
        {
            return _awaited ??= _registry.Histogram(MetricCatalogue.SyncAdded, _route);
        }
    }

    /// <summary>How many requests ended so.</summary>
    public long Count(int method, int status) => _byMethod[method][CodeLabel.IndexOf(status)];

    /// <summary>The route left the plan. Call once.</summary>
    public void Remove()
    {
        _registry.Remove(_duration);
        if (_awaited is not null)
        {
            _registry.Remove(_awaited);
        }

        if (_upgraded is not null)
        {
            _registry.Remove(_upgraded);
        }

        foreach (var method in _byMethod)
        {
            method.Remove();
        }
    }
}
