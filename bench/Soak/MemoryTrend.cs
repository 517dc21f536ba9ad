namespace Halfsilver.Soak;

/// <summary>
/// Samples of a process's memory, and how they rise. A heap rises until its oldest generation is collected, and falls: what is kept for
/// good shows at its lowest, so the promise is about floors.
/// </summary>
internal sealed class MemoryTrend
{
    // Below this a rise is a heap that breathes, whatever share of it that is.
    private const double Breath = 24 * 1024 * 1024;

    private readonly List<(double Seconds, double Bytes)> _samples = [];

    public IReadOnlyList<(double Seconds, double Bytes)> Samples => _samples;

    /// <summary>Least, mean and most bytes of each quarter of the time.</summary>
    public IEnumerable<(double Least, double Mean, double Most)> Quarters =>
        from quarter in Enumerable.Range(0, 4)
        let bytes = _samples.Take(_samples.Count * (quarter + 1) / 4).Skip(_samples.Count * quarter / 4).Select(sample => sample.Bytes).DefaultIfEmpty().ToArray()
        select (bytes.Min(), bytes.Average(), bytes.Max());

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

    /// <summary>Bytes by which the lowest of the second half lies above the lowest of the quarter before it.</summary>
    public double FloorRise
    {
        get
        {
            var (quarter, half) = (_samples.Count / 4, _samples.Count / 2);
            return _samples.Skip(half).Min(sample => sample.Bytes) - _samples.Skip(quarter).Take(Math.Max(half - quarter, 1)).Min(sample => sample.Bytes);
        }
    }

    /// <summary>Whether the floor rises by no more than a heap's breath and what <paramref name="held"/> allows for.</summary>
    /// <param name="held">Bytes that may be held at its end and not at its beginning.</param>
    public bool IsFlat(double held) => FloorRise <= Breath + held;

    public void Add(TimeSpan at, long bytes) => _samples.Add((at.TotalSeconds, bytes));

    private (double Seconds, double Bytes)[] LastQuarter() => [.. _samples.Skip(_samples.Count * 3 / 4)];
}
