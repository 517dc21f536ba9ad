using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Halfsilver.Steps;

namespace Halfsilver.Teeing;

/// <summary>
/// One follower of a body, at its own speed. Lives with its follower and is attached to one tee at a time. One caller at a
/// time: read, use the bytes, advance; in the end detach.
/// </summary>
internal sealed class TeeReader(ITeeFollower follower) : IValueTaskSource<TeeResult>
{
    private ManualResetValueTaskSourceCore<bool> _woken;
    private Tee? _tee;
    private Block? _lent;

    /// <summary>Why this reader gets no more; none while it does.</summary>
    public TeeCut CutBy => (TeeCut)Volatile.Read(ref State.Cut);

    /// <summary>Bytes it keeps in memory.</summary>
    public long Charged => Volatile.Read(ref State.Charged);

    public bool IsAttached => _tee is not null;

    /// <summary>Whether a read would not wait.</summary>
    public bool HasNext => _tee!.HasNext(this);

    /// <summary>Whether a read would wait although there are bytes.</summary>
    public bool IsMadeToWait => _tee!.IsDeferring;

    internal ITeeFollower Follower => follower;

    internal ByteAccount? Account { get; private set; }

    /// <summary>Index among the account's readers; the account's own.</summary>
    internal int Place { get; set; }

    /// <summary>The tee's own, under its lock.</summary>
    internal ReaderState State;

    /// <summary>The next bytes, the end, or why there are none. Waits for the writer.</summary>
    public ValueTask<TeeResult> ReadAsync()
    {
        _woken.Reset();
        var ready = _tee!.TryRead(this, out var result);
        if (result.Kind == TeeResultKind.Spilled)
        {
            return ReadSpilledAsync(_tee);
        }

        GiveBack();
        return ready ? new ValueTask<TeeResult>(result)
            : _tee.MayDefer ? ReadLaterAsync(_tee)
            : new ValueTask<TeeResult>(this, _woken.Version);
    }

    /// <summary>Done with the first <paramref name="count"/> of the bytes read last; all of them are let go of.</summary>
    public void Advance(int count) => _tee!.Advance(this, count);

    /// <summary>Leaves the tee; what only this reader needed is freed.</summary>
    /// <returns>Why it was cut before it left; none where it was not.</returns>
    public TeeCut Detach()
    {
        if (_tee is not { } tee)
        {
            return TeeCut.None;
        }

        GiveBack();

        // From the account first: once it is out, nobody but the writer can reach it.
        Account?.Remove(this);
        _tee = null;
        tee.Detach(this);
        Account = null;
        var cut = CutBy;
        State = default;
        return cut;
    }

    internal void Follow(Tee tee, ByteAccount? account)
    {
        _tee = tee;
        Account = account;
    }

    /// <summary>Bytes that are waited for so far into a body may be on disk when they come.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<TeeResult> ReadLaterAsync(Tee tee)
    {
        var result = await new ValueTask<TeeResult>(this, _woken.Version);
        return result.Kind == TeeResultKind.Spilled ? await ReadSpilledAsync(tee) : result;
    }

    /// <summary>The next bytes are on disk: it reads them into memory of its own, which it keeps until it has caught up.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<TeeResult> ReadSpilledAsync(Tee tee)
    {
        _lent ??= tee.Lend(this);
        if (_lent is null)
        {
            return tee.CutShort(this, TeeCut.BytesBudget);
        }

        var (file, offset, count) = tee.SpilledAt(this);
        var bytes = _lent.Bytes.AsMemory(0, count);
        switch (await file.TryReadAsync(bytes, offset))
        {
            case SpillRead.Done when CutBy == TeeCut.None:
                return new TeeResult(TeeResultKind.Bytes, bytes);
            case SpillRead.Hangs:
                // The disk may still write into it: it is nobody's any more.
                tee.TakeBack(this, lost: true, _lent);
                _lent = null;
                break;
        }

        return tee.CutShort(this, TeeCut.Lagged);
    }

    private void GiveBack()
    {
        if (_lent is { } lent)
        {
            _lent = null;
            _tee!.TakeBack(this, lost: false, lent);
        }
    }

    internal void Wake() => _woken.SetResult(true);

    /// <summary>Ends it for a reason of its follower's. Not while it is being detached.</summary>
    public void Cut(TeeCut why) => _tee?.Cut(this, why);

    internal long CutForBudget() => _tee?.Cut(this, TeeCut.BytesBudget) ?? 0;

    TeeResult IValueTaskSource<TeeResult>.GetResult(short token)
    {
        _woken.GetResult(token);
        _tee!.TryRead(this, out var result, woken: true);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<TeeResult>.GetStatus(short token) => _woken.GetStatus(token);

    void IValueTaskSource<TeeResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _woken.OnCompleted(continuation, state, token, flags);
}

/// <summary>Where a reader stands.</summary>
internal struct ReaderState
{
    /// <summary>First segment with bytes for it; null when it has read all there is.</summary>
    public Segment? Segment;

    /// <summary>Bytes of that segment it has read.</summary>
    public int Offset;

    /// <summary>Bytes of the body it has read.</summary>
    public long Position;

    /// <summary>How far it may fall behind.</summary>
    public long Window;

    /// <summary>Longest body it takes.</summary>
    public long Limit;

    /// <summary>Sizes of all segments it owns a part of.</summary>
    public long Charged;

    /// <summary>A <see cref="TeeCut"/>.</summary>
    public byte Cut;

    /// <summary>Whether bytes of the first segment are in its hands.</summary>
    public bool Holding;

    /// <summary>Whether what is in its hands was read from disk, into memory of its own.</summary>
    public bool HoldsSpilled;

    /// <summary>Whether it waits to be woken.</summary>
    public bool Waiting;
}
