using System.Numerics;
using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>
/// Kept connections to one endpoint. A thread is given those it put here itself first: sockets stay with the poll thread that serves them, and
/// a client and its primary on one thread share its caches and wait for nobody else's locks. Of a thread's own the newest goes first, so
/// that surplus ones grow old and go.
/// </summary>
internal sealed class ConnectionPool
{
    // One for each poll thread, of which there are as many as cores: more would only mean more places to look.
    private static readonly int s_places = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, 16));

    private readonly IdleConnections[] _places = new IdleConnections[s_places];

    public ConnectionPool()
    {
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i] = new IdleConnections();
        }
    }

    public int IdleCount
    {
        get
        {
            var count = 0;
            foreach (var place in _places)
            {
                count += place.Count;
            }

            return count;
        }
    }

    private static int Own => Environment.CurrentManagedThreadId & (s_places - 1);

    /// <summary>A kept connection that is still good, or null. Its idle deadline is called off.</summary>
    public WireConnection? Take()
    {
        var own = Own;
        for (var i = 0; i < _places.Length; i++)
        {
            while (_places[(own + i) & (s_places - 1)].TryPop(out var connection))
            {
                if (connection.Disarm() && connection.IsFresh)
                {
                    return connection;
                }

                connection.Retire();
            }
        }

        return null;
    }

    /// <summary>Keeps a connection whose last answer has ended, for at most <paramref name="idle"/>.</summary>
    public void Keep(WireConnection connection, TimeSpan idle)
    {
        connection.Answers.Reset();
        connection.Uses++;
        connection.ListenWhileIdle();
        connection.Arm(connection.Wheel, idle);
        if (!_places[Own].TryPush(connection))
        {
            connection.Retire();
        }
    }

    /// <summary>Retires connections that ended while idle. Control plane; called now and then.</summary>
    public void Sweep()
    {
        foreach (var place in _places)
        {
            place.Sweep();
        }
    }

    /// <summary>Closes what is kept, and everything that comes back later.</summary>
    public void Close()
    {
        foreach (var place in _places)
        {
            place.Close();
        }
    }
}
