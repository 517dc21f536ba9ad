using Halfsilver.Telemetry;
using Halfsilver.Wire;
using Microsoft.Extensions.Logging;

namespace Halfsilver.Upstreams;

/// <summary>What a process knows about its endpoints beyond one service and one plan.</summary>
/// <param name="Wheel">Deadlines, and the time.</param>
/// <param name="Checks">The checks under way.</param>
/// <param name="Gauges">What is shown of endpoints.</param>
/// <param name="Log">Lines for people.</param>
internal sealed record UpstreamWatch(DeadlineWheel Wheel, HealthChecks Checks, EndpointGauges Gauges, ILogger Log)
{
    /// <summary>A watch with nothing to do yet.</summary>
    public static UpstreamWatch Create(DeadlineWheel wheel, Resolver resolver, MetricRegistry metrics, ILogger log) =>
        new(wheel, new HealthChecks(wheel, resolver, log), new EndpointGauges(metrics), log);
}
