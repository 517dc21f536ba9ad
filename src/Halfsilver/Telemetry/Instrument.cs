namespace Halfsilver.Telemetry;

/// <summary>One series. What it records is the kind's own; how long it lives is the registry's, under the registry's lock.</summary>
internal abstract class Instrument(MetricFamily family, string[] labels)
{
    public MetricFamily Family { get; } = family;

    /// <summary>Label values, in the order of the family's label names.</summary>
    public string[] Labels { get; } = labels;

    /// <summary>How many owners asked for this series and have not removed it.</summary>
    internal int Holds { get; set; }

    /// <summary>When the last owner removed it, as a timestamp; null while it is owned.</summary>
    internal long? LeftAt { get; set; }
}
