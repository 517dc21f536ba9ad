using System.Buffers;
using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>
/// One exchange over HTTP/2 behind the face of an HTTP/1.1 connection: takes the bytes of a request, sends them as a stream, and gives
/// the answer back as bytes. For one exchange; closing it early resets the stream.
/// </summary>
internal sealed partial class Http2Channel(Http2Link link, TimeProvider time) : WireChannel
{
    private readonly CancellationTokenSource _stop = new();
    private byte[] _head = [];
    private int _filled;
    private Http2Message? _message;
    private Http2Lane? _lane;
    private Task<int>? _answering;
    private ChunkReader _chunks;
    private long _left;
    private bool _whole;
    private int _closed;

    /// <inheritdoc/>
    public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes) =>
        _message is null ? SendHeadAsync(bytes) : SendBodyAsync(bytes, bytes.Length);

    /// <summary>Only upgraded connections end one direction, and none is over HTTP/2.</summary>
    public override void EndSending() => Close();

    /// <inheritdoc/>
    public override void Close()
    {
        // The streams' own continuations must not run on the thread of whoever closes, which may hold a lock.
        Volatile.Write(ref _closed, 1);
        ThreadPool.UnsafeQueueUserWorkItem(static channel => channel.Stop(), this, preferLocal: false);
    }

    /// <inheritdoc/>
    public override void Retire(bool receives)
    {
        var head = _head;
        _head = [];
        if (head.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    private async ValueTask<int> SendHeadAsync(ReadOnlyMemory<byte> bytes)
    {
        var scanned = _filled;
        Gather(bytes);
        var behind = HeadEnd.Find(_head.AsSpan(0, _filled), scanned);
        if (behind < 0)
        {
            return bytes.Length;
        }

        _message = Http2Request.Read(_head, behind, link.Origin);
        if (_message is null)
        {
            return NotItsProtocol;
        }

        _left = _message.Length;
        _whole = _message.Framing == BodyFraming.None || (_message.Framing == BodyFraming.Length && _left == 0);
        _chunks.Reset();
        if (_whole)
        {
            _message.Body?.End();
        }

        _lane = link.Enter(_message.Host);
        Volatile.Write(ref _answering, AskAsync(_message, _lane));
        if (Volatile.Read(ref _closed) != 0)
        {
            // Closed in this instant, before there was anything to stop.
            Stop();
            return Aborted;
        }

        var rest = behind - scanned;
        return rest == bytes.Length ? bytes.Length : await SendBodyAsync(bytes[rest..], bytes.Length);
    }

    private void Gather(ReadOnlyMemory<byte> bytes)
    {
        if (_head.Length - _filled < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_filled + bytes.Length);
            _head.AsSpan(0, _filled).CopyTo(larger);
            if (_head.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_head);
            }

            _head = larger;
        }

        bytes.Span.CopyTo(_head.AsSpan(_filled));
        _filled += bytes.Length;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<int> SendBodyAsync(ReadOnlyMemory<byte> bytes, int all)
    {
        if (_whole || await _message!.Body!.TakeAsync() is not { } stream)
        {
            return Aborted;
        }

        try
        {
            var sent = await (_message.Framing == BodyFraming.Chunked ? SendChunksAsync(stream, bytes) : SendCountedAsync(stream, bytes));
            if (sent < 0)
            {
                return sent;
            }

            if (_whole)
            {
                _message.Body.End();
            }
            else
            {
                await stream.FlushAsync(_stop.Token);
            }

            return all;
        }
        catch (Exception e) when (Http2Faults.Is(e))
        {
            return Http2Faults.Result(e) is < 0 and var result ? result : Aborted;
        }
    }

    private async ValueTask<int> SendCountedAsync(Stream stream, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > _left)
        {
            return NotItsProtocol;
        }

        await stream.WriteAsync(bytes, _stop.Token);
        _left -= bytes.Length;
        _whole = _left == 0;
        return bytes.Length;
    }

    /// <summary>HTTP/2 has frames of its own: only the data goes on. Trailers are dropped, for .NET's client cannot send any.</summary>
    private async ValueTask<int> SendChunksAsync(Stream stream, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty && !_chunks.Ended)
        {
            if (_chunks.Read(bytes.Span, out var consumed, out var start, out var length) != WireFault.None)
            {
                return NotItsProtocol;
            }

            if (length > 0)
            {
                await stream.WriteAsync(bytes.Slice(start, length), _stop.Token);
            }

            bytes = bytes[consumed..];
        }

        _whole = _chunks.Ended;
        return 0;
    }
}
