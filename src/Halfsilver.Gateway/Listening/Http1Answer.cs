using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Halfsilver.Journey;
using Halfsilver.Steps;
using Halfsilver.Wire;
using Microsoft.AspNetCore.Connections;

namespace Halfsilver.Gateway.Listening;

/// <summary>An answer on an HTTP/1.1 connection: framed for the client's version, whatever the upstream used.</summary>
internal sealed class Http1Answer(ConnectionContext connection, PipeWriter output, DeadlineWheel wheel) : AnswerSink
{
    // A client that takes no byte of its answer for so long has gone without saying so.
    private static readonly TimeSpan s_writeStall = TimeSpan.FromSeconds(30);

    private readonly AnswerDeadline _deadline = new(connection);
    private RequestHead? _request;
    private Http1Body? _body;
    private BodyFraming _framing;
    private long _left;

    /// <summary>Whether the connection may carry another request after this answer.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Starts the answer to a new request. <paramref name="keepAlive"/>: false while the gateway drains.</summary>
    public void Begin(RequestHead request, bool keepAlive, Http1Body? body = null)
    {
        _request = request;
        _body = body;
        Status = 0;
        KeepAlive = keepAlive && request.KeepAlive;
        Ended = Lost = false;
        _framing = BodyFraming.None;
        _left = 0;
    }

    /// <summary>Tells a client that waits for it to send its body (RFC 9110 §10.1.1).</summary>
    public ValueTask<bool> ContinueAsync()
    {
        output.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
        return FlushAsync();
    }

    public override ValueTask<bool> InterimAsync(AnswerHead head)
    {
        // RFC 9110 §15.2: an HTTP/1.0 client never gets one.
        if (_request!.Minor == 0)
        {
            return new ValueTask<bool>(true);
        }

        var space = output.GetSpan(AnswerWriter.Measure(head));
        output.Advance(AnswerWriter.WriteInterim(head, space));
        return FlushAsync();
    }

    public override ValueTask<bool> UpgradeAsync(AnswerHead head)
    {
        Status = head.Status;
        KeepAlive = false;
        Ended = true;
        var space = output.GetSpan(AnswerWriter.Measure(head));
        output.Advance(AnswerWriter.WriteInterim(head, space));
        return FlushAsync();
    }

    public override void Start(AnswerHead head, BodyFraming framing, long length)
    {
        Status = head.Status;
        var chunks = framing is BodyFraming.Chunked or BodyFraming.UntilClose;
        if ((chunks && _request!.Minor == 0) || _body is { IsUninvited: true })
        {
            KeepAlive = false;
        }

        _framing = !chunks ? framing : _request!.Minor == 0 ? BodyFraming.UntilClose : BodyFraming.Chunked;
        _left = framing == BodyFraming.Length ? length : 0;
        var space = output.GetSpan(AnswerWriter.Measure(head));
        output.Advance(AnswerWriter.Write(head, _request!.Minor, _framing, length, KeepAlive, space));
    }

    public override void Write(ReadOnlySpan<byte> piece)
    {
        if (_framing == BodyFraming.Chunked)
        {
            output.Advance(ChunkWriter.WriteSize(output.GetSpan(20), piece.Length));
            output.Write(piece);
            output.Write("\r\n"u8);
            return;
        }

        _left -= piece.Length;
        output.Write(piece);
    }

    public override ValueTask<bool> FlushAsync()
    {
        var flushing = output.FlushAsync();
        if (!flushing.IsCompletedSuccessfully)
        {
            return WaitAsync(flushing);
        }

        Lost |= flushing.GetAwaiter().GetResult().IsCompleted;
        return new ValueTask<bool>(!Lost);
    }

    public override ValueTask<bool> EndAsync(ReadOnlyMemory<byte> trailers)
    {
        if (_framing == BodyFraming.Chunked)
        {
            output.Write("0\r\n"u8);
            output.Write(trailers.Span);
            output.Write("\r\n"u8);
        }

        Ended = _left == 0;
        return FlushAsync();
    }

    public override void Abort()
    {
        // A length or a last chunk that never comes says it; where only the close ends a body, a reset must.
        KeepAlive = false;
        if (_framing == BodyFraming.UntilClose)
        {
            connection.Abort(new ConnectionAbortedException("The answer could not be completed."));
        }
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<bool> IsOverAsync(ValueTask<FlushResult> flushing)
    {
        try
        {
            return (await flushing).IsCompleted;
        }
        catch (Exception e) when (ClientEnd.Is(e))
        {
            return true;
        }
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<bool> WaitAsync(ValueTask<FlushResult> flushing)
    {
        _deadline.Arm(wheel, s_writeStall);
        Lost |= await IsOverAsync(flushing);
        _deadline.Disarm();
        return !Lost;
    }
}
