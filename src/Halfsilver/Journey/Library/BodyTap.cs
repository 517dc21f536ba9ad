using System.Buffers;
using Halfsilver.Teeing;
using Microsoft.AspNetCore.Http;

namespace Halfsilver.Journey.Library;

/// <summary>
/// What the application has taken of a request's body, on its way into the tee: each byte once, whichever way it is read. The tee's
/// one writer; after <see cref="Close"/> whoever still reads is no longer listened to.
/// </summary>
/// <param name="context">The request; forgotten when it is over.</param>
/// <param name="tee">Rented by whoever made this, released here.</param>
/// <param name="declared">Bytes the client announced, or -1.</param>
internal sealed class BodyTap(HttpContext context, Tee tee, long declared)
{
    // Applications may read on threads of their own, and go on when their request is over.
    private readonly Lock _gate = new();
    private HttpContext? _context = context;
    private Tee? _tee = tee;
    private long _total;
    private long _ahead;

    /// <summary>Whether no further byte is of interest.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate)
            {
                return _tee is null;
            }
        }
    }

    /// <summary>Whether any byte was seen.</summary>
    public bool HasBegun => Volatile.Read(ref _total) > 0;

    /// <summary>The application looks at what begins where it has consumed the last byte; it will see the rest of it again.</summary>
    public void Seen(in ReadOnlySequence<byte> buffer, bool isLast)
    {
        lock (_gate)
        {
            var known = _ahead;
            _ahead = buffer.Length;
            if (_tee is not null && buffer.Length > known)
            {
                foreach (var piece in buffer.Slice(known))
                {
                    Append(piece.Span);
                }
            }

            if (isLast)
            {
                End();
            }
        }
    }

    /// <summary>So many of the bytes seen will not be seen again.</summary>
    public void Consumed(long count)
    {
        lock (_gate)
        {
            _ahead -= count;
        }
    }

    /// <summary>The application got these, and will not see them again.</summary>
    public void Took(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var known = (int)Math.Min(_ahead, bytes.Length);
            _ahead -= known;
            Append(bytes[known..]);
        }
    }

    /// <summary>The body has ended as its framing says.</summary>
    public void Ended()
    {
        lock (_gate)
        {
            End();
        }
    }

    /// <summary>The body never becomes whole.</summary>
    public void Failed(IOException why)
    {
        lock (_gate)
        {
            // A body that the server refuses (too long, too slow, malformed) is not a client that left.
            Abort(why is BadHttpRequestException ? TeeCut.Body : TeeCut.ClientAbort);
        }
    }

    /// <summary>Bytes went by unseen: the copies cannot have the body.</summary>
    public void Missed()
    {
        lock (_gate)
        {
            Abort(TeeCut.Body);
        }
    }

    /// <summary>The request is over: what has not ended is cut. Call once.</summary>
    public void Close(bool clientGone)
    {
        lock (_gate)
        {
            Abort(clientGone ? TeeCut.ClientAbort : TeeCut.Body);
            _context = null;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_tee is null || bytes.IsEmpty)
        {
            return;
        }

        _total += bytes.Length;
        if (declared >= 0 && _total > declared)
        {
            // Somebody in front of us changed the body, but not what the head says of it.
            Abort(TeeCut.Body);
            return;
        }

        _tee.Append(bytes);
        if (_total == declared)
        {
            End();
        }
    }

    private void End()
    {
        if (_tee is null)
        {
            return;
        }

        if (declared >= 0 && _total != declared)
        {
            Abort(TeeCut.Body);
            return;
        }

        _tee.Complete(HttpContextTrailers.Read(_context!));
        LetGo();
    }

    private void Abort(TeeCut why)
    {
        _tee?.Abort(why);
        LetGo();
    }

    private void LetGo()
    {
        _tee?.Release();
        _tee = null;
    }
}
