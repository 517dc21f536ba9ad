namespace Halfsilver.Teeing;

/// <summary>
/// A client whose bytes come faster than they are received keeps the machine busy by itself. What goes to its copies meanwhile is taken from
/// it; so they wait until it pauses or is done, and what they are behind by more than their windows goes to disk, which costs the least.
/// One body at a time: where several come like that, it is no burst, and all of them are better off with less to do.
/// </summary>
internal sealed partial class Tee
{
    /// <summary>Shorter bodies are over too soon to gain by it.</summary>
    public const long DeferFrom = 8 * Segment.LargeSize;

    // What part of the disk one body may fill, and has to be free for the others; what part of the memory may be on its way there.
    private const int PartOfDisk = 4;
    private const int PartOfMemory = 8;

    /// <summary>A slow service makes its client's pieces as large as a fast client: what lasts for longer than this is no burst.</summary>
    public static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(2);

    private Spill? _turn;
    private long _turnSince;
    private bool _hadTurn;
    private volatile bool _defers;

    /// <summary>Whether copies are to wait just now.</summary>
    internal bool IsDeferring => _defers;

    /// <summary>Whether a wait may end with bytes that have gone to disk meanwhile.</summary>
    internal bool MayDefer => Volatile.Read(ref _written) >= DeferFrom;

    private bool Defers(int length)
    {
        if (_turn is { } turn && (!HasReaders || turn.Time.GetElapsedTime(_turnSince) >= LongestTurn))
        {
            EndTurn();

            // Those that others have cut meanwhile, to make room, wait for this.
            WakeReaders();
        }

        // A piece like this fills a large block: there was no pause, and there is more.
        if (length <= Segment.LargeSize / 2 || _written < DeferFrom || !HasReaders || _spillOff || !_budget.IsAmple
            || _budget.Spill is not { } spill || !HasRoom(spill))
        {
            return false;
        }

        if (_turn is null && !_hadTurn && spill.TryTakeTurn())
        {
            _turn = spill;
            _turnSince = spill.Time.GetTimestamp();
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
