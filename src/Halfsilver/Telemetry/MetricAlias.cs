using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Telemetry;

/// <summary>Another system's name for the numbers of a family of counters, summed over the labels that it does not have.</summary>
internal sealed record MetricAlias(MetricFamily Of, MetricFamily Name)
{
    /// <summary>All names of these systems.</summary>
    public static IReadOnlyList<MetricAlias> For(ImmutableArray<MetricNames> systems) =>
        systems.Contains(MetricNames.Vrata) ? [new MetricAlias(MetricCatalogue.MirrorRequests, MetricCatalogue.VrataMirrorRequests)] : [];

    /// <summary>The sums of these series, by the labels of the name.</summary>
    public IEnumerable<(string[] Labels, long Value)> Sums(IEnumerable<Instrument> series) => series.OfType<Counter>()
        .GroupBy(one => string.Join('\0', LabelsOf(one)), StringComparer.Ordinal)
        .Select(same => (LabelsOf(same.First()), same.Sum(one => one.Value)));

    private string[] LabelsOf(Instrument series) => [.. Name.Labels.Select(label => series.Labels[Of.Labels.IndexOf(label)])];
}
