using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Planning;
using Halfsilver.Steps;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>A request body on an HTTP/1.1 connection: counted or chunked, at no less than the entry point's rate.</summary>
internal sealed class Http1Body(PipeReader input, Http1Answer answer, ClientDeadline deadline, DeadlineWheel wheel, ConnectionLimits limits)
    : BodySource
{
    private ChunkReader _chunks;
    private ReadOnlySequence<byte> _unread;
    private bool _holds;
    private bool _expectsContinue;
    private long _startedAt;
    private bool _canceled;

    public override ReadOnlySpan<byte> Trailers => Framing == BodyFraming.Chunked ? _chunks.Trailers : default;

    /// <summary>
    /// Whether the client waits to be told to send its body. It may send it nevertheless, or its next request: behind a final answer nobody
    /// could tell one from the other (RFC 9110 §10.1.1).
    /// </summary>
    public bool IsUninvited => _expectsContinue;

    public override ReadOnlyMemory<byte> AtHand
    {
        get
        {
            if (Framing != BodyFraming.Length || Ended || (_unread.IsEmpty && !TryFill()))
            {
                return default;
            }

            var bytes = First();
            return bytes[..(int)Math.Min(bytes.Length, Length - Taken)];
        }
    }

    /// <summary>Starts the body of a new request.</summary>
    public void Begin(RequestHead head)
    {
        Framing = head is { Framing: BodyFraming.Length, ContentLength: 0 } ? BodyFraming.None : head.Framing;
        Length = head.Framing == BodyFraming.Length ? head.ContentLength : Framing == BodyFraming.None ? 0 : -1;
        Ended = Framing == BodyFraming.None;
        Taken = 0;
        Piece = default;
        _expectsContinue = head.ExpectsContinue && !Ended;
        _holds = false;
        _unread = default;
        _startedAt = 0;
        Volatile.Write(ref _canceled, false);
        if (Framing == BodyFraming.Chunked)
        {
            _chunks.Reset();
        }
    }

    public override void CancelRead()
    {
        Volatile.Write(ref _canceled, true);
        input.CancelPendingRead();
    }

    public override void Resume() => Volatile.Write(ref _canceled, false);

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public override async ValueTask<BodyResult> ReadAsync()
    {
        Piece = default;
        while (!Ended)
        {
            if (_unread.IsEmpty)
            {
                Release();
                var failure = await FillAsync();
                if (failure != BodyResult.Piece)
                {
                    return failure;
                }
            }

            if (Framing == BodyFraming.Length)
            {
                TakeCounted();
            }
            else if (!TakeChunked())
            {
                return BodyResult.Malformed;
            }

            if (!Piece.IsEmpty)
            {
                return BodyResult.Piece;
            }
        }

        Release();
        return BodyResult.End;
    }

    /// <summary>Gives back what the last read holds of the pipe; the front reads on from there.</summary>
    public void Release()
    {
        if (_holds)
        {
            _holds = false;
            input.AdvanceTo(_unread.Start);
            _unread = default;
        }
    }

    private bool TryFill()
    {
        Release();
        try
        {
            if (Volatile.Read(ref _canceled) || !input.TryRead(out var read))
            {
                return false;
            }

            _holds = true;
            _unread = read.Buffer;
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            // The read that follows meets it again, and tells.
            return false;
        }

        if (_unread.IsEmpty)
        {
            Release();
            return false;
        }

        _expectsContinue = false;
        return true;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<BodyResult> FillAsync()
    {
        while (!Volatile.Read(ref _canceled))
        {
            ReadResult read;
            try
            {
                var reading = input.ReadAsync();
                if (!reading.IsCompleted)
                {
                    if (_expectsContinue && !answer.Started && !await answer.ContinueAsync())
                    {
                        return BodyResult.Aborted;
                    }

                    Watch();
                }

                _expectsContinue = false;
                read = await reading;
            }
            catch (Exception e) when (ClientEnd.Is(e))
            {
                deadline.Disarm();
                return BodyResult.Aborted;
            }

            var inTime = deadline.Disarm();
            _holds = true;
            _unread = read.Buffer;
            if (!_unread.IsEmpty && !Volatile.Read(ref _canceled))
            {
                return BodyResult.Piece;
            }

            Release();
            if (Volatile.Read(ref _canceled))
            {
                return BodyResult.Canceled;
            }

            if (!inTime || read.IsCompleted)
            {
                return inTime ? BodyResult.Aborted : BodyResult.TooSlow;
            }

            // A call to drain met a connection that had just become busy, or what was canceled has been resumed: the body goes on.
        }

        return BodyResult.Canceled;
    }

    /// <summary>The next piece must come before the average falls below the least rate.</summary>
    private void Watch()
    {
        if (limits.MinBodyRate == 0)
        {
            return;
        }

        var now = wheel.Timestamp;
        _startedAt = _startedAt == 0 ? now : _startedAt;
        var allowed = limits.BodyRateGrace + TimeSpan.FromSeconds((double)Taken / limits.MinBodyRate);
        var left = allowed - wheel.Time.GetElapsedTime(_startedAt, now);
        deadline.Arm(wheel, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    // A buffer may begin with a segment of no bytes, out of which nothing could ever be taken.
    private ReadOnlyMemory<byte> First()
    {
        var position = _unread.Start;
        ReadOnlyMemory<byte> bytes;
        while (_unread.TryGet(ref position, out bytes) && bytes.IsEmpty)
        {
        }

        return bytes;
    }

    private void TakeCounted()
    {
        Piece = AtHand;
        Taken += Piece.Length;
        Ended = Taken == Length;
        _unread = _unread.Slice(Piece.Length);
    }

    private bool TakeChunked()
    {
        var bytes = First();
        if (_chunks.Read(bytes.Span, out var consumed, out var start, out var length) != WireFault.None)
        {
            return false;
        }

        Piece = bytes.Slice(start, length);
        Taken += length;
        Ended = _chunks.Ended;
        _unread = _unread.Slice(consumed);
        return true;
    }
}
