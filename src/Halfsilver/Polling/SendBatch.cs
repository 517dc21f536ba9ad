namespace Halfsilver.Polling;

/// <summary>
/// What is sent in one turn of a poll loop, sent together when the turn is over: each send wakes who receives it, and often has to make way for it
/// at once; one call for all of them does so once. Whatever a thread sends goes in the order in which it was sent: who sends at once has those
/// that wait go first. Belongs to the thread that has entered it.
/// </summary>
internal sealed class SendBatch
{
    // Beyond so many the turn's first one has waited long enough.
    private const int Many = SendRing.Places / 2;

    // Who is told of a send may have the next one. At some point other sockets have their turn.
    private const int MostTold = 256;

    [ThreadStatic]
    private static SendBatch? t_own;

    private readonly Queue<PolledSend> _waiting = new();
    private readonly Queue<PolledSend> _over = new();
    private readonly PolledSend[] _held = new PolledSend[SendRing.Places];
    private readonly int[] _results = new int[SendRing.Places];
    private readonly SendRing _ring;

    private SendBatch(SendRing ring) => _ring = ring;

    /// <summary>The batch of this thread, if it has one.</summary>
    public static SendBatch? Own => t_own;

    /// <summary>Whether something is to be sent, or somebody to be told.</summary>
    public bool Any => _waiting.Count + _over.Count > 0;

    /// <summary>Whether so much waits that it had better go now.</summary>
    public bool IsLarge => _waiting.Count >= Many;

    /// <summary>A batch, or null where the system cannot send together.</summary>
    public static SendBatch? TryCreate() => SendRing.TryCreate() is { } ring ? new SendBatch(ring) : null;

    /// <summary>From now on small sends of this thread wait for <see cref="Complete"/>.</summary>
    public void Enter() => t_own = this;

    /// <summary>The thread has no batch any more.</summary>
    public static void Leave() => t_own = null;

    /// <summary>Puts a send off, which is to be told of what became of it.</summary>
    public void Add(PolledSend send) => _waiting.Enqueue(send);

    /// <summary>Sends what waits. Nobody is told yet: anything may be under way on this thread.</summary>
    public void Flush()
    {
        while (_waiting.Count > 0)
        {
            FlushSome();
        }
    }

    /// <summary>Flushes, and runs who waited; what these put off in turn goes as well, up to a bound.</summary>
    public void Complete()
    {
        Flush();
        for (var left = MostTold; left > 0 && _over.TryDequeue(out var send); left--)
        {
            send.Tell();
            if (_over.Count == 0)
            {
                Flush();
            }
        }
    }

    private void FlushSome()
    {
        var held = 0;
        while (held < _held.Length && _waiting.TryDequeue(out var send))
        {
            if (send.BeginTry())
            {
                _held[held++] = send;
            }
        }

        if (held == 1)
        {
            _results[0] = SendRing.NotTried;
        }
        else if (held > 1)
        {
            _ring.Send(_held.AsSpan(0, held), _results);
        }

        for (var i = 0; i < held; i++)
        {
            if (_held[i].EndTry(_results[i]))
            {
                _over.Enqueue(_held[i]);
            }
        }

        Array.Clear(_held, 0, held);
    }
}
