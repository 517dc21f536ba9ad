namespace Halfsilver.Telemetry;

/// <summary>A number that is read when the page is written. Also serves counters that the system keeps, such as CPU time.</summary>
internal sealed class Gauge(MetricFamily family, string[] labels, Func<double> read) : Instrument(family, labels)
{
    public double Value => read();
}
