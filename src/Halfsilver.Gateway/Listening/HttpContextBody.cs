using System.Buffers;
using System.IO.Pipelines;
using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>A request body that Kestrel reads.</summary>
internal sealed class HttpContextBody(HttpContext context) : BodySource
{
    private static readonly PipeReader s_none = PipeReader.Create(ReadOnlySequence<byte>.Empty);

    private PipeReader _reader = s_none;
    private ReadOnlySequence<byte> _unread;
    private bool _holds;
    private bool _canceled;
    private byte[] _trailers = [];

    /// <summary>Starts the body of a new request.</summary>
    public void Begin(RequestHead head)
    {
        Framing = head is { Framing: BodyFraming.Length, ContentLength: 0 } ? BodyFraming.None : head.Framing;
        Length = head.Framing == BodyFraming.Length ? head.ContentLength : Framing == BodyFraming.None ? 0 : -1;
        Ended = Framing == BodyFraming.None;
        Taken = 0;
        Piece = default;
        _reader = Ended ? s_none : context.Request.BodyReader;
        _unread = default;
        _holds = _canceled = false;
        _trailers = [];
    }

    public override ReadOnlySpan<byte> Trailers => _trailers;

    public override ReadOnlyMemory<byte> AtHand => Framing == BodyFraming.Length && !Ended && (!_unread.IsEmpty || TryFill()) ? _unread.First : default;

    public override void CancelRead()
    {
        Volatile.Write(ref _canceled, true);
        try
        {
            _reader.CancelPendingRead();
        }
        catch (Exception e) when (e is BadHttpRequestException || ClientEnd.Is(e))
        {
            // The body has failed meanwhile: no read waits any more, and the next one tells.
        }
    }

    public override void Resume() => Volatile.Write(ref _canceled, false);

    public override async ValueTask<BodyResult> ReadAsync()
    {
        Piece = default;
        if (Ended)
        {
            return BodyResult.End;
        }

        if (_unread.IsEmpty)
        {
            var result = await FillAsync();
            if (result != BodyResult.Piece)
            {
                return result;
            }
        }

        Piece = _unread.First;
        Taken += Piece.Length;
        _unread = _unread.Slice(Piece.Length);
        return BodyResult.Piece;
    }

    private bool TryFill()
    {
        try
        {
            if (_holds || Volatile.Read(ref _canceled) || !_reader.TryRead(out var read))
            {
                return false;
            }

            _holds = true;
            _unread = read.Buffer;
            return !_unread.IsEmpty;
        }
        catch (Exception e) when (e is BadHttpRequestException || ClientEnd.Is(e))
        {
            // The read that follows meets it again, and tells.
            return false;
        }
    }

    private async ValueTask<BodyResult> FillAsync()
    {
        try
        {
            bool whole;
            do
            {
                if (_holds)
                {
                    _reader.AdvanceTo(_unread.End);
                    _holds = false;
                }

                var read = await _reader.ReadAsync();
                _holds = true;
                _unread = read.Buffer;
                whole = read.IsCompleted;
                if (Volatile.Read(ref _canceled))
                {
                    return BodyResult.Canceled;
                }

                if (!_unread.IsEmpty)
                {
                    return BodyResult.Piece;
                }
            }
            while (!whole);

            Ended = true;
            _trailers = HttpContextTrailers.Read(context);
            return BodyResult.End;
        }
        catch (BadHttpRequestException)
        {
            return BodyResult.Malformed;
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            // Kestrel says that a client went away by throwing.
            return BodyResult.Aborted;
        }
    }
}
