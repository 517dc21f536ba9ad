using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Tests.Journey;

/// <summary>A client's body, in pieces.</summary>
internal sealed class PiecedBody : BodySource
{
    private readonly byte[] _bytes;
    private readonly int _piece;
    private readonly BodyResult _end;
    private bool _canceled;

    public PiecedBody(byte[] bytes, int piece, BodyResult end = BodyResult.End, bool declared = false)
    {
        (_bytes, _piece, _end) = (bytes, piece, end);
        Framing = declared ? BodyFraming.Length : BodyFraming.Chunked;
        Length = declared ? bytes.Length : -1;
    }

    private PiecedBody()
    {
        (_bytes, _piece, _end) = ([], 1, BodyResult.End);
        Framing = BodyFraming.None;
    }

    /// <summary>None at all.</summary>
    public static PiecedBody None() => new();

    /// <summary>Where somebody cancels the read, once.</summary>
    public long CanceledAt { get; set; } = -1;

    public override ReadOnlySpan<byte> Trailers => "X-Sum: 1\r\n"u8;

    public override ValueTask<BodyResult> ReadAsync()
    {
        if (Taken == CanceledAt)
        {
            _canceled = true;
            CanceledAt = -1;
        }

        if (_canceled)
        {
            return new ValueTask<BodyResult>(BodyResult.Canceled);
        }

        if (Taken == _bytes.Length)
        {
            Ended = _end == BodyResult.End;
            Piece = default;
            return new ValueTask<BodyResult>(_end);
        }

        Piece = _bytes.AsMemory((int)Taken, (int)Math.Min(_piece, _bytes.Length - Taken));
        Taken += Piece.Length;
        return new ValueTask<BodyResult>(BodyResult.Piece);
    }

    public override void CancelRead() => _canceled = true;

    public override void Resume() => _canceled = false;
}
