using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>
/// Reads answers off one connection, strictly (RFC 9112): heads one by one (interim ones too), then the body in pieces that stay
/// valid until the next call. Lives as long as its connection.
/// </summary>
internal sealed class AnswerReader(WireConnection connection)
{
    public const int MaxHeadBytes = 64 * 1024;
    private const int MaxFields = 500;

    // Pieces of a large body are read by 64 KiB: four times fewer system calls than the first buffer would take.
    private const int LargeBodyBuffer = 64 * 1024;

    private ChunkReader _chunks;
    private int _start;
    private int _end;
    private int _searched;
    private long _left;

    /// <summary>The head read last.</summary>
    public AnswerHead Head { get; } = new();

    /// <summary>The fault behind <see cref="AnswerResult.Protocol"/>.</summary>
    public WireFault Fault { get; private set; }

    /// <summary>The piece of body read last; inside the connection's buffer.</summary>
    public ReadOnlyMemory<byte> Piece { get; private set; }

    /// <summary>Trailer lines of a chunked body that has ended; empty for others.</summary>
    public ReadOnlyMemory<byte> CopyTrailers() =>
        Head.Framing == BodyFraming.Chunked && !_chunks.Trailers.IsEmpty ? _chunks.Trailers.ToArray() : default;

    /// <summary>Whether the connection can carry another message: the body has ended, nothing came behind it, and both sides keep it.</summary>
    public bool CanBeKept => Head.KeepAlive && _start == _end && !connection.IsClosed;

    /// <summary>What came behind the head read last, inside the connection's buffer: for who takes the connection over after a 101.</summary>
    public ReadOnlyMemory<byte> Rest => connection.Buffer.AsMemory(_start, _end - _start);

    /// <summary>Whether bytes of the next message came with the last one.</summary>
    public bool HasMore => _start < _end;

    /// <summary>Reads the next head. <paramref name="toHead"/>: the request was HEAD.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public async ValueTask<AnswerResult> ReadHeadAsync(bool toHead)
    {
        var result = ReadHead(toHead);
        while (result == AnswerResult.Incomplete)
        {
            result = ReadHead(await ReceiveHeadAsync(), toHead);
        }

        return result;
    }

    /// <summary>Reads the next head if it is there; else <see cref="AnswerResult.Incomplete"/>, and <see cref="ReceiveHeadAsync"/> is next.</summary>
    public AnswerResult ReadHead(bool toHead)
    {
        var buffer = connection.Buffer;

        // From this head's own first byte on: the last bytes of an interim head are no part of the next one's end.
        var bytes = buffer.AsSpan(_start, _end - _start);
        var length = HeadEnd.Find(bytes, _searched);
        if (length >= 0)
        {
            _searched = 0;
            return Parse(buffer, _start + length, toHead);
        }

        if (!AnswerParser.MayBegin(bytes))
        {
            Fault = WireFault.BadStartLine;
            return AnswerResult.Protocol;
        }

        _searched = bytes.Length;
        return MakeRoom() ? AnswerResult.Incomplete : AnswerResult.HeadTooLarge;
    }

    /// <summary>Receives more of a head; what comes of it is <see cref="ReadHead(int, bool)"/>'s.</summary>
    public ValueTask<int> ReceiveHeadAsync() => connection.ReceiveAsync(_end);

    /// <summary>Goes on with a head, now that so many bytes more are there.</summary>
    public AnswerResult ReadHead(int received, bool toHead)
    {
        if (received <= 0)
        {
            return Failure(received, _start == _end);
        }

        _end += received;
        return ReadHead(toHead);
    }

    /// <summary>Reads the next piece of the body into <see cref="Piece"/>, or says how it ended.</summary>
    public ValueTask<AnswerResult> ReadBodyAsync() => Head.Framing switch
    {
        BodyFraming.Length => ReadCountedAsync(),
        BodyFraming.Chunked => ReadChunkedAsync(),
        BodyFraming.UntilClose => ReadToCloseAsync(),
        _ => new ValueTask<AnswerResult>(AnswerResult.End),
    };

    /// <summary>Nobody wants the rest of the answer: a read under way ends now.</summary>
    public void Abandon() => connection.Close();

    /// <summary>Forgets the last answer; the connection is about to carry another request.</summary>
    public void Reset()
    {
        _start = _end = _searched = 0;
        Piece = default;
    }

    private AnswerResult Parse(byte[] buffer, int behind, bool toHead)
    {
        // The parser wants the head at the front of the buffer; only an answer behind an interim one is not there.
        if (_start > 0)
        {
            buffer.AsSpan(_start, _end - _start).CopyTo(buffer);
            _end -= _start;
            behind -= _start;
            _start = 0;
        }

        Fault = AnswerParser.Parse(Head, buffer, behind, MaxFields, toHead);
        _start = behind;
        if (Fault != WireFault.None)
        {
            return AnswerResult.Protocol;
        }

        _left = Head.Framing == BodyFraming.Length ? Head.ContentLength : 0;
        if (Head.Framing == BodyFraming.Chunked)
        {
            _chunks.Reset();
        }

        return AnswerResult.Ok;
    }

    private bool MakeRoom()
    {
        var buffer = connection.Buffer;
        if (_end < buffer.Length)
        {
            return true;
        }

        if (_start > 0)
        {
            buffer.AsSpan(_start, _end - _start).CopyTo(buffer);
            _end -= _start;
            _start = 0;
            return true;
        }

        if (buffer.Length >= MaxHeadBytes)
        {
            return false;
        }

        connection.GrowBuffer(MaxHeadBytes, _end);
        return true;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<AnswerResult> ReadCountedAsync()
    {
        if (_left == 0)
        {
            return AnswerResult.End;
        }

        if (_start == _end)
        {
            var failure = await RefillAsync(_left);
            if (failure != AnswerResult.Ok)
            {
                return failure;
            }
        }

        var length = (int)Math.Min(_left, _end - _start);
        Take(_start, length);
        _start += length;
        _left -= length;
        return AnswerResult.Ok;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<AnswerResult> ReadToCloseAsync()
    {
        if (_start == _end)
        {
            var failure = await RefillAsync(long.MaxValue);
            if (failure == AnswerResult.Truncated)
            {
                return AnswerResult.End;
            }

            if (failure != AnswerResult.Ok)
            {
                return failure;
            }
        }

        Take(_start, _end - _start);
        _start = _end;
        return AnswerResult.Ok;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<AnswerResult> ReadChunkedAsync()
    {
        while (!_chunks.Ended)
        {
            if (_start == _end)
            {
                var failure = await RefillAsync(long.MaxValue);
                if (failure != AnswerResult.Ok)
                {
                    return failure;
                }
            }

            Fault = _chunks.Read(connection.Buffer.AsSpan(_start, _end - _start), out var consumed, out var dataStart, out var dataLength);
            if (Fault != WireFault.None)
            {
                return AnswerResult.Protocol;
            }

            Take(_start + dataStart, dataLength);
            _start += consumed;
            if (dataLength > 0)
            {
                return AnswerResult.Ok;
            }
        }

        return AnswerResult.End;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<AnswerResult> RefillAsync(long expected)
    {
        if (expected > connection.Buffer.Length)
        {
            connection.GrowBuffer(LargeBodyBuffer, 0);
        }

        _start = _end = 0;
        var received = await connection.ReceiveAsync(0);
        if (received <= 0)
        {
            return Failure(received, beforeFirstByte: false);
        }

        _end = received;
        return AnswerResult.Ok;
    }

    private void Take(int start, int length) => Piece = connection.Buffer.AsMemory(start, length);

    private AnswerResult Failure(int received, bool beforeFirstByte)
    {
        if (connection.HasExpired)
        {
            return AnswerResult.TimedOut;
        }

        return received switch
        {
            WireChannel.NotItsProtocol => AnswerResult.Protocol,
            WireChannel.HeadTooLarge => AnswerResult.HeadTooLarge,
            < 0 => AnswerResult.Reset,
            _ => beforeFirstByte ? AnswerResult.Closed : AnswerResult.Truncated,
        };
    }
}
