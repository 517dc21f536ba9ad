using System.Globalization;
using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>The answer.</summary>
internal sealed partial class Http2Channel
{
    // A chunk's size in eight digits with its line end before the data, a line end behind it.
    private const int BeforeData = 10;
    private const int ChunkOverhead = BeforeData + 2;

    // An answer's declared bytes are here and the stream's end is not: it nearly always is in the next frame.
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);

    private HttpResponseMessage? _answer;
    private Stream? _stream;
    private ReadOnlyMemory<byte> _pending;
    private BodyFraming _framing;
    private long _owed;
    private bool _ended;
    private int _ending;

    /// <inheritdoc/>
    public override ValueTask<int> ReceiveAsync(Memory<byte> into) =>
        _pending.IsEmpty ? ReceiveMoreAsync(into) : new ValueTask<int>(GivePending(into));

    private int GivePending(Memory<byte> into)
    {
        var length = Math.Min(into.Length, _pending.Length);
        _pending[..length].CopyTo(into);
        _pending = _pending[length..];
        return length;
    }

    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    private async ValueTask<int> ReceiveMoreAsync(Memory<byte> into)
    {
        if (_answering is null)
        {
            return Aborted;
        }

        if (_ended)
        {
            return 0;
        }

        try
        {
            var result = _stream is null ? await ReceiveHeadAsync() : await ReceiveBodyAsync(into);
            return result > 0 || _pending.IsEmpty ? result : GivePending(into);
        }
        catch (Exception e) when (Http2Faults.Is(e))
        {
            return Volatile.Read(ref _closed) != 0 ? Aborted : Http2Faults.Result(e);
        }
    }

    /// <summary>Waits for the head and leaves it pending. Never throws.</summary>
    private async Task<int> AskAsync(Http2Message message, Http2Lane lane)
    {
        try
        {
            _answer = await lane.Invoker.SendAsync(message.Request, _stop.Token);
            return 0;
        }
        catch (Exception e) when (Http2Faults.Is(e))
        {
            message.Body?.Abandon();
            return _stop.IsCancellationRequested ? Aborted : Http2Faults.Result(e);
        }
    }

    private async ValueTask<int> ReceiveHeadAsync()
    {
        var failure = await _answering!;
        if (_answer is not { } answer)
        {
            return failure;
        }

        _framing = Http2Answer.Framing(answer, _message!.ToHead);
        if (Http2Answer.Head(answer, _framing) is not { } head)
        {
            return NotItsProtocol;
        }

        _owed = _framing == BodyFraming.Length ? answer.Content.Headers.ContentLength ?? 0 : 0;
        _ended = _framing == BodyFraming.None;
        _stream = await answer.Content.ReadAsStreamAsync(_stop.Token);
        _pending = head;
        return 0;
    }

    private async ValueTask<int> ReceiveBodyAsync(Memory<byte> into)
    {
        if (_framing == BodyFraming.Length)
        {
            var counted = await _stream!.ReadAsync(into, _stop.Token);
            _owed -= counted;
            _ended = counted == 0;
            return counted;
        }

        if (into.Length <= ChunkOverhead)
        {
            // Too little room for a chunk: one is made elsewhere and given in parts.
            var spare = new byte[256];
            var made = await ReceiveChunkAsync(spare);
            _pending = made > 0 ? spare.AsMemory(0, made) : _pending;
            return Math.Min(made, 0);
        }

        return await ReceiveChunkAsync(into);
    }

    private async ValueTask<int> ReceiveChunkAsync(Memory<byte> into)
    {
        var length = await _stream!.ReadAsync(into[BeforeData..^2], _stop.Token);
        if (length > 0)
        {
            WriteSize(into.Span, length);
            ChunkWriter.LineEnd.CopyTo(into.Span[(BeforeData + length)..]);
            return length + ChunkOverhead;
        }

        _ended = true;
        if (Http2Answer.LastChunk(_answer!) is not { } last)
        {
            return NotItsProtocol;
        }

        _pending = last;
        return 0;
    }

    private static void WriteSize(Span<byte> into, int length)
    {
        length.TryFormat(into, out _, "x8", CultureInfo.InvariantCulture);
        ChunkWriter.LineEnd.CopyTo(into[(BeforeData - 2)..]);
    }

    /// <summary>Closed: an exchange that is whole ends as it is, any other resets its stream.</summary>
    private void Stop()
    {
        if (_answering is { } answering && Interlocked.Exchange(ref _ending, 1) == 0)
        {
            _ = EndAsync(answering, _lane!);
        }
    }

    private async Task EndAsync(Task<int> answering, Http2Lane lane)
    {
        if (_whole && _framing == BodyFraming.Length && _owed == 0 && !_ended)
        {
            await LingerAsync();
        }

        if (!_ended || !_whole)
        {
            _message?.Body?.Abandon();
            await _stop.CancelAsync();
        }

        await answering;
        _answer?.Dispose();
        link.Leave(lane);
    }

    private async ValueTask LingerAsync()
    {
        using var patience = new CancellationTokenSource(s_linger, time);
        try
        {
            _ended = await _stream!.ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (Exception e) when (Http2Faults.Is(e))
        {
            // The stream was reset, or does not end: either way it ends now.
        }
    }
}
