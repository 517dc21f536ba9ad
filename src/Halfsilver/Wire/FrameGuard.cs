using System.Runtime.CompilerServices;
using Halfsilver.Steps;

namespace Halfsilver.Wire;

/// <summary>
/// Bounds what one HTTP/2 connection may send for nothing. .NET's client reads frames for as long as they come, long after the exchanges
/// that opened the connection: a server that never stops costs work for ever. Here frames that carry nothing to an open stream are
/// counted against what we sent, and the connection ends where they are far too many. One reader and one writer at a time.
/// </summary>
internal sealed class FrameGuard(TimeProvider time)
{
    /// <summary>What a connection may send before we have sent anything; as much is regained while it is quiet.</summary>
    internal const int Slack = 10_000;

    /// <summary>What is regained in a second: more than any keepalive takes, and too little to be felt.</summary>
    internal const int PerSecond = 100;

    /// <summary>Never more than so many in one go, whatever we sent before: some hundredths of a second of work.</summary>
    internal const int Most = 100_000;

    /// <summary>For each frame of ours: interim answers, head, trailers, an empty end, two windows, a PING, a reset.</summary>
    internal const int PerFrame = 8;

    /// <summary>Servers that read a body in small pieces open two windows for each: for every 512 bytes is seen, twice as often is taken.</summary>
    internal const int BytesPerUpdate = 128;

    /// <summary>For a stream that we end: what was on its way then, 16 MiB in frames of 16 KiB.</summary>
    internal const int PerReset = 1024;

    // "PRI * HTTP/2.0" and what follows it (RFC 9113 §3.4).
    private const int PrefaceBytes = 24;

    // Of HEADERS and DATA: the last of its stream; of SETTINGS and PING: an answer to ours.
    private const byte EndStream = 1;
    private const byte Ack = 1;
    private const byte Padded = 8;

    private readonly OpenStreams _streams = new();
    private FrameReader _sent = new(PrefaceBytes);
    private FrameReader _received;
    private long _earned;
    private long _taken;
    private long _left = Slack;
    private long _since = time.GetTimestamp();
    private bool _flooded;

    /// <summary>Whether it was too much: what goes wrong with the connection from then on is because of that.</summary>
    public bool IsFlooded => Volatile.Read(ref _flooded);

    /// <summary>Counts what is about to be sent.</summary>
    public void Sent(ReadOnlySpan<byte> bytes)
    {
        var earned = _earned;
        while (_sent.Next(ref bytes))
        {
            earned += Earned();
        }

        Volatile.Write(ref _earned, earned);
    }

    /// <summary>Counts what was received; false when it is too much.</summary>
    public bool Received(ReadOnlySpan<byte> bytes)
    {
        var earned = Volatile.Read(ref _earned);
        _left = Math.Min(Most, _left + earned - _taken);
        _taken = earned;
        while (_received.Next(ref bytes))
        {
            if (Carries())
            {
                // Whoever sends much may say nothing now and then: some end each piece with an empty frame.
                _left = Math.Min(Most, _left + 1);
            }
            else if (--_left < 0 && !Regained())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Counts what a read brings. When it is too much, the stream ends here and now: nobody else may be there to end it.</summary>
    [AsyncMethodBuilder(typeof(StepBuilder<>))]
    public async ValueTask<int> ReceivedAsync(ValueTask<int> reading, Memory<byte> into, Stream stream)
    {
        var count = await reading;
        if (Received(into.Span[..count]))
        {
            return count;
        }

        Volatile.Write(ref _flooded, true);
        await stream.DisposeAsync();
        throw new FrameFloodException();
    }

    private int Earned()
    {
        switch (_sent.Type)
        {
            case FrameType.Headers:
                _streams.Begin(_sent.Stream);
                return PerFrame;
            case FrameType.Data:
                return PerFrame + (_sent.Length / BytesPerUpdate);
            case FrameType.RstStream:
                return _streams.End(_sent.Stream) ? PerReset : 0;
            case FrameType.Settings or FrameType.Ping:
                // An acknowledgement is what they asked for, it asks for nothing.
                return (_sent.Flags & Ack) == 0 ? PerFrame : 0;
            default:
                return 0;
        }
    }

    private bool Carries()
    {
        var ends = _received.Type switch
        {
            FrameType.Data or FrameType.Headers => (_received.Flags & EndStream) != 0,
            FrameType.RstStream => true,
            _ => false,
        };
        // Padding is no more than 255 bytes and the byte that says so (RFC 9113 §6.1).
        var least = (_received.Flags & Padded) != 0 ? 256 : 0;
        var carries = _received.Type == FrameType.Data && _received.Length > least && _streams.IsOpen(_received.Stream);
        if (ends)
        {
            _streams.End(_received.Stream);
        }

        return carries;
    }

    private bool Regained()
    {
        var now = time.GetTimestamp();
        var regained = time.GetElapsedTime(_since, now).Ticks * PerSecond / TimeSpan.TicksPerSecond;
        if (regained > 0)
        {
            _since = now;
            _left += Math.Min(regained, Slack);
        }

        return _left >= 0;
    }
}

/// <summary>A server sends frames without end that carry nothing.</summary>
internal sealed class FrameFloodException() : IOException("The server sent far more HTTP/2 frames that carry nothing than anything asked for.");
