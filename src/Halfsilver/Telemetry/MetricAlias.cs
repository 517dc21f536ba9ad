using System.Collections.Immutable;
using Halfsilver.Planning;

namespace Halfsilver.Telemetry;

/// <summary>Another system's name for the numbers of a family, summed over the labels that it does not have.</summary>
internal sealed record MetricAlias(MetricFamily Of, MetricFamily Name)
{
    private const string Code = "code";
    private const string CodeClass = "code_class";

    /// <summary>All names of these systems.</summary>
    public static IReadOnlyList<MetricAlias> For(ImmutableArray<MetricNames> systems) => !systems.Contains(MetricNames.Vrata) ? [] :
    [
        new(MetricCatalogue.Requests, MetricCatalogue.VrataRouteRequests),
        new(MetricCatalogue.RequestDuration, MetricCatalogue.VrataRouteDuration),
        new(MetricCatalogue.PrimaryRequests, MetricCatalogue.VrataDestinationRequests),
        new(MetricCatalogue.PrimaryDuration, MetricCatalogue.VrataDestinationDuration),
        new(MetricCatalogue.MirrorRequests, MetricCatalogue.VrataMirrorRequests),
    ];

    /// <summary>The sums of these series, by the labels of the name.</summary>
    public IEnumerable<Instrument> Sums(IEnumerable<Instrument> series) =>
        series.GroupBy(one => string.Join('\0', LabelsOf(one)), StringComparer.Ordinal).Select(same => Sum(LabelsOf(same.First()), same));

    private Instrument Sum(string[] labels, IEnumerable<Instrument> series)
    {
        if (Name.Type == MetricType.Histogram)
        {
            var durations = new Histogram(Name, labels, TimeSpan.TicksPerSecond);
            foreach (var one in series.OfType<Histogram>())
            {
                durations.Merge(one);
            }

            return durations;
        }

        var sum = new Counter(Name, labels);
        foreach (var one in series.OfType<Counter>())
        {
            sum.Add(one.Value);
        }

        return sum;
    }

    private string[] LabelsOf(Instrument series) => [.. Name.Labels.Select(label => label switch
    {
        "status_code" => Value(series, Code),
        "status_class" when Of.Labels.Contains(CodeClass, StringComparer.Ordinal) => Value(series, CodeClass),
        "status_class" => CodeLabel.Classes[Value(series, Code)[0] - '0'],
        _ => Value(series, label),
    })];

    private string Value(Instrument series, string label) => series.Labels[Of.Labels.IndexOf(label)];
}
