using System.Buffers;
using System.Runtime.CompilerServices;
using Halfsilver.Steps;
using Halfsilver.Teeing;
using Halfsilver.Wire;

namespace Halfsilver.Journey;

/// <summary>
/// Moves a client's body to the primary as it arrives, and into the spool of the copies. The primary's connection may be
/// missing (the gateway answers itself): then only the copies get the bytes.
/// </summary>
internal static class BodyPump
{
    // Room for a chunk's size line and its end.
    private const int ChunkOverhead = 20;

    // Larger pieces are cut, to bound the buffer that frames chunks.
    private const int MaxChunk = Segment.LaterSize;

    /// <summary>Pumps until the body ends or somebody gives up.</summary>
    /// <param name="exchange">Whose body.</param>
    /// <param name="to">The primary's connection, or null.</param>
    /// <param name="maxBytes">Null for no limit.</param>
    /// <param name="stall">How long the primary may take no byte.</param>
    /// <param name="ahead">The send that the body's first piece has gone ahead with, if it has.</param>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public static async ValueTask<PumpResult> RunAsync(
        Exchange exchange, WireConnection? to, long? maxBytes, TimeSpan stall, HeadSend ahead = default)
    {
        var body = exchange.Body;
        for (; ; ahead = default)
        {
            var result = await body.ReadAsync();
            if (result != BodyResult.Piece)
            {
                return await FinishAsync(exchange, to, result);
            }

            if (body.Taken > maxBytes)
            {
                exchange.Tee?.Abort(TeeCut.Body);
                return PumpResult.TooLarge;
            }

            // The primary first; the spool takes its bytes while the socket takes ours.
            var sending = ahead.Length > 0 ? ahead.Sending : to is null ? new ValueTask<int>(0) : SendAsync(to, body);
            if (!body.Replayed)
            {
                exchange.Tee?.Append(body.Piece);
            }

            if (!sending.IsCompleted)
            {
                to!.Arm(to.Wheel, stall);
                var sent = await sending;
                if (!to.Disarm() || sent < ahead.Length)
                {
                    return UpstreamGone(exchange);
                }
            }
            else if (await sending < ahead.Length)
            {
                return UpstreamGone(exchange);
            }
        }
    }

    /// <summary>Nobody reads on for the primary. The copies need nobody, where that was the last of the body.</summary>
    private static PumpResult UpstreamGone(Exchange exchange)
    {
        if (exchange.Body is { Ended: true, Replayed: false })
        {
            Complete(exchange);
        }

        return PumpResult.UpstreamGone;
    }

    // Where the client is to wait for copies, they had better not wait for it.
    private static void Complete(Exchange exchange) => exchange.Tee?.Complete(exchange.Body.Trailers, goOn: exchange.AwaitsCopies);

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<PumpResult> FinishAsync(Exchange exchange, WireConnection? to, BodyResult result)
    {
        switch (result)
        {
            case BodyResult.End:
                if (!exchange.Body.Replayed)
                {
                    Complete(exchange);
                }

                return to is null || exchange.Body.Framing != BodyFraming.Chunked || await SendLastChunkAsync(to, exchange.Body) >= 0
                    ? PumpResult.Done
                    : PumpResult.UpstreamGone;
            case BodyResult.Canceled:
                return PumpResult.Canceled;
            case BodyResult.TooLarge:
                exchange.Tee?.Abort(TeeCut.Body);
                return PumpResult.TooLarge;
            default:
                exchange.Tee?.Abort(TeeCut.ClientAbort);
                return result switch
                {
                    BodyResult.Malformed => PumpResult.Malformed,
                    BodyResult.TooSlow => PumpResult.TooSlow,
                    _ => PumpResult.ClientGone,
                };
        }
    }

    private static ValueTask<int> SendAsync(WireConnection to, BodySource body) =>
        body.Framing == BodyFraming.Chunked ? SendChunksAsync(to, body.Piece) : to.SendAsync(body.Piece);

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<int> SendChunksAsync(WireConnection to, ReadOnlyMemory<byte> piece)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(piece.Length, MaxChunk) + ChunkOverhead);
        var sent = 0;
        while (!piece.IsEmpty && sent >= 0)
        {
            var length = Math.Min(piece.Length, MaxChunk);
            var written = ChunkWriter.WriteSize(buffer, length);
            piece.Span[..length].CopyTo(buffer.AsSpan(written));
            "\r\n"u8.CopyTo(buffer.AsSpan(written + length));
            sent = await to.SendAsync(buffer.AsMemory(0, written + length + 2));
            piece = piece[length..];
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return sent;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private static async ValueTask<int> SendLastChunkAsync(WireConnection to, BodySource body)
    {
        var trailers = body.Trailers;
        var buffer = ArrayPool<byte>.Shared.Rent(trailers.Length + 5);
        "0\r\n"u8.CopyTo(buffer);
        trailers.CopyTo(buffer.AsSpan(3));
        "\r\n"u8.CopyTo(buffer.AsSpan(3 + trailers.Length));
        var length = trailers.Length + 5;
        var sent = await to.SendAsync(buffer.AsMemory(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return sent;
    }
}

/// <summary>How pumping a body ended.</summary>
internal enum PumpResult : byte
{
    /// <summary>The whole body has gone to the primary.</summary>
    Done,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>The client's bytes are no body.</summary>
    Malformed,

    /// <summary>The client is slower than allowed.</summary>
    TooSlow,

    /// <summary>The body is longer than the route takes.</summary>
    TooLarge,

    /// <summary>The primary's connection took no more.</summary>
    UpstreamGone,

    /// <summary>The answer was there first and nobody wants the rest.</summary>
    Canceled,
}
