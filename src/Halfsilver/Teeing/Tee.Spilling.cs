using Halfsilver.Steps;

namespace Halfsilver.Teeing;

/// <summary>
/// What goes on on disk. Segments go there oldest first, and only while somebody is behind by more than its window; a segment stays in
/// the chain wherever its bytes are, so that readers find their way back to memory by themselves.
/// </summary>
internal sealed partial class Tee
{
    // What a copy keeps in memory when the process is short of it and the disk is not.
    private const long LeastWindow = 2 * Segment.LaterSize;

    private SpillFile? _file;
    private Segment? _nextToSpill;
    private int _spilling;
    private bool _spillOff;

    /// <summary>Whether somebody has yet to read it; asked before it is written.</summary>
    internal bool Wants(Segment segment)
    {
        lock (_gate)
        {
            return segment.Owners > 1 && !_spillOff;
        }
    }

    /// <summary>The writer lets go of a segment.</summary>
    internal void Spilled(Segment segment, SpillEnd end)
    {
        bool over;
        lock (_gate)
        {
            _spilling--;
            if (end == SpillEnd.Written)
            {
                segment.IsSpilled = true;
                if (segment.Hands == 0 && segment.Owners > 1)
                {
                    ForgetBytes(segment);
                }
            }
            else
            {
                GivePlace(segment);
            }

            if (end == SpillEnd.Failed)
            {
                _spillOff = true;
                CutWhoNeededTheDisk();
            }

            Drop(segment);
            over = IsOver;
        }

        if (over)
        {
            Recycle();
        }
    }

    /// <summary>Where the bytes are that a reader has in its hands, when they are on disk.</summary>
    internal (SpillFile File, long Offset, int Count) SpilledAt(TeeReader reader)
    {
        lock (_gate)
        {
            ref var state = ref reader.State;
            var segment = state.Segment!;
            return (_file!, segment.Place + state.Offset, Math.Min(segment.Written - state.Offset, SpillFile.PlaceSize));
        }
    }

    /// <summary>Memory to read a spilled segment into; null when there is none to be had.</summary>
    internal Block? Lend(TeeReader reader)
    {
        // Outside the lock: to make room, readers of this very tee may have to be cut.
        if (!_budget.TryTakeOrReclaim(SpillFile.PlaceSize))
        {
            return null;
        }

        var lent = Block.Rent(SpillFile.PlaceSize);
        lock (_gate)
        {
            ChargeFor(reader, SpillFile.PlaceSize);
        }

        return lent;
    }

    /// <summary>Memory that a reader read into; it does not go back to its pool when it is <paramref name="lost"/>.</summary>
    internal void TakeBack(TeeReader reader, bool lost, Block lent)
    {
        lock (_gate)
        {
            ChargeFor(reader, -SpillFile.PlaceSize);
        }

        if (!lost)
        {
            lent.Release();
        }

        _budget.Give(SpillFile.PlaceSize);
    }

    /// <summary>Sends the oldest segments to disk until a reader's window holds; false when that cannot be.</summary>
    private bool TrySpill(ref ReaderState state)
    {
        if (_spillOff || _budget.Spill is not { Limit: > 0 } spill)
        {
            return false;
        }

        var next = NextToSpill();
        while (_written - Math.Max(state.Position, next.Start) > WindowOf(in state))
        {
            // The last one is still being filled; it stays, whatever the window.
            if (next.Next is not { } following)
            {
                break;
            }

            if (!TryQueue(spill, next))
            {
                return false;
            }

            _nextToSpill = next = following;
        }

        return true;
    }

    private long WindowOf(in ReaderState state) =>
        _budget.IsShort && _budget.Spill is { Limit: > 0 } && !_spillOff ? Math.Min(state.Window, LeastWindow) : state.Window;

    /// <summary>The oldest segment that a live reader needs and that has not been given to the writer.</summary>
    private Segment NextToSpill()
    {
        Segment? oldest = null;
        foreach (var reader in _readers)
        {
            if (reader.State is { Cut: 0, Segment: { } segment } && segment.Start < (oldest?.Start ?? long.MaxValue))
            {
                oldest = segment;
            }
        }

        // Only what a live reader needs is sure to be in the chain still.
        if (_nextToSpill is { } known && known.Start >= oldest!.Start)
        {
            return known;
        }

        while (oldest!.Place >= 0 && oldest.Next is { } next)
        {
            oldest = next;
        }

        return oldest;
    }

    private bool TryQueue(Spill spill, Segment segment)
    {
        _file ??= spill.TryOpen();
        if (_file is null)
        {
            return false;
        }

        if (!spill.TryWait(segment.Written, _budget.Limit))
        {
            CloseIfUnused();
            return false;
        }

        if (!_file.TryTake(segment.IsLarge, out var place))
        {
            spill.DoesNotWait(segment.Written);
            CloseIfUnused();
            return false;
        }

        segment.Place = place;
        segment.Owners++;
        _spilling++;
        spill.Write(this, segment, _file);
        return true;
    }

    private void CutWhoNeededTheDisk()
    {
        foreach (var reader in _readers)
        {
            if (reader.State.Cut == 0 && _written - reader.State.Position > reader.State.Window)
            {
                CutLocked(reader, TeeCut.Lagged);
            }
        }
    }

    /// <summary>A segment that is on disk gives its memory back; its readers no longer answer for it.</summary>
    private void ForgetBytes(Segment segment)
    {
        var bytes = segment.Size;
        foreach (var reader in _readers)
        {
            // A live reader owns all from where it stands; one that was cut, only what it has in its hands.
            if (reader.State.Segment is { } at && (at == segment || (reader.State.Cut == 0 && at.Start < segment.Start)))
            {
                ChargeFor(reader, -bytes);
            }
        }

        _budget.Give(bytes);
        segment.ForgetBytes();
    }

    private void GivePlace(Segment segment)
    {
        _file!.Give(segment.Place, segment.IsLarge);
        segment.Place = -1;
        CloseIfUnused();
    }

    private void CloseIfUnused()
    {
        if (_file is { IsUnused: true } file)
        {
            _file = null;
            _budget.Spill!.Close(file);
        }
    }
}
