using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>A whole body that somebody else keeps, read from its start. Its length is declared, however the client framed it.</summary>
internal sealed class ReplayedBody : BodySource
{
    private readonly KeptBody _keeper;
    private readonly List<byte[]> _blocks;

    public ReplayedBody(KeptBody keeper, List<byte[]> blocks, long length)
    {
        _keeper = keeper;
        _blocks = blocks;
        Length = length;
        Framing = length == 0 ? BodyFraming.None : BodyFraming.Length;
        Ended = length == 0;
        Replayed = true;
    }

    public override ReadOnlySpan<byte> Trailers => default;

    public override ValueTask<BodyResult> ReadAsync()
    {
        if (Taken == Length)
        {
            (Ended, Piece) = (true, default);
            return new ValueTask<BodyResult>(BodyResult.End);
        }

        var at = (int)(Taken % KeptBody.BlockSize);
        var length = (int)Math.Min(KeptBody.BlockSize - at, Length - Taken);
        Piece = _blocks[(int)(Taken / KeptBody.BlockSize)].AsMemory(at, length);
        Taken += length;
        return new ValueTask<BodyResult>(BodyResult.Piece);
    }

    /// <summary>Nobody reads it any more. Call once.</summary>
    public void Release() => _keeper.Release();

    public override void CancelRead()
    {
        // Nothing is ever waited for here.
    }
}
