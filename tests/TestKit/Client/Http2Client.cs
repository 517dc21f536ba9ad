using System.Buffers.Binary;
using System.Net;

namespace TestKit;

/// <summary>An HTTP/2 client that sends exactly the frames it is told to, bad ones too. It understands of answers what tests ask about.</summary>
public sealed class Http2Client : IAsyncDisposable
{
    /// <summary>Flag of DATA and HEADERS: the stream's last frame.</summary>
    public const byte EndStream = 1;

    private const byte EndHeaders = 4;
    private const byte Ack = 1;

    private readonly RawClient _client;
    private readonly Dictionary<int, Http2Answer> _answers = [];
    private byte[] _held = [];

    private Http2Client(RawClient client) => _client = client;

    /// <summary>Code of the last GOAWAY, or null.</summary>
    public int? GoAway { get; private set; }

    /// <summary>Whether the server has ended the connection.</summary>
    public bool Ended { get; private set; }

    /// <summary>Begins a connection over a client that has said nothing yet.</summary>
    public static async Task<Http2Client> StartAsync(RawClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var http2 = new Http2Client(client);
        await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        // Windows so wide that no test has to open one.
        await http2.SendFrameAsync(4, 0, 0, [0, 4, 0x7F, 0xFF, 0xFF, 0xFF]);
        await http2.SendFrameAsync(8, 0, 0, [0x7F, 0, 0, 0]);
        return http2;
    }

    /// <summary>Connects in clear text and begins.</summary>
    public static async Task<Http2Client> ConnectAsync(IPEndPoint to) => await StartAsync(await RawClient.ConnectAsync(to));

    /// <summary>A header block: each name and value as it stands, one byte a character, without any table.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            block.Add(0x00);
            AddText(block, name);
            AddText(block, value);
        }

        return [.. block];
    }

    /// <summary>The bytes of one frame.</summary>
    public static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>Sends bytes that are frames, or are none.</summary>
    public Task SendBytesAsync(ReadOnlyMemory<byte> frames) => _client.SendAsync(frames);

    /// <summary>
    /// Sends the same again and again until the server ends the connection or does not take it for a second; the times it was taken.
    /// </summary>
    public async Task<int> FloodAsync(byte[] frames, int times)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                var sending = _client.SendAsync(frames);
                if (!await Bound.EndsWithin(sending, TimeSpan.FromSeconds(1)))
                {
                    return i;
                }

                await sending;
            }
            catch (System.Net.Sockets.SocketException)
            {
                return i;
            }
        }

        return times;
    }

    /// <summary>Sends a head: pseudo fields and fields as they stand, each name and value one byte a character.</summary>
    public Task SendHeadAsync(int stream, bool end, params (string Name, string Value)[] fields)
    {
        return SendFrameAsync(1, (byte)(EndHeaders | (end ? EndStream : 0)), stream, Block(fields));
    }

    /// <summary>A GET or another request without anything odd.</summary>
    public Task SendRequestAsync(int stream, string method, string path, bool end, params (string Name, string Value)[] fields) =>
        SendHeadAsync(stream, end, [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a.test"), .. fields]);

    /// <summary>Sends a piece of body.</summary>
    public Task SendDataAsync(int stream, string text, bool end) => SendFrameAsync(0, end ? EndStream : (byte)0, stream, Bytes.Of(text));

    /// <summary>Gives a stream up (RST_STREAM, CANCEL).</summary>
    public Task ResetAsync(int stream) => SendFrameAsync(3, 0, stream, [0, 0, 0, 8]);

    /// <summary>Sends any frame.</summary>
    public Task SendFrameAsync(byte type, byte flags, int stream, byte[] payload) => _client.SendAsync(Frame(type, flags, stream, payload));

    /// <summary>Reads until this stream has ended, by its end or by a reset, or the connection has.</summary>
    public async Task<Http2Answer> ReadAnswerAsync(int stream)
    {
        while (!AnswerOf(stream).Over && await ReadFrameAsync())
        {
        }

        return AnswerOf(stream);
    }

    /// <summary>Reads until so many bytes of this stream's body are there.</summary>
    public async Task<Http2Answer> ReadBodyAsync(int stream, int bytes)
    {
        while (AnswerOf(stream) is { Over: false } answer && answer.Body.Count < bytes && await ReadFrameAsync())
        {
        }

        return AnswerOf(stream);
    }

    /// <summary>Reads until the stream's head is there.</summary>
    public async Task<Http2Answer> ReadHeadAsync(int stream)
    {
        while (AnswerOf(stream) is { Over: false, Status: 0 } && await ReadFrameAsync())
        {
        }

        return AnswerOf(stream);
    }

    /// <summary>Reads until the server ends the connection.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReadFrameAsync())
        {
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private Http2Answer AnswerOf(int stream)
    {
        if (!_answers.TryGetValue(stream, out var answer))
        {
            _answers[stream] = answer = new Http2Answer();
        }

        return answer;
    }

    private async Task<bool> ReadFrameAsync()
    {
        var head = await TakeAsync(9);
        var payload = head.Length < 9 ? [] : await TakeAsync(BinaryPrimitives.ReadInt32BigEndian(head) >> 8 & 0xFFFFFF);
        if (head.Length < 9)
        {
            Ended = true;
            return false;
        }

        var (type, flags, stream) = (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
        switch (type)
        {
            case 0:
                AnswerOf(stream).Take(payload, (flags & EndStream) != 0);
                break;
            case 1:
                AnswerOf(stream).TakeHead(payload, (flags & EndStream) != 0);
                break;
            case 3:
                AnswerOf(stream).ResetWith = BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case 4 when (flags & Ack) == 0:
                await AcknowledgeAsync();
                break;
            case 7:
                GoAway = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4));
                break;
        }

        return true;
    }

    private async Task AcknowledgeAsync()
    {
        try
        {
            await SendFrameAsync(4, Ack, 0, []);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // The server has ended the connection; what it has said is still read.
        }
    }

    private async Task<byte[]> TakeAsync(int count)
    {
        while (_held.Length < count)
        {
            byte[] more;
            try
            {
                more = await _client.ReadSomeAsync();
            }
            catch (System.Net.Sockets.SocketException)
            {
                more = [];
            }

            if (more.Length == 0)
            {
                return [];
            }

            _held = [.. _held, .. more];
        }

        var taken = _held[..count];
        _held = _held[count..];
        return taken;
    }

    private static void AddText(List<byte> block, string text)
    {
        // RFC 7541 §5.1: a length of 127 or more goes on in groups of seven bits.
        var left = text.Length - 127;
        block.Add((byte)Math.Min(text.Length, 127));
        for (; left >= 0; left = left < 128 ? -1 : left >> 7)
        {
            block.Add((byte)(left < 128 ? left : left & 0x7F | 0x80));
        }

        block.AddRange(Bytes.Of(text));
    }
}
