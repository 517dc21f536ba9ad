using System.Collections.Immutable;

namespace Halfsilver.Telemetry;

/// <summary>
/// The counters of one owner in one family, by an index into the values of the last label. A counter comes to be with its first
/// use, so that a mirror costs the family no series for reasons that never happen; after that, counting allocates nothing.
/// </summary>
internal sealed class CounterSet(MetricRegistry registry, MetricFamily family, ImmutableArray<string> owner, ImmutableArray<string> last)
{
    private readonly Counter?[] _cells = new Counter?[last.Length];
    private readonly Lock _gate = new();
    private bool _removed;

    /// <summary>The sum over all indices.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (var cell in _cells)
            {
                total += cell?.Value ?? 0;
            }

            return total;
        }
    }

    /// <summary>What was counted under one index.</summary>
    public long this[int index] => Volatile.Read(ref _cells[index])?.Value ?? 0;

    public void Add(int index, long n = 1) => (Volatile.Read(ref _cells[index]) ?? Create(index)).Add(n);

    /// <summary>Gives all series up. What is still counted afterwards is shown as long as they are.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            if (_removed)
            {
                return;
            }

            _removed = true;
            foreach (var cell in _cells)
            {
                if (cell is not null)
                {
                    registry.Remove(cell);
                }
            }
        }
    }

    private Counter Create(int index)
    {
        lock (_gate)
        {
            if (_cells[index] is { } present)
            {
                return present;
            }

            var counter = registry.Counter(family, [.. owner, last[index]]);
            if (_removed)
            {
                registry.Remove(counter);
            }

            Volatile.Write(ref _cells[index], counter);
            return counter;
        }
    }
}
