using System.Buffers;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>
/// A request body that can be read again from its start: what has been read is kept, up to a limit. Pieces are given on as they arrive; nothing
/// is read ahead of who reads. The memory belongs to the one that made it and to every <see cref="Replay"/>; the last to
/// <see cref="Release"/> gives it back.
/// </summary>
internal sealed class KeptBody : BodySource
{
    internal const int BlockSize = 64 * 1024;

    private readonly List<byte[]> _blocks = [];
    private int _owners = 1;
    private readonly BodySource _source;
    private readonly long _most;
    private readonly bool _must;
    private long _kept;
    private bool _lost;
    private bool _endSeen;

    public override bool CanRewind => !_lost;

    // Where a body may turn out to be too large, nothing of it goes ahead.
    public override ReadOnlyMemory<byte> AtHand => _must || Taken < _kept ? default : _source.AtHand;

    public override ReadOnlySpan<byte> Trailers => _source.Trailers;

    /// <param name="source">The client's body, of which nothing has been read.</param>
    /// <param name="most">Bytes that are kept at most.</param>
    /// <param name="must">Beyond that: true ends the body with <see cref="BodyResult.TooLarge"/>, false goes on and keeps nothing.</param>
    public KeptBody(BodySource source, long most, bool must)
    {
        _source = source;
        (_most, _must) = (most, must);
        Framing = source.Framing;
        Length = source.Length;
        Start();
    }

    public override void Rewind()
    {
        base.Rewind();
        Start();
    }

    public override ValueTask<BodyResult> ReadAsync()
    {
        if (Taken < _kept)
        {
            var at = (int)(Taken % BlockSize);
            var length = (int)Math.Min(BlockSize - at, _kept - Taken);
            Piece = _blocks[(int)(Taken / BlockSize)].AsMemory(at, length);
            Taken += length;
            Replayed = true;
            return new ValueTask<BodyResult>(BodyResult.Piece);
        }

        if (_source.Ended && _endSeen)
        {
            (Ended, Replayed, Piece) = (true, true, default);
            return new ValueTask<BodyResult>(BodyResult.End);
        }

        // What is declared too long need not be read to be known so.
        return _must && Length > _most ? new ValueTask<BodyResult>(BodyResult.TooLarge) : ReadSourceAsync();
    }

    public override void CancelRead() => _source.CancelRead();

    public override void Resume() => _source.Resume();

    /// <summary>The body once more, for a reader beside others; only when all of it has been read and kept. To be released.</summary>
    public ReplayedBody Replay(bool empty = false)
    {
        if (_lost || (!_endSeen && Framing != BodyFraming.None))
        {
            throw new InvalidOperationException("The body was not kept whole.");
        }

        Interlocked.Increment(ref _owners);
        return new ReplayedBody(this, _blocks, empty ? 0 : _kept);
    }

    /// <summary>One owner needs the memory no longer.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            Forget();
        }
    }

    private void Forget()
    {
        foreach (var block in _blocks)
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        _blocks.Clear();
        _kept = 0;
        _lost = true;
    }

    private void Start()
    {
        Taken = 0;
        Piece = default;
        Ended = Framing == BodyFraming.None;
    }

    private async ValueTask<BodyResult> ReadSourceAsync()
    {
        var result = await _source.ReadAsync();
        Replayed = false;
        Piece = _source.Piece;
        if (result == BodyResult.Piece)
        {
            Taken += Piece.Length;
            return Keep(Piece.Span) || !_must ? BodyResult.Piece : BodyResult.TooLarge;
        }

        _endSeen = Ended = result == BodyResult.End;
        return result;
    }

    private bool Keep(ReadOnlySpan<byte> piece)
    {
        if (_lost || _kept + piece.Length > _most)
        {
            if (!_lost)
            {
                Forget();
            }

            return false;
        }

        while (!piece.IsEmpty)
        {
            var at = (int)(_kept % BlockSize);
            if (at == 0)
            {
                // A short body takes what it declares; a block is never smaller than what is to go into it.
                _blocks.Add(ArrayPool<byte>.Shared.Rent(Length is >= 0 and < BlockSize ? (int)Length : BlockSize));
            }

            var length = Math.Min(BlockSize - at, piece.Length);
            piece[..length].CopyTo(_blocks[^1].AsSpan(at));
            _kept += length;
            piece = piece[length..];
        }

        return true;
    }
}
