using Halfsilver.Telemetry;
using Halfsilver.Upstreams;
using Halfsilver.Wire;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Sending;

/// <summary>What all mirrors of a process work with.</summary>
/// <param name="Wheel">Deadlines, and the time.</param>
/// <param name="Resolver">Names to addresses.</param>
/// <param name="Budgets">What all copies share.</param>
/// <param name="Metrics">Where books are kept.</param>
/// <param name="Listeners">Told of every copy that ends.</param>
/// <param name="Evidence">Told of the copies of mirrors that log their responses; null where there is no evidence log.</param>
/// <param name="Log">Lines for people.</param>
internal sealed record CopyShop(
    DeadlineWheel Wheel,
    Resolver Resolver,
    CopyBudgets Budgets,
    MetricRegistry Metrics,
    CopyListeners Listeners,
    ICopyListener? Evidence,
    ILogger Log)
{
    /// <summary>Makes the spans of copies, where somebody listens.</summary>
    public Tracing Tracing { get; init; } = new();

    /// <summary>Who knows which endpoints are well; null where all are, always.</summary>
    public UpstreamWatch? Watch { get; init; }

    public TimeProvider Time => Wheel.Time;
}
