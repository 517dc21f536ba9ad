namespace Halfsilver.Teeing;

/// <summary>
/// A client whose bytes come faster than they are received keeps the machine busy by itself. What goes to its copies meanwhile is taken from
/// it; so they wait until it pauses or has its answer, and what they are behind by more than their windows goes to disk, which costs the least.
/// One body at a time: where several come like that, it is no burst, and all of them are better off with less to do.
/// </summary>
internal sealed partial class Tee
{
    /// <summary>Shorter bodies are over too soon to gain by it.</summary>
    public const long DeferFrom = 8 * Segment.LargeSize;

    /// <summary>Where so much is declared, nobody waits to see whether it comes.</summary>
    public const long DeferAtOnceFrom = 4 * DeferFrom;

    /// <summary>So many pieces behind one another that fill no large block are a pause. Fewer are but the client's turn on the processor.</summary>
    public const int Patience = 16;

    // What part of the disk one body may fill, and has to be free for the others; what part of the memory may be on its way there.
    private const int PartOfDisk = 4;
    private const int PartOfMemory = 8;

    /// <summary>A slow service makes its client's pieces as large as a fast client: what lasts for longer than this is no burst.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(2);

    // Only the writer takes a turn; whoever ends it holds the lock.
    private volatile Spill? _turn;
    private volatile bool _defers;
    private long _turnSince;
    private long _seen;
    private long _seenAt;
    private long _deferFrom;
    private int _patience;
    private bool _hadTurn;

    /// <summary>Whether copies are to wait just now; only while it is this body's turn.</summary>
    internal bool IsDeferring => _defers;

    /// <summary>Whether a wait may end with bytes that have gone to disk meanwhile.</summary>
    internal bool MayDefer => Volatile.Read(ref _written) >= _deferFrom;

    /// <summary>Called now and then while it is this body's turn: nobody else sees that nothing comes, or that others have cut its copies to make room.</summary>
    internal void LookAfterTurn()
    {
        lock (_gate)
        {
            if (_turn is not { } turn)
            {
                return;
            }

            var reached = _ended ? long.MaxValue : _written;

            // A timer that is late makes up for it: two glances may be but a moment apart.
            var stands = reached == _seen && turn.Time.GetElapsedTime(_seenAt) >= Spill.Glance / 2;
            if (reached != _seen)
            {
                (_seen, _seenAt) = (reached, turn.Time.GetTimestamp());
            }

            if (!HasReaders || (stands && _ended) || turn.Time.GetElapsedTime(_turnSince) >= LongestTurn)
            {
                EndTurn();
            }
            else if (stands)
            {
                _defers = false;
            }
        }

        WakeReaders();
    }

    /// <summary>Whether copies wait, now that a piece of so many bytes has come.</summary>
    private void Defer(int length)
    {
        // Two that fill a large block are not by chance.
        var fills = length > Segment.LargeSize / 2;
        _patience = fills ? Math.Min(_patience + Patience, 2 * Patience) : Math.Max(_patience - 1, 0);
        if (_turn is null && (!fills || _patience <= Patience || _hadTurn || _written < _deferFrom))
        {
            return;
        }

        lock (_gate)
        {
            _defers = (fills || _defers) && _patience > Patience && HasReaders && !_spillOff && _budget.IsAmple && _budget.Spill is { } spill && HasRoom(spill) && HasTurn(spill);
        }
    }

    private bool HasTurn(Spill spill)
    {
        if (_turn is null && !_hadTurn && spill.TryTakeTurn(this))
        {
            _turn = spill;
            _turnSince = spill.Time.GetTimestamp();
            _seen = -1;
            _hadTurn = true;
        }

        return _turn is not null;
    }

    private bool HasRoom(Spill spill)
    {
        var part = spill.Limit / PartOfDisk;
        return (_file?.Size ?? 0) < part && spill.Held < spill.Limit - part
            && (_file is not null || spill.HasFile) && spill.Waiting <= _budget.Limit / PartOfMemory;
    }

    /// <summary>Its copies have theirs to do, and another's may wait.</summary>
    private void EndTurn()
    {
        _defers = false;
        _turn?.GiveTurn();
        _turn = null;
    }
}
