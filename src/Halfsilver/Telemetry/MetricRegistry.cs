namespace Halfsilver.Telemetry;

/// <summary>
/// All series of the process. Asking for one is control plane; recording into it is not. Whoever asks for a series holds it
/// until it removes it; once nobody holds it, it stays on the page for 15 minutes and is then gone. Asking again in
/// between continues it. Label values are names from the plan or of closed sets, never what a client sent.
/// </summary>
internal sealed class MetricRegistry(TimeProvider time)
{
    /// <summary>How long a series stays on the page after its last owner removed it.</summary>
    public static readonly TimeSpan KeptAfterRemoval = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SeriesTable> _tables = new(StringComparer.Ordinal);

    public TimeProvider Time { get; } = time;

    /// <summary>Other names under which the page shows families once more.</summary>
    public IReadOnlyList<MetricAlias> Aliases { get; set; } = [];

    /// <summary>The counter with these labels, new or continued.</summary>
    public Counter Counter(MetricFamily family, params ReadOnlySpan<string> labels) => (Counter)Hold(family, MetricType.Counter, labels);

    /// <summary>The histogram with these labels, new or continued.</summary>
    public Histogram Histogram(MetricFamily family, params ReadOnlySpan<string> labels) =>
        (Histogram)Hold(family, MetricType.Histogram, labels);

    /// <summary>
    /// A series that is read by calling <paramref name="read"/> whenever the page is written. The newest with the same labels wins.
    /// The function must not block. Beyond the cap it is dropped and counted: a sum of gauges means nothing.
    /// </summary>
    public Gauge Gauge(MetricFamily family, Func<double> read, params ReadOnlySpan<string> labels)
    {
        if (family.Type == MetricType.Histogram)
        {
            throw new ArgumentException($"{family.Name} is a histogram, not a number.", nameof(family));
        }

        var gauge = new Gauge(family, Checked(family, labels), read) { Holds = 1 };
        lock (_gate)
        {
            var table = Table(family);
            if (IsFullOf(table, gauge.Labels))
            {
                CountDropped(family);
            }
            else
            {
                table.SetGauge(gauge);
            }
        }

        return gauge;
    }

    /// <summary>Gives a series up. Gauges go at once, what counts stays on the page for <see cref="KeptAfterRemoval"/>.</summary>
    public void Remove(Instrument series)
    {
        lock (_gate)
        {
            if (series is Gauge)
            {
                Table(series.Family).Drop(series);
            }
            else if (--series.Holds == 0)
            {
                series.LeftAt = Time.GetTimestamp();
            }
        }
    }

    /// <summary>The series of one family as they are now.</summary>
    public Instrument[] Collect(MetricFamily family)
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(family.Name, out var table))
            {
                return [];
            }

            Prune(table);
            return table.Snapshot();
        }
    }

    /// <summary>Durations of this family, those of series to come included, are recorded there too; null: no longer.</summary>
    public void Publish(MetricFamily family, System.Diagnostics.Metrics.Histogram<double>? into)
    {
        if (family.Type == MetricType.Histogram)
        {
            lock (_gate)
            {
                Table(family).Publish(into);
            }
        }
    }

    /// <summary>Every family that has series, in the order of their first use, with its series as they are now.</summary>
    public (MetricFamily Family, Instrument[] Series)[] Collect()
    {
        lock (_gate)
        {
            var families = new (MetricFamily, Instrument[])[_tables.Count];
            var count = 0;
            foreach (var table in _tables.Values)
            {
                Prune(table);
                families[count++] = (table.Family, table.Snapshot());
            }

            return families;
        }
    }

    private Instrument Hold(MetricFamily family, MetricType type, ReadOnlySpan<string> labels)
    {
        if (family.Type != type)
        {
            throw new ArgumentException($"{family.Name} is a {family.TypeName}.", nameof(family));
        }

        var key = Checked(family, labels);
        lock (_gate)
        {
            var table = Table(family);
            var series = table.Find(key);
            if (series is null)
            {
                if (IsFullOf(table, key))
                {
                    CountDropped(family);
                }

                series = table.AddCounting(key);
            }

            series.Holds++;
            series.LeftAt = null;
            return series;
        }
    }

    // Series whose time is up make room first.
    private bool IsFullOf(SeriesTable table, string[] labels)
    {
        if (table.IsFull && table.Find(labels) is null)
        {
            Prune(table);
        }

        return table.IsFull && table.Find(labels) is null;
    }

    private void CountDropped(MetricFamily family)
    {
        var table = Table(MetricCatalogue.SeriesDropped);
        string[] labels = [family.Name];
        var dropped = table.Find(labels) ?? table.AddCounting(labels);
        dropped.Holds = 1;
        ((Counter)dropped).Add();
    }

    private SeriesTable Table(MetricFamily family)
    {
        if (!_tables.TryGetValue(family.Name, out var table))
        {
            _tables.Add(family.Name, table = new SeriesTable(family, Time.TimestampFrequency));
        }

        return table;
    }

    private void Prune(SeriesTable table)
    {
        var now = Time.GetTimestamp();
        table.DropWhere(series => series.LeftAt is { } leftAt && Time.GetElapsedTime(leftAt, now) >= KeptAfterRemoval);
    }

    private static string[] Checked(MetricFamily family, ReadOnlySpan<string> labels) => labels.Length == family.Labels.Length
        ? labels.ToArray()
        : throw new ArgumentException($"{family.Name} has {family.Labels.Length} labels, not {labels.Length}.", nameof(labels));
}
