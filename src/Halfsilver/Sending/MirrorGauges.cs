using Halfsilver.Telemetry;

namespace Halfsilver.Sending;

/// <summary>What a mirror shows of itself between its counters.</summary>
internal sealed class MirrorGauges(LiveMirror live)
{
    private readonly Gauge[] _gauges =
    [
        Of(live, MetricCatalogue.MirrorInFlight, () => live.Queue.InFlight),
        Of(live, MetricCatalogue.MirrorQueue, () => live.Queue.Queued),
        Of(live, MetricCatalogue.CircuitState, () => (int)live.Circuit.Shown),
        Of(live, MetricCatalogue.MirrorTargetRatio, () => (double)live.Record.Share.Millionths / Planning.Share.Whole),
        Of(live, MetricCatalogue.MirrorEnabled, () => live.Record.Enabled ? 1 : 0),
    ];

    public void Remove()
    {
        foreach (var gauge in _gauges)
        {
            live.Shop.Metrics.Remove(gauge);
        }
    }

    private static Gauge Of(LiveMirror live, MetricFamily family, Func<double> read) =>
        live.Shop.Metrics.Gauge(family, read, live.Route, live.Destination, live.Name);
}
