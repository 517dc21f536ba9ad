using Halfsilver.Steps;

namespace Halfsilver.Teeing;

/// <summary>What readers call, and who owns which segment.</summary>
internal sealed partial class Tee
{
    /// <summary>False when the reader has to wait; it is woken later.</summary>
    /// <param name="reader">Whose turn it is.</param>
    /// <param name="result">What there is.</param>
    /// <param name="woken">Whether it has been woken: then there is something, and it is not made to wait again.</param>
    internal bool TryRead(TeeReader reader, out TeeResult result, bool woken = false)
    {
        lock (_gate)
        {
            ref var state = ref reader.State;
            if (state.Cut != 0)
            {
                result = new TeeResult(TeeResultKind.Cut, Why: (TeeCut)state.Cut);
                return true;
            }

            if (_defers && !woken)
            {
                state.Waiting = true;
                result = default;
                return false;
            }

            if (state.Segment is { } segment)
            {
                if (segment.Size == 0)
                {
                    state.Holding = state.HoldsSpilled = true;
                    result = new TeeResult(TeeResultKind.Spilled);
                    return true;
                }

                TakeInHands(ref state);
                result = new TeeResult(TeeResultKind.Bytes, segment.From(state.Offset));
                return true;
            }

            result = new TeeResult(TeeResultKind.End, _trailers);
            state.Waiting = !_whole;
            return _whole;
        }
    }

    internal bool HasNext(TeeReader reader)
    {
        lock (_gate)
        {
            return reader.State.Cut != 0 || (!_defers && (_ended || reader.State.Segment is not null));
        }
    }

    internal void Advance(TeeReader reader, int count)
    {
        lock (_gate)
        {
            ref var state = ref reader.State;
            if (state.Segment is not { } segment)
            {
                return;
            }

            FreeHands(ref state);
            state.Offset += count;
            state.Position += count;
            if (state.Cut != 0)
            {
                state.Segment = null;
                Disown(reader, segment);
            }
            else if (state.Offset == segment.Written)
            {
                state.Segment = segment.Next;
                state.Offset = 0;
                Disown(reader, segment);
            }
        }
    }

    internal long Cut(TeeReader reader, TeeCut why)
    {
        long freed = 0;
        lock (_gate)
        {
            // A reader that waits is not behind, unless it is made to, or about to be woken; who ends either wakes it.
            if (reader.State is { Cut: 0 } and ({ Waiting: false } or { Segment: not null }))
            {
                freed = CutLocked(reader, why);
            }
        }

        return freed;
    }

    internal void Detach(TeeReader reader)
    {
        lock (_gate)
        {
            FreeHands(ref reader.State);
            _readers.Remove(reader);
            if (reader.State.Cut == 0)
            {
                _live--;
                LetGo(reader);
            }
            else if (reader.State.Segment is { } held)
            {
                reader.State.Segment = null;
                Disown(reader, held);
            }

            if (!IsOver)
            {
                return;
            }
        }

        Recycle();
    }

    /// <summary>Cuts a reader that cannot be given its bytes.</summary>
    internal TeeResult CutShort(TeeReader reader, TeeCut why)
    {
        lock (_gate)
        {
            if (reader.State.Cut == 0)
            {
                CutLocked(reader, why);
            }

            return new TeeResult(TeeResultKind.Cut, Why: (TeeCut)reader.State.Cut);
        }
    }

    private bool IsOver => _released && _readers.Count == 0 && _spilling == 0;

    private static void TakeInHands(ref ReaderState state)
    {
        if (state is { Holding: false, Segment: { Size: > 0 } segment })
        {
            state.Holding = true;
            segment.Hands++;
        }
    }

    /// <summary>The memory of what it held goes, if it was only waiting for that.</summary>
    private void FreeHands(ref ReaderState state)
    {
        if (!state.Holding)
        {
            return;
        }

        state.Holding = false;
        if (state.HoldsSpilled)
        {
            state.HoldsSpilled = false;
        }
        else if (state.Segment is { } segment && --segment.Hands == 0 && segment is { IsSpilled: true, Size: > 0 })
        {
            ForgetBytes(segment);
        }
    }

    private long CutLocked(TeeReader reader, TeeCut why)
    {
        Volatile.Write(ref reader.State.Cut, (byte)why);
        _live--;
        var freed = LetGo(reader);
        reader.Follower.ReaderCut();
        return freed;
    }

    /// <summary>Lets go of what the reader has yet to read, but not of the bytes in its hands: they follow when it advances.</summary>
    /// <returns>Bytes that are free by this, now or when the reader's hands are.</returns>
    private long LetGo(TeeReader reader)
    {
        ref var state = ref reader.State;
        var segment = state.Segment;
        long freed = 0;
        if (segment is not null && state.Holding)
        {
            freed = segment.Owners == 1 ? segment.Size : 0;
            segment = segment.Next;
        }
        else
        {
            state.Segment = null;
        }

        while (segment is not null)
        {
            var next = segment.Next;
            freed += segment.Owners == 1 ? segment.Size : 0;
            Disown(reader, segment);
            segment = next;
        }

        return freed;
    }

    private static void Own(TeeReader reader, Segment segment)
    {
        segment.Owners++;
        ChargeFor(reader, segment.Size);
    }

    private static void ChargeFor(TeeReader reader, int bytes)
    {
        reader.State.Charged += bytes;
        reader.Account?.Charge(bytes);
    }

    private void Disown(TeeReader reader, Segment segment)
    {
        ChargeFor(reader, -segment.Size);
        Drop(segment);
    }

    private void Drop(Segment segment)
    {
        if (--segment.Owners > 0)
        {
            return;
        }

        if (_tail == segment)
        {
            _tail = null;
        }

        if (_nextToSpill == segment)
        {
            _nextToSpill = null;
        }

        if (segment.Place >= 0)
        {
            GivePlace(segment);
        }

        _budget.Give(segment.Size);
        segment.Return();
    }

    private void Recycle()
    {
        _trailers = [];
        _leastWindow = long.MaxValue;
        _written = 0;
        _patience = _live = 0;
        _hadTurn = _ended = _whole = _released = _spillOff = false;
        Spares<Tee>.Put(this);
    }
}
