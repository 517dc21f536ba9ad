using System.Diagnostics.CodeAnalysis;
using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>One thread's part of a pool; any thread may come to it.</summary>
internal sealed class IdleConnections
{
    private readonly Lock _gate = new();
    private readonly Stack<WireConnection> _idle = new();
    private int _count;
    private bool _closed;

    public int Count => Volatile.Read(ref _count);

    public bool TryPop([NotNullWhen(true)] out WireConnection? connection)
    {
        connection = null;
        if (Count == 0)
        {
            return false;
        }

        lock (_gate)
        {
            if (!_idle.TryPop(out connection))
            {
                return false;
            }

            _count--;
            return true;
        }
    }

    /// <summary>False when nothing is kept here any more.</summary>
    public bool TryPush(WireConnection connection)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _idle.Push(connection);
            _count++;
            return true;
        }
    }

    public void Sweep()
    {
        lock (_gate)
        {
            var kept = _idle.ToArray();
            _idle.Clear();
            for (var i = kept.Length - 1; i >= 0; i--)
            {
                if (kept[i].IsFresh)
                {
                    _idle.Push(kept[i]);
                }
                else
                {
                    kept[i].Retire();
                }
            }

            _count = _idle.Count;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var connection))
            {
                connection.Retire();
            }

            _count = 0;
        }
    }
}
