using System.Globalization;

namespace Halfsilver.Gateway.Cli.Stat;

/// <summary>What happened between two metrics pages of one process.</summary>
internal sealed class Growth(MetricsPage before, MetricsPage after)
{
    /// <summary>The later page.</summary>
    public MetricsPage After => after;

    /// <summary>How much the samples of a counter grew that pass; a counter that fell began anew and counts whole.</summary>
    public double Of(string name, Func<Sample, bool> passes)
    {
        var earlier = before.Named(name).Where(passes).ToDictionary(Key, sample => sample.Value, StringComparer.Ordinal);
        return after.Named(name).Where(passes).Sum(sample => Step(sample.Value, earlier.GetValueOrDefault(Key(sample))));
    }

    /// <summary>How much each value of a label grew, largest first, without those that did not.</summary>
    public IEnumerable<(string Value, double Grown)> By(string label, string name, Func<Sample, bool> passes) =>
        after.Named(name).Where(passes).Select(sample => sample[label]).Distinct(StringComparer.Ordinal)
            .Select(value => (value, Of(name, sample => passes(sample) && string.Equals(sample[label], value, StringComparison.Ordinal))))
            .Where(grown => grown.Item2 > 0)
            .OrderByDescending(grown => grown.Item2).ThenBy(grown => grown.value, StringComparer.Ordinal);

    /// <summary>
    /// A quantile of what a histogram saw, in seconds: evenly spread within its bucket, as Prometheus does. Null when it saw
    /// nothing; the last finite bound when it lies beyond all.
    /// </summary>
    public double? Quantile(double quantile, string histogram, Func<Sample, bool> passes)
    {
        var buckets = By("le", histogram + "_bucket", passes)
            .Select(bucket => (Bound: bucket.Value is "+Inf" ? double.PositiveInfinity : double.Parse(bucket.Value, CultureInfo.InvariantCulture), bucket.Grown))
            .OrderBy(bucket => bucket.Bound).ToArray();
        if (buckets.Length == 0)
            return null;
        var rank = quantile * buckets[^1].Grown;
        var below = 0.0;
        foreach (var (bound, upTo) in buckets)
        {
            if (upTo >= rank)
            {
                var lower = LowerBound(histogram, passes, bound);
                return double.IsInfinity(bound) ? lower : Within(lower, bound, below, upTo, rank);
            }
            below = upTo;
        }
        return LowerBound(histogram, passes, double.PositiveInfinity);
    }

    // Buckets that saw nothing are gone from the list above, but still bound their neighbour from below.
    private double LowerBound(string histogram, Func<Sample, bool> passes, double bound) => after.Named(histogram + "_bucket").Where(passes)
        .Select(sample => sample["le"]).Where(le => le is not "+Inf")
        .Select(le => double.Parse(le, CultureInfo.InvariantCulture)).Where(le => le < bound).DefaultIfEmpty(0).Max();

    private static double Within(double lower, double bound, double below, double upTo, double rank) =>
        upTo <= below ? bound : lower + (bound - lower) * (rank - below) / (upTo - below);

    private static double Step(double now, double earlier) => now >= earlier ? now - earlier : now;

    private static string Key(Sample sample) => string.Join('\n', sample.Labels.Select(label => $"{label.Key}={label.Value}"));
}
