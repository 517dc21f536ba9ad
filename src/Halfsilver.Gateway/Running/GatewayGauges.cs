using Halfsilver.Gateway.Listening;
using Halfsilver.Journey;
using Halfsilver.Sending;
using Halfsilver.Telemetry;

namespace Halfsilver.Gateway.Running;

/// <summary>Series that are read when the page is written.</summary>
internal static class GatewayGauges
{
    public static void Register(MetricRegistry metrics, PlanKeeper plans, IReadOnlyList<LiveEntryPoint> entryPoints, LiveMirrors mirrors, OpenSplices splices)
    {
        ProcessMetrics.Register(metrics, Product.Version, commit: "");
        metrics.Gauge(MetricCatalogue.ClientConnections, () => entryPoints.Sum(entryPoint => entryPoint.OpenConnections));
        metrics.Gauge(MetricCatalogue.UpgradedConnections, () => splices.Count);
        metrics.Gauge(MetricCatalogue.ConfigLastReloadSuccessful, () => plans.LastAccepted ? 1 : 0);
        metrics.Gauge(MetricCatalogue.ConfigLastReloadTime, () => plans.AcceptedAt.ToUnixTimeMilliseconds() / 1000.0);
        metrics.Gauge(MetricCatalogue.BufferedBytes, () => mirrors.Budgets.Bytes.Held);
        metrics.Gauge(MetricCatalogue.BufferedLimit, () => mirrors.Budgets.Bytes.Limit);
        metrics.Gauge(MetricCatalogue.KillSwitch, () => mirrors.KillSwitch.Scopes.Contains(default) ? 1 : 0, "all");
    }
}
