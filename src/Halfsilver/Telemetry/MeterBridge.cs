using System.Diagnostics.Metrics;

namespace Halfsilver.Telemetry;

/// <summary>
/// Shows the registry's series to .NET's own metrics as instruments of a meter: names in dots, without unit and <c>_total</c>. Counters and gauges
/// are read when they are asked for; durations are recorded twice from here on.
/// </summary>
internal sealed class MeterBridge : IDisposable
{
    /// <summary>The meter's name, which listeners ask for.</summary>
    public const string MeterName = "Halfsilver";

    private readonly MetricRegistry _registry;

    public MeterBridge(MetricRegistry registry)
    {
        _registry = registry;
        Meter = new Meter(MeterName);
        foreach (var family in MetricCatalogue.All)
        {
            var (name, unit) = NameOf(family.Name);
            switch (family.Type)
            {
                case MetricType.Counter:
                    Meter.CreateObservableCounter(name, () => Read(family), unit, family.Help);
                    break;
                case MetricType.Gauge:
                    Meter.CreateObservableGauge(name, () => Read(family), unit, family.Help);
                    break;
                default:
                    var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = Histogram.Bounds.ToArray() };
                    registry.Publish(family, Meter.CreateHistogram(name, unit, family.Help, tags: null, advice));
                    break;
            }
        }
    }

    /// <summary>The meter itself, for listeners that tell one gateway's from another's.</summary>
    public Meter Meter { get; }

    /// <summary>A family's name as OpenTelemetry writes it, and its unit.</summary>
    public static (string Name, string? Unit) NameOf(string family)
    {
        var name = family.EndsWith("_total", StringComparison.Ordinal) ? family[..^"_total".Length] : family;
        string? unit = null;
        if (name.EndsWith("_seconds", StringComparison.Ordinal))
        {
            (name, unit) = (name[..^"_seconds".Length], "s");
        }
        else if (name.EndsWith("_bytes", StringComparison.Ordinal))
        {
            (name, unit) = (name[..^"_bytes".Length], "By");
        }

        return (name.Replace('_', '.'), unit);
    }

    public void Dispose()
    {
        foreach (var family in MetricCatalogue.All)
        {
            _registry.Publish(family, into: null);
        }

        Meter.Dispose();
    }

    private IEnumerable<Measurement<double>> Read(MetricFamily family)
    {
        foreach (var series in _registry.Collect(family))
        {
            var value = series is Counter counter ? counter.Value : ((Gauge)series).Value;
            yield return new Measurement<double>(value, Tags(series));
        }
    }

    /// <summary>A series' labels as tags.</summary>
    internal static KeyValuePair<string, object?>[] Tags(Instrument series) =>
        [.. series.Family.Labels.Zip(series.Labels, static (name, value) => KeyValuePair.Create(name, (object?)value))];
}
