using System.Runtime.InteropServices;
using Halfsilver.Steps;

namespace Halfsilver.Teeing;

/// <summary>
/// A request body on its way to several readers, each at its own speed. The writer never waits: what a reader is behind by
/// more than its window goes to disk, or where it cannot the reader is cut, and when the process's bytes run out the readers furthest behind are. One writer, which calls
/// <see cref="Release"/> last; readers attach before the first byte. The tee goes back to its pool when the writer has released it
/// and every reader has detached.
/// </summary>
internal sealed partial class Tee
{
    // A part as small as this is left empty, rather than cut a piece in two for it: each piece is a send to each mirror. On disk it would
    // be room lost.
    private const int LittlePart = 8;

    // Whoever reads as fast as it comes has one piece in its hands and the next one before it: its window must not feel that.
    private const int LargeFrom = 3 * Segment.LargeSize;

    private readonly Lock _gate = new();
    private readonly List<TeeReader> _readers = [];
    private ByteBudget _budget = null!;
    private Segment? _tail;
    private byte[] _trailers = [];
    private long _leastWindow = long.MaxValue;
    private long _written;
    private int _live;
    private bool _ended;
    private bool _whole;
    private bool _released;

    private Tee()
    {
    }

    /// <summary>Whether anybody still wants bytes. Without readers a tee keeps nothing.</summary>
    public bool HasReaders => Volatile.Read(ref _live) > 0;

    private bool TakesLarge => _leastWindow >= LargeFrom && _budget.IsAmple;

    /// <param name="budget">Whose memory and disk it uses.</param>
    /// <param name="length">The body's, where it is declared; -1 where not.</param>
    public static Tee Rent(ByteBudget budget, long length = -1)
    {
        var tee = Spares<Tee>.Take() ?? new Tee();
        tee._budget = budget;
        tee._deferFrom = length >= DeferAtOnceFrom ? 0 : DeferFrom;
        return tee;
    }

    /// <summary>Adds a follower of the whole body; one that comes after the first byte is cut at once.</summary>
    /// <param name="reader">Not attached elsewhere.</param>
    /// <param name="window">How many bytes it may fall behind.</param>
    /// <param name="limit">The longest body it takes; one byte more cuts it.</param>
    /// <param name="account">Who answers for what it holds.</param>
    public void Attach(TeeReader reader, long window, long limit = long.MaxValue, ByteAccount? account = null)
    {
        reader.Follow(this, account);
        lock (_gate)
        {
            reader.State = new ReaderState { Window = window, Limit = limit, Cut = (byte)(_written > 0 ? TeeCut.Lagged : TeeCut.None) };
            _readers.Add(reader);
            _leastWindow = Math.Min(_leastWindow, window);
            _live += _written > 0 ? 0 : 1;
        }

        account?.Add(reader);
    }

    /// <summary>Gives the readers more of the body. Never waits. What nearly fills a <see cref="Block"/> is kept in it, else the bytes are copied.</summary>
    public void Append(ReadOnlyMemory<byte> bytes)
    {
        Defer(bytes.Length);
        if (!MemoryMarshal.TryGetMemoryManager<byte, Block>(bytes, out var block, out var from, out var length) || !Keeps(block, length))
        {
            Append(bytes.Span);
        }
        else if (TryTakeBytes(block.Bytes.Length))
        {
            Publish(Begin(Segment.Share(block, from)), length);
        }
    }

    /// <summary>Gives the readers more of the body. Copies the bytes; never waits.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var segment = BeginAppend(bytes.Length);
            if (segment is null)
            {
                return;
            }

            // Outside the lock: the writer is an owner, and nobody reads behind what is published.
            var count = segment.Fill(bytes);
            Publish(segment, count);
            bytes = bytes[count..];
        }
    }

    /// <summary>The body is whole.</summary>
    /// <param name="trailers">Field lines, each with its CRLF.</param>
    /// <param name="goOn">Whether copies that wait for the client go on at once, rather than with its answer, which <see cref="Abort"/> and <see cref="Release"/> stand for, or soon.</param>
    public void Complete(ReadOnlySpan<byte> trailers = default, bool goOn = false)
    {
        lock (_gate)
        {
            _trailers = trailers.IsEmpty ? [] : trailers.ToArray();
            _whole = !_ended;
            _ended = true;
            if (_defers && !goOn)
            {
                return;
            }

            EndTurn();
        }

        WakeReaders();
    }

    /// <summary>The body never becomes whole: every reader is cut. After <see cref="Complete"/> it only ends their waiting for the client.</summary>
    public void Abort(TeeCut why)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ended = true;
                CutAll(why);
            }

            EndTurn();
        }

        WakeReaders();
    }

    /// <summary>The writer's last call. A body neither completed nor aborted counts as cut off by the client.</summary>
    public void Release()
    {
        Abort(TeeCut.ClientAbort);
        lock (_gate)
        {
            _released = true;
            if (!IsOver)
            {
                return;
            }
        }

        Recycle();
    }

    private bool Keeps(Block block, int length)
    {
        var little = block.Bytes.Length / LittlePart;
        if (length < block.Bytes.Length - little || (block.Bytes.Length == Segment.LargeSize && !TakesLarge))
        {
            return false;
        }

        // Behind a large block everything would stay as far out of step as it is once, and be copied: rather a little room is lost.
        lock (_gate)
        {
            return _live > 0 && !_ended && (_tail?.Room ?? 0) <= Math.Max(little, block.Bytes.Length - (3 * Segment.LaterSize));
        }
    }

    private Segment? BeginAppend(int wanted)
    {
        lock (_gate)
        {
            if (_live == 0 || _ended)
            {
                return null;
            }

            if (_tail is { Room: > 0 } tail && (tail.Room >= wanted || tail.Room > tail.Size / LittlePart || _file is not null))
            {
                tail.Owners++;
                return tail;
            }
        }

        var size = wanted >= Segment.LargeSize - (Segment.LargeSize / LittlePart) && TakesLarge ? Segment.LargeSize
            : _written == 0 && wanted <= Segment.FirstSize ? Segment.FirstSize
            : Segment.LaterSize;
        return TryTakeBytes(size) ? Begin(Segment.Rent(size)) : null;
    }

    private Segment Begin(Segment segment)
    {
        segment.Owners = 1;
        segment.Start = _written;
        return segment;
    }

    private bool TryTakeBytes(int size)
    {
        if (_budget.TryTakeOrReclaim(size))
        {
            return true;
        }

        lock (_gate)
        {
            CutAll(TeeCut.BytesBudget);
        }

        WakeReaders();
        return false;
    }

    private void Publish(Segment segment, int count)
    {
        var wake = false;
        lock (_gate)
        {
            var start = segment.Written;
            var fresh = start == 0;
            segment.Wrote(count);
            _written += count;
            if (fresh && _tail is not null)
            {
                _tail.Next = segment;
            }

            _tail = segment;
            foreach (var reader in _readers)
            {
                wake |= Reach(reader, segment, start, fresh);
            }

            Drop(segment);
        }

        if (wake)
        {
            WakeReaders();
        }
    }

    /// <summary>Lets a reader know of new bytes; true when it has to be woken.</summary>
    private bool Reach(TeeReader reader, Segment segment, int start, bool fresh)
    {
        ref var state = ref reader.State;
        if (state.Cut != 0)
        {
            return state.Waiting;
        }

        // Who is still behind owns every segment up to the tail already, unless this one is new.
        if (fresh || state.Segment is null)
        {
            Own(reader, segment);
        }

        if (state.Segment is null)
        {
            state.Segment = segment;
            state.Offset = start;
        }

        // Only now: a cut lets go of the whole chain, this segment included.
        var why = _written > state.Limit ? TeeCut.BodyTooLarge
            : _written - state.Position > WindowOf(in state) && !TrySpill(ref state) ? TeeCut.Lagged
            : TeeCut.None;
        if (why != TeeCut.None)
        {
            CutLocked(reader, why);
        }

        return state.Waiting;
    }

    // Woken outside the lock: a reader goes on with its work on this very thread. Nobody but who clears Waiting may wake it, and a
    // reader that waits cannot leave.
    private void WakeReaders()
    {
        while (NextWaiting() is { } reader)
        {
            reader.Wake();
        }
    }

    private TeeReader? NextWaiting()
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
            {
                if (reader.State.Waiting && (reader.State.Cut != 0 || (!_defers && (reader.State.Segment is not null || _ended))))
                {
                    reader.State.Waiting = false;
                    TakeInHands(ref reader.State);
                    return reader;
                }
            }
        }

        return null;
    }

    private void CutAll(TeeCut why)
    {
        foreach (var reader in _readers)
        {
            if (reader.State.Cut == 0)
            {
                CutLocked(reader, why);
            }
        }
    }
}
