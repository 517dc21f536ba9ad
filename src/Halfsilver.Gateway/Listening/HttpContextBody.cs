using System.Buffers;
using Halfsilver.Journey;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>A request body that Kestrel reads.</summary>
internal sealed class HttpContextBody : BodySource
{
    private readonly HttpRequest _request;
    private ReadOnlySequence<byte> _unread;
    private bool _holds;
    private bool _canceled;
    private byte[] _trailers = [];

    public HttpContextBody(HttpRequest request, RequestHead head)
    {
        _request = request;
        Framing = head is { Framing: BodyFraming.Length, ContentLength: 0 } ? BodyFraming.None : head.Framing;
        Length = head.Framing == BodyFraming.Length ? head.ContentLength : Framing == BodyFraming.None ? 0 : -1;
        Ended = Framing == BodyFraming.None;
    }

    public override ReadOnlySpan<byte> Trailers => _trailers;

    public override ReadOnlyMemory<byte> AtHand => Framing == BodyFraming.Length && !Ended && (!_unread.IsEmpty || TryFill()) ? _unread.First : default;

    public override void CancelRead()
    {
        Volatile.Write(ref _canceled, true);
        _request.BodyReader.CancelPendingRead();
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
            if (_holds || Volatile.Read(ref _canceled) || !_request.BodyReader.TryRead(out var read))
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
                    _request.BodyReader.AdvanceTo(_unread.End);
                    _holds = false;
                }

                var read = await _request.BodyReader.ReadAsync();
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
            _trailers = HttpContextTrailers.Read(_request.HttpContext);
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
