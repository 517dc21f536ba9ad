namespace Halfsilver.Telemetry;

/// <summary>
/// The series of one family. Beyond the cap a series is still recorded and read by its owner, but the page shows it only
/// within one series whose labels all say <c>other</c>. Guarded by the registry's lock.
/// </summary>
internal sealed class SeriesTable(MetricFamily family, long frequency)
{
    public const int Cap = 2_000;

    private const string Other = "other";

    private readonly Dictionary<string[], Instrument> _shown = new(LabelComparer.Instance);
    private readonly Dictionary<string[], Instrument> _beyond = new(LabelComparer.Instance);
    private Instrument? _folded;
    private System.Diagnostics.Metrics.Histogram<double>? _published;

    public MetricFamily Family { get; } = family;

    public bool IsFull => _shown.Count >= Cap;

    public Instrument? Find(string[] labels) => _shown.GetValueOrDefault(labels) ?? _beyond.GetValueOrDefault(labels);

    public Instrument AddCounting(string[] labels)
    {
        var added = Create(labels);
        (added as Histogram)?.Publish(_published);
        (IsFull ? _beyond : _shown).Add(labels, added);
        return added;
    }

    /// <summary>Shows the histograms of this family elsewhere too.</summary>
    public void Publish(System.Diagnostics.Metrics.Histogram<double>? into)
    {
        _published = into;
        foreach (var series in _shown.Values.Concat(_beyond.Values).OfType<Histogram>())
        {
            series.Publish(into);
        }
    }

    public void SetGauge(Gauge gauge) => _shown[gauge.Labels] = gauge;

    public void Drop(Instrument series)
    {
        if (_shown.TryGetValue(series.Labels, out var shown) && ReferenceEquals(shown, series))
        {
            _shown.Remove(series.Labels);
        }
        else if (_beyond.Remove(series.Labels))
        {
            // What it counted stays, or the sum that is shown would fall.
            Fold(_folded ??= Create(OtherLabels()), series);
        }
    }

    public void DropWhere(Func<Instrument, bool> condition)
    {
        foreach (var series in _shown.Values.Concat(_beyond.Values).Where(condition).ToArray())
        {
            Drop(series);
        }
    }

    public Instrument[] Snapshot()
    {
        if (_folded is null && _beyond.Count == 0)
        {
            return [.. _shown.Values];
        }

        var sum = Create(OtherLabels());
        foreach (var part in _beyond.Values)
        {
            Fold(sum, part);
        }

        if (_folded is not null)
        {
            Fold(sum, _folded);
        }

        return [.. _shown.Values, sum];
    }

    private static void Fold(Instrument into, Instrument part)
    {
        if (into is Histogram histogram)
        {
            histogram.Merge((Histogram)part);
        }
        else
        {
            ((Counter)into).Add(((Counter)part).Value);
        }
    }

    private Instrument Create(string[] labels) => Family.Type == MetricType.Histogram
        ? new Histogram(Family, labels, frequency)
        : new Counter(Family, labels);

    private string[] OtherLabels()
    {
        var labels = new string[Family.Labels.Length];
        Array.Fill(labels, Other);
        return labels;
    }

    private sealed class LabelComparer : IEqualityComparer<string[]>
    {
        public static readonly LabelComparer Instance = new();

        public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(string[] obj)
        {
            var hash = default(HashCode);
            foreach (var value in obj)
            {
                hash.Add(value, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
