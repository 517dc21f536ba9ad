using System.IO.Pipelines;
using Halfsilver.Teeing;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Halfsilver.Journey.Library;

/// <summary>
/// Puts a tap on a request's body, stream and reader alike, for as long as the application runs, and takes it off again. Whatever the
/// application puts in the body's place meanwhile works as it would without us.
/// </summary>
internal sealed class TappedBody : IRequestBodyPipeFeature
{
    // What an application left unread and what has arrived with the head, as a rule, is a small body; a large one is not worth a look.
    private const long MostLookedAt = 64 * 1024;

    private readonly HttpContext _context;
    private readonly BodyTap _tap;
    private readonly Stream _stream;
    private readonly Stream _innerStream;
    private readonly IRequestBodyPipeFeature? _innerReader;
    private readonly TappedReader? _reader;
    private readonly bool _mayLook;

    private TappedBody(HttpContext context, BodyTap tap, Stream stream, TappedReader? reader, bool mayLook)
    {
        _context = context;
        _tap = tap;
        _stream = stream;
        _innerStream = context.Request.Body;
        _reader = reader;
        _innerReader = reader is null ? null : context.Features.GetRequiredFeature<IRequestBodyPipeFeature>();
        _mayLook = mayLook;
    }

    /// <inheritdoc/>
    PipeReader IRequestBodyPipeFeature.Reader => ReferenceEquals(_context.Request.Body, _stream) ? _reader! : _innerReader!.Reader;

    /// <summary>Whether the copies have all they will get of the body.</summary>
    public bool HasEnded => _tap.HasEnded;

    /// <summary>Puts the tap on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="head">Its head.</param>
    /// <param name="tee">Where the bytes go; released when the body is over.</param>
    public static TappedBody Open(HttpContext context, RequestHead head, Tee tee)
    {
        var tap = new BodyTap(context, tee, head.Framing == BodyFraming.Length ? head.ContentLength : -1);
        var body = Over(context, tap, mayLook: !head.ExpectsContinue);
        context.Request.Body = body._stream;
        if (body._reader is not null)
        {
            context.Features.Set<IRequestBodyPipeFeature>(body);
        }

        return body;
    }

    private static TappedBody Over(HttpContext context, BodyTap tap, bool mayLook)
    {
        var inner = context.Request.Body;
        if (inner.CanSeek)
        {
            // A reader of it is the server's own, over whatever stream stands there.
            return new TappedBody(context, tap, new SeekableTap(inner, tap), reader: null, mayLook);
        }

        // To ask for the reader brings the feature where a server has none.
        var reader = new TappedReader(context.Request.BodyReader, tap);
        return new TappedBody(context, tap, new TappedStream(reader, inner, tap), reader, mayLook);
    }

    /// <summary>The application is done: takes the tap off. A body that has not ended, and that is not here already, is cut.</summary>
    public void Close()
    {
        var gone = _context.RequestAborted.IsCancellationRequested;

        // A client that waits for 100 (Continue) would be asked for its body by a look at it.
        if (!gone && !_tap.HasEnded && (_mayLook || _tap.HasBegun))
        {
            _reader?.LookAhead(MostLookedAt);
        }

        _tap.Close(gone);
        if (ReferenceEquals(_context.Request.Body, _stream))
        {
            _context.Request.Body = _innerStream;
        }

        if (_innerReader is not null)
        {
            _context.Features.Set(_innerReader);
        }
    }
}
