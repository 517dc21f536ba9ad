using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>Kept connections to one endpoint, newest first, so that surplus ones grow old and go.</summary>
internal sealed class ConnectionPool
{
    private readonly Lock _gate = new();
    private readonly Stack<WireConnection> _idle = new();
    private bool _closed;

    public int IdleCount
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>A kept connection that is still good, or null. Its idle deadline is called off.</summary>
    public WireConnection? Take()
    {
        while (true)
        {
            WireConnection? connection;
            lock (_gate)
            {
                if (!_idle.TryPop(out connection))
                {
                    return null;
                }
            }

            if (connection.Disarm() && connection.IsFresh)
            {
                return connection;
            }

            connection.Retire();
        }
    }

    /// <summary>Keeps a connection whose last answer has ended, for at most <paramref name="idle"/>.</summary>
    public void Keep(WireConnection connection, TimeSpan idle)
    {
        connection.Answers.Reset();
        connection.Uses++;
        connection.ListenWhileIdle();
        connection.Arm(connection.Wheel, idle);
        lock (_gate)
        {
            if (!_closed)
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Retire();
    }

    /// <summary>Retires connections that ended while idle. Control plane; called now and then.</summary>
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
        }
    }

    /// <summary>Closes what is kept, and everything that comes back later.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var connection))
            {
                connection.Retire();
            }
        }
    }
}
