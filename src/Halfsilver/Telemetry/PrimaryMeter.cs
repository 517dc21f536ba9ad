namespace Halfsilver.Telemetry;

/// <summary>What one destination counts as the primary of one route.</summary>
internal sealed class PrimaryMeter(MetricRegistry registry, string route, string destination)
{
    private readonly CounterSet _byClass = new(registry, MetricCatalogue.PrimaryRequests, [route, destination], CodeLabel.Classes);
    private readonly Histogram _duration = registry.Histogram(MetricCatalogue.PrimaryDuration, route, destination);

    /// <summary>All requests, answered or not.</summary>
    public long Total => _byClass.Total;

    /// <summary>Requests that got no answer.</summary>
    public long FailedTotal => _byClass[CodeLabel.NoClass];

    /// <summary>Counts an answer that has ended.</summary>
    public void Answered(int status, long elapsedTicks)
    {
        _byClass.Add(CodeLabel.ClassOf(status));
        _duration.Record(elapsedTicks);
    }

    /// <summary>Counts a request without an answer; it has no duration.</summary>
    public void Failed() => _byClass.Add(CodeLabel.NoClass);

    /// <summary>The destination left the route. Call once.</summary>
    public void Remove()
    {
        registry.Remove(_duration);
        _byClass.Remove();
    }
}
