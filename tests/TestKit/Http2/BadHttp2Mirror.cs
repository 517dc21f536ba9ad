using System.Buffers.Binary;
using System.Net.Sockets;

namespace TestKit;

/// <summary>An HTTP/2 server without TLS that behaves badly in one named way, frame by frame, and counts the streams that reached it.</summary>
public sealed class BadHttp2Mirror : LoopbackServer
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Rst = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte WindowUpdate = 8;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    // ":status: 200" is the static table's eighth entry (RFC 7541, appendix A).
    private static readonly byte[] s_ok = [0x88];

    private readonly Tally _streams = new("streams");
    private readonly byte[] _settings;
    private readonly Func<Link, int, int, Task> _meets;

    private BadHttp2Mirror(byte[] settings, Func<Link, int, int, Task> meets)
    {
        (_settings, _meets) = (settings, meets);
        Begin();
    }

    /// <summary>Streams begun.</summary>
    public int Streams => _streams.Value;

    /// <summary>Reads and never answers.</summary>
    public static BadHttp2Mirror NeverAnswers() => new([], (_, _, _) => Task.CompletedTask);

    /// <summary>Answers, but takes no byte of a body: the windows of its streams stay shut.</summary>
    public static BadHttp2Mirror NeverOpensItsWindow() => new([0, 4, 0, 0, 0, 0], (_, _, _) => Task.CompletedTask);

    /// <summary>Ends every stream with this code.</summary>
    public static BadHttp2Mirror Resets(int code) => new([], (link, stream, _) => link.SendAsync(Rst, 0, stream, Number(code)));

    /// <summary>Answers, and lets each connection go after so many streams.</summary>
    public static BadHttp2Mirror GoesAwayEvery(int streams) => new([], async (link, stream, count) =>
    {
        if (count == streams)
        {
            await link.SendAsync(GoAway, 0, 0, [.. Number(stream), .. Number(0)]);
        }

        await link.SendAsync(Headers, EndStream | EndHeaders, stream, s_ok);
    });

    /// <summary>Answers each stream with a frame that no stream may have there.</summary>
    public static BadHttp2Mirror TalksNonsense() => new([], (link, stream, _) => link.SendAsync(0, EndStream, stream + 1000, [1, 2, 3]));

    /// <summary>Answers nothing, and acknowledges nothing: sends PINGs, SETTINGS or ends of streams without end, and does not read meanwhile.</summary>
    public static BadHttp2Mirror Floods(FloodKind kind) => new([], async (link, stream, _) =>
    {
        // Many frames at a time: one alone would be slower than its answer.
        const int Frames = 1000;
        var (type, on, payload) = kind switch
        {
            FloodKind.Ping => (Ping, 0, new byte[8]),
            FloodKind.Settings => (Settings, 0, []),
            _ => (Rst, stream, Number(8)),
        };
        var flood = Enumerable.Repeat(Link.Frame(type, 0, on, payload), Frames).SelectMany(frame => frame).ToArray();
        while (true)
        {
            await link.SendAsync(flood);
        }
    });

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, int number)
    {
        var link = new Link(socket, Stopping);
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
                    await link.SendAsync(WindowUpdate, 0, 0, Number(frame.Payload.Length));
                    break;
                case Headers:
                    _streams.Add();
                    await _meets(link, frame.Stream, ++streams);
                    break;
            }
        }
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private sealed class Link(Socket socket, CancellationToken stop)
    {
        private readonly ByteSource _source = new(socket);

        public async ValueTask<bool> SkipAsync(int count)
        {
            while (_source.Count < count)
            {
                if (!await _source.FillAsync(stop))
                {
                    return false;
                }
            }

            _source.Skip(count);
            return true;
        }

        public async ValueTask<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadAsync()
        {
            while (_source.Count < 9 || _source.Count < 9 + Length(_source.Held.Span))
            {
                if (!await _source.FillAsync(stop))
                {
                    return null;
                }
            }

            var head = _source.Take(9);
            return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, _source.Take(Length(head)));
        }

        public static byte[] Frame(byte type, byte flags, int stream, byte[] payload) =>
            [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. Number(stream), .. payload];

        public async Task SendAsync(byte[] frames) => await socket.SendAllAsync(frames, stop);

        public Task SendAsync(byte type, byte flags, int stream, byte[] payload) => SendAsync(Frame(type, flags, stream, payload));

        private static int Length(ReadOnlySpan<byte> head) => (head[0] << 16) | (head[1] << 8) | head[2];
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
}
