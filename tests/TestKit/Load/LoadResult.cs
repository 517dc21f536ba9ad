namespace TestKit;

/// <summary>What came of a <see cref="Load"/>. Every request is either in one status or in one error.</summary>
public sealed class LoadResult
{
    private readonly TimeSpan[] _latencies;

    internal LoadResult(IEnumerable<LoadConnection> connections, TimeSpan elapsed)
    {
        Elapsed = elapsed;
        foreach (var connection in connections)
        {
            Add(connection.Statuses, Statuses);
            Add(connection.Errors, Errors);
        }

        _latencies = [.. connections.SelectMany(connection => connection.Latencies)];
        Array.Sort(_latencies);
    }

    /// <summary>How often each status came.</summary>
    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>How often each error came, by name, as <c>ConnectionReset</c> or <c>Timeout</c>.</summary>
    public SortedDictionary<string, int> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that were answered.</summary>
    public int Answered => _latencies.Length;

    /// <summary>Requests that were not.</summary>
    public int Failed => Errors.Values.Sum();

    /// <summary>From the first byte to the last.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Answers a second.</summary>
    public double PerSecond => Answered / Elapsed.TotalSeconds;

    /// <summary>Times from a request's turn to the end of its answer, sorted.</summary>
    public IReadOnlyList<TimeSpan> Latencies => _latencies;

    /// <summary>The smallest latency that so many percent of the answers do not pass, 0 to 100.</summary>
    public TimeSpan Percentile(double percent)
    {
        if (_latencies.Length == 0)
        {
            throw new InvalidOperationException($"Nothing was answered: {this}");
        }

        var rank = (int)Math.Ceiling(percent / 100 * _latencies.Length);
        return _latencies[Math.Clamp(rank - 1, 0, _latencies.Length - 1)];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{string.Join(", ", Statuses.Select(s => $"{s.Key}: {s.Value}"))}; errors {string.Join(", ", Errors.Select(e => $"{e.Key}: {e.Value}"))}; {PerSecond:0}/s";

    private static void Add<T>(Dictionary<T, int> from, SortedDictionary<T, int> to)
        where T : notnull
    {
        foreach (var (key, count) in from)
        {
            to[key] = to.GetValueOrDefault(key) + count;
        }
    }
}
