using System.Buffers;

namespace Halfsilver.Telemetry;

/// <summary>The metrics page in the Prometheus text format 0.0.4.</summary>
internal static class MetricsPage
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes every family that has series now.</summary>
    public static void Write(IBufferWriter<byte> output, MetricRegistry registry)
    {
        var page = new PageText(output);
        foreach (var (family, series) in registry.Collect())
        {
            if (series.Length == 0)
            {
                continue;
            }

            WriteHead(page, family);
            foreach (var one in series)
            {
                WriteSeries(page, one);
            }
        }

        foreach (var alias in registry.Aliases)
        {
            WriteAlias(page, alias, registry);
        }
    }

    private static void WriteHead(PageText page, MetricFamily family) =>
        page.Text("# HELP ").Text(family.Name).Text(" ").Help(family.Help).Text("\n# TYPE ").Text(family.Name).Text(" ")
            .Text(family.TypeName).Text("\n");

    private static void WriteAlias(PageText page, MetricAlias alias, MetricRegistry registry)
    {
        var series = registry.Collect(alias.Of);
        if (series.Length == 0)
        {
            return;
        }

        WriteHead(page, alias.Name);
        foreach (var sum in alias.Sums(series))
        {
            WriteSeries(page, sum);
        }
    }

    private static void WriteSeries(PageText page, Instrument series)
    {
        switch (series)
        {
            case Counter counter:
                Name(page, series, "").Text(" ").Number(counter.Value).Text("\n");
                break;
            case Gauge gauge:
                Name(page, series, "").Text(" ").Number(gauge.Value).Text("\n");
                break;
            case Histogram histogram:
                WriteHistogram(page, histogram);
                break;
        }
    }

    // The count is the sum of the buckets just read, so that one page never contradicts itself.
    private static void WriteHistogram(PageText page, Histogram histogram)
    {
        var bounds = Histogram.Bounds;
        Span<long> counts = stackalloc long[bounds.Length + 1];
        histogram.CopyCounts(counts);
        long cumulative = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            cumulative += counts[i];
            Name(page, histogram, "_bucket", i < bounds.Length ? bounds[i] : double.PositiveInfinity)
                .Text(" ").Number(cumulative).Text("\n");
        }

        Name(page, histogram, "_sum").Text(" ").Number(histogram.SumSeconds).Text("\n");
        Name(page, histogram, "_count").Text(" ").Number(cumulative).Text("\n");
    }

    private static PageText Name(PageText page, Instrument series, string suffix, double? bound = null)
    {
        var (family, values) = (series.Family, series.Labels);
        page.Text(family.Name).Text(suffix);
        var names = family.Labels;
        if (names.IsEmpty && bound is null)
        {
            return page;
        }

        page.Text("{");
        for (var i = 0; i < names.Length; i++)
        {
            page.Text(i == 0 ? "" : ",").Text(names[i]).Text("=\"").Label(values[i]).Text("\"");
        }

        if (bound is { } le)
        {
            page.Text(names.IsEmpty ? "le=\"" : ",le=\"").Number(le).Text("\"");
        }

        return page.Text("}");
    }
}
