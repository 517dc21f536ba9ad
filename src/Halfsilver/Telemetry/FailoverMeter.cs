using System.Collections.Immutable;

namespace Halfsilver.Telemetry;

/// <summary>What one failover counts on one route.</summary>
internal sealed class FailoverMeter(MetricRegistry registry, string route, string destination)
{
    private static readonly ImmutableArray<string> s_reasons = ["status", "no_endpoint", "failed"];

    private readonly CounterSet _byReason = new(registry, MetricCatalogue.Failovers, [route, destination], s_reasons);

    /// <summary>Requests that the fallback was given.</summary>
    public long Total => _byReason.Total;

    /// <summary>The first service answered with a status that is not given to clients.</summary>
    public void Status() => _byReason.Add(0);

    /// <summary>The first service had no endpoint that is well.</summary>
    public void NoEndpoint() => _byReason.Add(1);

    /// <summary>The first service could not be reached, or did not answer.</summary>
    public void Failed() => _byReason.Add(2);

    /// <summary>The failover left the route. Call once.</summary>
    public void Remove() => _byReason.Remove();
}
