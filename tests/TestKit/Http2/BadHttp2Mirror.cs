using System.Net.Sockets;
using static TestKit.FrameCodes;

namespace TestKit;

/// <summary>An HTTP/2 server without TLS that behaves badly in one named way, frame by frame, and counts the streams that reached it.</summary>
public sealed class BadHttp2Mirror : LoopbackServer
{
    // ":status: 200" is the static table's eighth entry (RFC 7541, appendix A).
    private static readonly byte[] s_ok = [0x88];

    private readonly Tally _streams = new("streams");
    private readonly byte[] _settings;
    private readonly Func<FrameLink, int, int, Task> _meets;
    private long _flooded;

    private BadHttp2Mirror(byte[] settings, Func<FrameLink, int, int, Task> meets)
    {
        (_settings, _meets) = (settings, meets);
        Begin();
    }

    /// <summary>Streams begun.</summary>
    public int Streams => _streams.Value;

    /// <summary>Bytes sent that nothing asked for.</summary>
    public long Flooded => Volatile.Read(ref _flooded);

    /// <summary>Reads and never answers.</summary>
    public static BadHttp2Mirror NeverAnswers() => new([], (_, _, _) => Task.CompletedTask);

    /// <summary>Answers, but takes no byte of a body: the windows of its streams stay shut.</summary>
    public static BadHttp2Mirror NeverOpensItsWindow() => new([0, 4, 0, 0, 0, 0], (_, _, _) => Task.CompletedTask);

    /// <summary>Ends every stream with this code.</summary>
    public static BadHttp2Mirror Resets(int code) => new([], (link, stream, _) => link.SendAsync(Rst, 0, stream, FrameLink.Number(code)));

    /// <summary>Answers, and lets each connection go after so many streams.</summary>
    public static BadHttp2Mirror GoesAwayEvery(int streams) => new([], async (link, stream, count) =>
    {
        if (count == streams)
        {
            await link.SendAsync(GoAway, 0, 0, [.. FrameLink.Number(stream), .. FrameLink.Number(0)]);
        }

        await link.SendAsync(Headers, EndStream | EndHeaders, stream, s_ok);
    });

    /// <summary>Answers each stream with a frame that no stream may have there.</summary>
    public static BadHttp2Mirror TalksNonsense() => new([], (link, stream, _) => link.SendAsync(0, EndStream, stream + 1000, [1, 2, 3]));

    /// <summary>Answers nothing, and acknowledges nothing: sends frames of one kind without end, and does not read meanwhile.</summary>
    public static BadHttp2Mirror Floods(FloodKind kind)
    {
        BadHttp2Mirror? mirror = null;
        return mirror = new BadHttp2Mirror([], (link, stream, _) => mirror!.FloodAsync(link, kind, stream));
    }

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, int number)
    {
        var link = new FrameLink(socket, Stopping);
        if (!await link.SkipAsync(24))
        {
            return;
        }

        await link.SendAsync(Settings, 0, 0, _settings);
        var streams = 0;
        while (await link.ReadAsync() is { } frame)
        {
            switch (frame.Type)
            {
                case Settings when (frame.Flags & 1) == 0:
                    await link.SendAsync(Settings, 1, 0, []);
                    break;
                case Ping when (frame.Flags & 1) == 0:
                    await link.SendAsync(Ping, 1, 0, frame.Payload);
                    break;
                case Data when frame.Payload.Length > 0:
                    // The connection's window stays open, so that one stream does not stand in another's way.
                    await link.SendAsync(WindowUpdate, 0, 0, FrameLink.Number(frame.Payload.Length));
                    break;
                case Headers:
                    _streams.Add();
                    await _meets(link, frame.Stream, ++streams);
                    break;
            }
        }
    }

    private async Task FloodAsync(FrameLink link, FloodKind kind, int stream)
    {
        // Many frames at a time: one alone would be slower than its answer.
        const int Frames = 1000;
        var (before, frame) = Flood(kind, stream);
        await link.SendAsync(before);
        var flood = Enumerable.Repeat(frame, Frames).SelectMany(octet => octet).ToArray();
        while (true)
        {
            await link.SendAsync(flood);
            Interlocked.Add(ref _flooded, flood.Length);
        }
    }

    // What is said before, and the frame that is said without end. Behind its end a stream has nothing to say, and some say it.
    private static (byte[] Before, byte[] Frame) Flood(FloodKind kind, int stream)
    {
        var end = FrameLink.Frame(Rst, 0, stream, FrameLink.Number(8));
        return kind switch
        {
            FloodKind.Ping => ([], FrameLink.Frame(Ping, 0, 0, new byte[8])),
            FloodKind.Settings => ([], FrameLink.Frame(Settings, 0, 0, [])),
            FloodKind.Window => ([], FrameLink.Frame(WindowUpdate, 0, 0, FrameLink.Number(1))),
            FloodKind.Priority => ([], FrameLink.Frame(Priority, 0, stream, new byte[5])),
            FloodKind.EmptyData => ([], FrameLink.Frame(Data, 0, stream, [])),
            FloodKind.LateData => (end, FrameLink.Frame(Data, 0, stream, [1])),
            FloodKind.LateHead => (end, FrameLink.Frame(Headers, EndHeaders, stream, s_ok)),
            FloodKind.EmptyHead => (FrameLink.Frame(Headers, 0, stream, s_ok), FrameLink.Frame(Continuation, 0, stream, [])),
            _ => ([], end),
        };
    }
}

/// <summary>Frames that a server may send too many of.</summary>
public enum FloodKind
{
    /// <summary>PING, which asks for an acknowledgement.</summary>
    Ping,

    /// <summary>SETTINGS, which asks for one too.</summary>
    Settings,

    /// <summary>RST_STREAM.</summary>
    Reset,

    /// <summary>WINDOW_UPDATE.</summary>
    Window,

    /// <summary>PRIORITY.</summary>
    Priority,

    /// <summary>DATA that carries nothing.</summary>
    EmptyData,

    /// <summary>DATA of a stream that has ended.</summary>
    LateData,

    /// <summary>HEADERS of a stream that has ended.</summary>
    LateHead,

    /// <summary>CONTINUATION that carries nothing, of a head that never ends.</summary>
    EmptyHead,
}
