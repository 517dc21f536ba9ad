using System.Collections.Immutable;

namespace Halfsilver.Telemetry;

/// <summary>What a family's samples are, in the words of the exposition format.</summary>
internal enum MetricType : byte
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>A name, what it means, and the labels that tell its series apart. All stand in <see cref="MetricCatalogue"/>.</summary>
internal sealed record MetricFamily(string Name, MetricType Type, string Help, ImmutableArray<string> Labels)
{
    /// <summary>The type as the exposition format writes it.</summary>
    public string TypeName => Type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge => "gauge",
        _ => "histogram",
    };
}
