namespace Halfsilver.Soak;

/// <summary>Samples of a process's memory, and how the last quarter of them rises.</summary>
internal sealed class MemoryTrend
{
    // Below this a rise is a heap that breathes, whatever share of it that is.
    private const double Breath = 24 * 1024 * 1024;

    private readonly List<(double Seconds, double Bytes)> _samples = [];

    public IReadOnlyList<(double Seconds, double Bytes)> Samples => _samples;

    /// <summary>Bytes a second over the last quarter, by least squares; 0 with fewer than two samples.</summary>
    public double Slope
    {
        get
        {
            var last = LastQuarter();
            var (time, bytes) = (last.Average(sample => sample.Seconds), last.Average(sample => sample.Bytes));
            var spread = last.Sum(sample => (sample.Seconds - time) * (sample.Seconds - time));
            return spread == 0 ? 0 : last.Sum(sample => (sample.Seconds - time) * (sample.Bytes - bytes)) / spread;
        }
    }

    /// <summary>Bytes by which the fitted line rises over the last quarter.</summary>
    public double Rise
    {
        get
        {
            var last = LastQuarter();
            return Slope * (last[^1].Seconds - last[0].Seconds);
        }
    }

    /// <summary>Whether the last quarter rises by no more than a tenth of its mean, or a heap's breath and what <paramref name="held"/> allows for.</summary>
    /// <param name="held">Bytes that may be held at its end and not at its beginning.</param>
    public bool IsFlat(double held) => Rise <= Math.Max(Breath + held, LastQuarter().Average(sample => sample.Bytes) / 10);

    public void Add(TimeSpan at, long bytes) => _samples.Add((at.TotalSeconds, bytes));

    private (double Seconds, double Bytes)[] LastQuarter() => [.. _samples.Skip(_samples.Count * 3 / 4)];
}
