using System.Runtime.CompilerServices;
using Halfsilver.Steps;
using Halfsilver.Teeing;
using Halfsilver.Wire;

namespace Halfsilver.Sending;

/// <summary>The connection, the head and the body.</summary>
internal sealed partial class CopyRun
{
    // The body was not sent to its end: what the mirror says still counts, and the connection cannot be used again.
    private bool _brokenOff;

    // The mirror's end of the connection takes no bytes any more.
    private bool _lost;

    // Bytes are on their way, and may wait for a mirror that takes none.
    private bool _sending;

    // The first send was over on the call itself: where a small one failed, not one byte was taken.
    private bool _endedAtOnce;

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> ConnectAsync(bool mayReuse)
    {
        _began = _began == 0 ? Wheel.Timestamp : _began;
        if (mayReuse && _endpoint.Pool.Take() is { } kept)
        {
            CountSent(_began);
            return Hold(kept);
        }

        Live.MakeRoomFor(_endpoint);
        var (connection, result) = await _endpoint.ConnectAsync(Wheel, _mirror.Record.Timeouts.Connect);
        if (result == DialResult.NoDescriptor && !_sent)
        {
            return Fate.NoDescriptor;
        }

        CountSent(Wheel.Timestamp);
        return connection is not null ? Hold(connection) : result switch
        {
            DialResult.Dns => Fate.FailedDns,
            DialResult.Forbidden => Fate.FailedForbidden,
            DialResult.TimedOut => Fate.FailedConnectTimeout,
            DialResult.Reset => Fate.FailedReset,
            DialResult.Tls => Fate.FailedTls,
            _ => Fate.FailedConnect,
        };
    }

    private void CountSent(long now)
    {
        if (!_sent)
        {
            _sent = true;
            Live.Books.Sent(now - _prepared);
        }
    }

    /// <summary>Makes the connection this copy's own, where a cut can reach it.</summary>
    private Fate Hold(WireConnection connection)
    {
        Interlocked.Exchange(ref _connection, connection);
        return (Fate)Volatile.Read(ref _cut);
    }

    /// <summary>Begins to send what is filled, the first bytes of this copy; <see cref="EndFirstAsync"/> is given what comes of it.</summary>
    private ValueTask<int> BeginFirstAsync(TimeSpan within, ReadOnlyMemory<byte> beside = default)
    {
        _connection!.Arm(Wheel, within);
        _sending = true;
        var sending = SendFilledAsync(beside);
        _endedAtOnce = sending.IsCompleted;
        return sending;
    }

    /// <summary>Only here a kept connection may turn out to be gone, and another be taken.</summary>
    private ValueTask<Fate> EndFirstAsync(int sent, TimeSpan within, ReadOnlyMemory<byte> beside = default)
    {
        _sending = false;
        var isStale = sent < 0 && (_endedAtOnce || _connection!.Refused) && !_listens && _connection!.Uses > 0 && !_connection.HasExpired && _cut == 0;
        return isStale ? SendAgainAsync(within, beside) : new ValueTask<Fate>(SentFirst(sent, beside.Length));
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> SendAgainAsync(TimeSpan within, ReadOnlyMemory<byte> beside)
    {
        // Not one byte was taken. The old connection ends before the new one is this copy's.
        var stale = Interlocked.Exchange(ref _connection, null)!;
        stale.Disarm();
        stale.Retire();
        var failure = await ConnectAsync(mayReuse: false);
        if (failure != Fate.Answered)
        {
            return failure;
        }

        var sent = await BeginFirstAsync(within, beside);
        _sending = false;
        return SentFirst(sent, beside.Length);
    }

    private Fate SentFirst(int sent, int beside)
    {
        if (sent < 0 && !_listens)
        {
            return SendFailure();
        }

        _written += Math.Max(0, sent);
        _brokenOff = _lost = sent < _output.Filled.Length + beside;
        _output.Clear();
        return Fate.Answered;
    }

    private ValueTask<int> SendFilledAsync(ReadOnlyMemory<byte> beside)
    {
        var sending = _connection!.SendAsync(_output.Filled, beside);
        if (!sending.IsCompleted && !beside.IsEmpty)
        {
            // A mirror that takes no more of it may say why.
            Listen();
        }

        return sending;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> SendWithBodyAsync()
    {
        var begun = false;
        while (!_brokenOff)
        {
            if (!_output.IsEmpty && !_reader.HasNext && (begun || _reader.IsMadeToWait))
            {
                // The client pauses: what there is goes now. The head alone waits for the first bytes, which nearly always are right behind it, but
                // not where the copy is made to wait.
                var flushed = await FlushAsync();
                if (flushed != Fate.Answered)
                {
                    return flushed;
                }

                continue;
            }

            var piece = await _reader.ReadAsync();
            if (piece.Kind == TeeResultKind.Cut)
            {
                return Cuts.Sent(piece.Why);
            }

            if (piece.Kind == TeeResultKind.End)
            {
                return await FinishBodyAsync(piece.Bytes);
            }

            begun = true;
            var failure = await SendPieceAsync(piece.Bytes);
            if (failure != Fate.Answered)
            {
                return failure;
            }
        }

        // A reader that was cut closed the connection itself.
        return _reader.Detach() is not TeeCut.None and var why ? Cuts.Sent(why) : Fate.Answered;
    }

    private ValueTask<Fate> SendPieceAsync(ReadOnlyMemory<byte> piece)
    {
        if (_output.TryAdd(piece.Span))
        {
            _reader.Advance(piece.Length);
            return new ValueTask<Fate>(Fate.Answered);
        }

        return SendLargeAsync(piece);
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> SendLargeAsync(ReadOnlyMemory<byte> piece)
    {
        var failure = _output.HasRoomForFraming ? Fate.Answered : await FlushAsync();
        if (failure == Fate.Answered && !_brokenOff)
        {
            _output.AddBeside(piece.Length);
            failure = await FlushAsync(piece);
        }

        _reader.Advance(piece.Length);
        return failure;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> FinishBodyAsync(ReadOnlyMemory<byte> trailers)
    {
        if (!_output.TryFinish(trailers.Span))
        {
            var failure = await FlushAsync();
            if (failure != Fate.Answered)
            {
                return failure;
            }

            _output.TryFinish(trailers.Span);
        }

        // Cut until here, it closed the connection itself: that is no fault of the mirror's.
        if (_reader.Detach() is not TeeCut.None and var why)
        {
            return Cuts.Sent(why);
        }

        var last = _output.IsEmpty ? Fate.Answered : await FlushAsync();
        if (last == Fate.Answered)
        {
            _connection!.Arm(Wheel, _mirror.Record.Timeouts.Deadline);
        }

        return last;
    }

    /// <summary>
    /// Sends what is filled, and a piece right behind it, then starts to listen: an answer may come before the body has ended.
    /// </summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> FlushAsync(ReadOnlyMemory<byte> beside = default)
    {
        if (_listens)
        {
            var failure = await SendArmedAsync(beside);
            _output.Clear();
            return failure;
        }

        var idle = _mirror.Record.Timeouts.Idle;
        var first = await EndFirstAsync(await BeginFirstAsync(idle, beside), idle, beside);
        if (first != Fate.Answered)
        {
            return first;
        }

        if (!_connection!.Disarm())
        {
            return Fate.FailedWriteTimeout;
        }

        if (!_listens)
        {
            Listen();
        }

        return Fate.Answered;
    }

    /// <summary>Sends what is filled and a piece within the idle limit, while the mirror wants them.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<Fate> SendArmedAsync(ReadOnlyMemory<byte> beside)
    {
        // Full fences here and where the answer ends: of two that meet, at least one sees the other.
        Interlocked.Exchange(ref _sending, true);
        if (WantsNoMore)
        {
            _sending = false;
            _brokenOff = true;
            return Fate.Answered;
        }

        _connection!.Arm(Wheel, _mirror.Record.Timeouts.Idle);
        var sent = await (_output.IsEmpty ? _connection.SendAsync(beside) : _connection.SendAsync(_output.Filled, beside));
        _sending = false;
        if (!_connection.Disarm())
        {
            return Fate.FailedWriteTimeout;
        }

        _written += Math.Max(0, sent);
        _brokenOff = _lost = sent < _output.Filled.Length + beside.Length;
        return Fate.Answered;
    }

    private Fate SendFailure() => _connection!.HasExpired ? Fate.FailedWriteTimeout : Fate.FailedReset;
}
