using System.Buffers;
using System.IO.Pipelines;
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

    private async ValueTask<BodyResult> FillAsync()
    {
        try
        {
            ReadResult read;
            do
            {
                if (_holds)
                {
                    _request.BodyReader.AdvanceTo(_unread.End);
                    _holds = false;
                }

                read = await _request.BodyReader.ReadAsync();
                _holds = true;
                _unread = read.Buffer;
                if (Volatile.Read(ref _canceled))
                {
                    return BodyResult.Canceled;
                }
            }
            while (read.IsCanceled && !read.IsCompleted && _unread.IsEmpty);

            if (!_unread.IsEmpty)
            {
                return BodyResult.Piece;
            }

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
