using Halfsilver.Steps;
using Halfsilver.Teeing;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>
/// What a copy is about to send: its head, and pieces of body small enough to go with it in one send. Owns its buffer from
/// <see cref="TryBegin"/> to <see cref="End"/>.
/// </summary>
internal sealed class CopyOutput
{
    // The head and a small body in one send; larger pieces go from the tee's own memory.
    private const int BodyRoom = 8 * 1024;

    private ByteAccount? _account;
    private byte[] _buffer = [];
    private int _filled;
    private bool _chunked;
    private bool _owesLineEnd;

    public Span<byte> Room => _buffer.AsSpan(_filled);

    public bool IsEmpty => _filled == 0;

    public ReadOnlyMemory<byte> Filled => _buffer.AsMemory(0, _filled);

    public bool TryBegin(ByteAccount account, int headBytes, BodyFraming framing)
    {
        var size = headBytes + (framing == BodyFraming.None ? 0 : BodyRoom);
        var buffer = SmallBlocks.AtLeast(size);
        if (!account.TryTake(buffer.Length))
        {
            SmallBlocks.Return(buffer);
            return false;
        }

        (_account, _buffer, _filled, _chunked, _owesLineEnd) = (account, buffer, 0, framing == BodyFraming.Chunked, false);
        return true;
    }

    public void Wrote(int count) => _filled += count;

    /// <summary>What was filled has been sent.</summary>
    public void Clear() => _filled = 0;

    /// <summary>Takes a piece of body in, with its framing; false when it has to be sent beside.</summary>
    public bool TryAdd(ReadOnlySpan<byte> piece)
    {
        if (piece.Length + (_chunked ? ChunkWriter.MaxSizeLine + 4 : 0) > Room.Length)
        {
            return false;
        }

        if (_chunked)
        {
            BeginChunk(piece.Length);
        }

        piece.CopyTo(Room);
        _filled += piece.Length;
        _owesLineEnd = _chunked;
        return true;
    }

    /// <summary>Room for <see cref="AddBeside"/> or the end of a body, without trailers.</summary>
    public bool HasRoomForFraming => Room.Length >= ChunkWriter.MaxSizeLine + 8;

    /// <summary>Prepares for a piece that is sent from where it is, right behind what is filled.</summary>
    public void AddBeside(int length)
    {
        if (_chunked)
        {
            BeginChunk(length);
            _owesLineEnd = true;
        }
    }

    /// <summary>Ends the body; false when the trailers do not fit and what is filled must go first.</summary>
    public bool TryFinish(ReadOnlySpan<byte> trailers)
    {
        if (!_chunked)
        {
            return true;
        }

        if (trailers.Length + 8 > Room.Length)
        {
            if (_filled > 0)
            {
                return false;
            }

            // Longer than the whole buffer: such trailers are dropped, as RFC 9110 §6.5.1 lets any intermediary do.
            trailers = default;
        }

        if (_owesLineEnd)
        {
            Add(ChunkWriter.LineEnd);
        }

        Add(ChunkWriter.LastSize);
        Add(trailers);
        Add(ChunkWriter.LineEnd);
        return true;
    }

    public void End()
    {
        if (_account is not { } account)
        {
            return;
        }

        account.Give(_buffer.Length);
        SmallBlocks.Return(_buffer);
        _account = null;
        _buffer = [];
    }

    private void BeginChunk(int length)
    {
        if (_owesLineEnd)
        {
            Add(ChunkWriter.LineEnd);
        }

        _filled += ChunkWriter.WriteSize(Room, length);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room);
        _filled += bytes.Length;
    }
}
