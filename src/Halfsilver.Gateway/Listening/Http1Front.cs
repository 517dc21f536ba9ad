using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Steps;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>
/// One client connection that speaks HTTP/1.1: reads heads strictly, runs each request's journey in turn, and closes where the
/// rest of the bytes could mean two things.
/// </summary>
internal sealed class Http1Front
{
    // As much of an unread body as one buffer is read for the connection's sake: beyond that a new one is cheaper for everyone.
    private const int DrainBytes = 64 * 1024;

    private readonly ConnectionContext _connection;
    private readonly PipeReader _input;
    private readonly LiveEntryPoint _entryPoint;
    private readonly Instance _instance;
    private readonly ClientDeadline _deadline;
    private readonly RequestHead _head = new();
    private readonly Http1Body _body;
    private readonly Http1Answer _answer;
    private readonly Exchange _exchange;
    private readonly bool _secure;
    private byte[] _headBuffer = [];
    private bool _idle;
    private bool _over;

    public Http1Front(ConnectionContext connection, LiveEntryPoint entryPoint, Instance instance)
    {
        _connection = connection;
        _input = connection.Transport.Input;
        _entryPoint = entryPoint;
        _instance = instance;
        _secure = TlsFront.IsSecure(connection);
        _deadline = new ClientDeadline(_input);
        _answer = new Http1Answer(connection, connection.Transport.Output, instance.Wheel);
        _body = new Http1Body(_input, _answer, _deadline, instance.Wheel, entryPoint.Limits);
        _exchange = new Exchange(_head, _body, _answer, Client.Of(connection.RemoteEndPoint, _secure), instance);
    }

    /// <summary>Serves the connection until one side ends it; false, and nothing consumed, when it opens with HTTP/2's preface.</summary>
    public async Task<bool> RunAsync()
    {
        using var gone = _connection.ConnectionClosed.UnsafeRegister(static state => ((Exchange)state!).ClientGone(), _exchange);
        using var open = _entryPoint.Open(this);
        if (await IsHttp2Async())
        {
            return false;
        }

        // One loop, no method for one request: what waits here waits once a connection, not once more with every request.
        while (!_over && await ReadHeadAsync() is > 0 and var length)
        {
            var fault = Begin(length);
            if (fault != WireFault.None)
            {
                await RefuseAsync(fault);
                break;
            }

            try
            {
                await _entryPoint.ServeAsync(_exchange);
            }
            finally
            {
                _entryPoint.Served();
            }

            if (_exchange.Splice is { } splice)
            {
                Return();
                await splice.RunAsync(new Http1Stream(_connection), _entryPoint.Limits.UpgradeIdleTimeout);
                break;
            }

            _over = !await EndAsync();
        }

        _deadline.Disarm();
        await _input.CompleteAsync();
        await _connection.Transport.Output.CompleteAsync();
        return true;
    }

    /// <summary>Waits for the first bytes, no longer than for those of any other head.</summary>
    private async ValueTask<bool> IsHttp2Async()
    {
        _deadline.Arm(_instance.Wheel, _entryPoint.Limits.HeadTimeout);
        while (true)
        {
            ReadResult read;
            try
            {
                var reading = _input.ReadAsync();
                BeIdle(true);
                read = await reading;
            }
            catch (Exception e) when (ClientEnd.Is(e))
            {
                _over = true;
                return false;
            }

            Volatile.Write(ref _idle, false);

            // Under TLS the handshake has decided (RFC 9113 §3.2).
            bool? decided = _secure ? false : Preface.Begins(read.Buffer) ?? (read.IsCompleted || read.IsCanceled ? false : null);
            _input.AdvanceTo(read.Buffer.Start, decided is null ? read.Buffer.End : read.Buffer.Start);
            if (read.IsCanceled && read.Buffer.IsEmpty)
            {
                // Drained, or too slow: the connection has not said a word and gets none.
                _over = true;
                return false;
            }

            if (decided is { } isHttp2)
            {
                _deadline.Disarm();
                return isHttp2;
            }
        }
    }

    /// <summary>Ends the connection if no request is under way; the process is stopping. Any thread.</summary>
    public void CloseIfIdle()
    {
        if (Volatile.Read(ref _idle))
        {
            _input.CancelPendingRead();
        }
    }

    /// <summary>Begins the exchange of a head that has come, if there is nothing against it.</summary>
    private WireFault Begin(int length)
    {
        var fault = RequestParser.Parse(_head, _headBuffer, length, _entryPoint.Limits.MaxFields);
        if (fault != WireFault.None)
        {
            return fault;
        }

        if (_entryPoint.Paths == PathPolicy.Strict && PathSafety.IsAmbiguous(_head.Path))
        {
            return WireFault.BadTarget;
        }

        _body.Begin(_head);
        _answer.Begin(_head, keepAlive: !_entryPoint.Draining, _body);
        _exchange.Begin(_instance.Wheel.Timestamp, _entryPoint.TrustedProxies);
        return WireFault.None;
    }

    /// <summary>Between two requests: what is left of the body decides whether there can be a next one.</summary>
    private ValueTask<bool> EndAsync()
    {
        Return();
        return _answer.KeepAlive && _answer.Ended && !_body.Ended && !_exchange.IsClientGone ? DrainBodyAsync() : new ValueTask<bool>(CanGoOn());
    }

    private bool CanGoOn()
    {
        _body.Release();
        return _answer.KeepAlive && _answer.Ended && _body.Ended && !_exchange.IsClientGone;
    }

    private async ValueTask<bool> DrainBodyAsync()
    {
        while (_body.Taken <= DrainBytes && await _body.ReadAsync() == BodyResult.Piece)
        {
        }

        return CanGoOn();
    }

    /// <summary>The length of the next head, in the head buffer; 0 at the connection's end; negative when an answer has said why not.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<int> ReadHeadAsync()
    {
        var begun = false;
        while (true)
        {
            ReadResult read;
            try
            {
                var reading = _input.ReadAsync();
                if (!reading.IsCompleted && !begun)
                {
                    _deadline.Arm(_instance.Wheel, _entryPoint.Limits.KeepAliveTimeout);
                }

                BeIdle(!begun);
                read = await reading;
            }
            catch (Exception e) when (ClientEnd.Is(e))
            {
                return 0;
            }

            Volatile.Write(ref _idle, false);
            var buffer = read.Buffer;
            // What canceled may also have been meant for the body before, which had just ended: then the connection goes on.
            if (read.IsCanceled && (_deadline.HasExpired || (buffer.IsEmpty && _entryPoint.ClosesIdle)))
            {
                _input.AdvanceTo(buffer.Start);
                return begun ? await RefuseHeadAsync(408) : 0;
            }

            var length = TakeHead(ref buffer, out var fault);
            if (length > 0)
            {
                _deadline.Disarm();
                return length;
            }

            if (fault != WireFault.None)
            {
                await RefuseAsync(fault);
                return -1;
            }

            if (read.IsCompleted)
            {
                return 0;
            }

            if (!begun && !buffer.IsEmpty)
            {
                begun = true;
                _deadline.Arm(_instance.Wheel, _entryPoint.Limits.HeadTimeout);
            }
        }
    }

    /// <summary>Says whether the connection may be ended; if it may and all idle ones are, the read under way ends.</summary>
    private void BeIdle(bool idle)
    {
        Volatile.Write(ref _idle, idle);
        if (idle && _entryPoint.ClosesIdle)
        {
            _input.CancelPendingRead();
        }
    }

    /// <summary>Copies a complete head out of the pipe; 0 when it is not there yet. The pipe is advanced either way.</summary>
    private int TakeHead(ref ReadOnlySequence<byte> buffer, out WireFault fault)
    {
        fault = WireFault.None;
        var start = HeadBytes.SkipEmptyLine(buffer);
        var unread = buffer.Slice(start);
        var length = HeadBytes.Find(unread, _entryPoint.Limits.MaxHeadBytes, out fault);
        if (length == 0)
        {
            if (fault == WireFault.None)
            {
                _input.AdvanceTo(start, buffer.End);
            }
            else
            {
                _input.AdvanceTo(buffer.End);
            }

            return 0;
        }

        _headBuffer = ArrayPool<byte>.Shared.Rent(length);
        unread.Slice(0, length).CopyTo(_headBuffer);
        _input.AdvanceTo(unread.GetPosition(length));
        return length;
    }

    private async ValueTask<int> RefuseHeadAsync(int status)
    {
        await RefusedAnswer.SendAsync(_answer, _head, status);
        return -1;
    }

    private async ValueTask RefuseAsync(WireFault fault)
    {
        _entryPoint.Refused(fault);
        await RefusedAnswer.SendAsync(_answer, _head, RefusedAnswer.StatusOf(fault));
        Return();
    }

    private void Return()
    {
        var buffer = _headBuffer;
        _headBuffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
