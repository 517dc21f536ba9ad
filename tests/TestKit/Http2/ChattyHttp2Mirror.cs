using System.Net.Sockets;
using static TestKit.FrameCodes;

namespace TestKit;

/// <summary>
/// An HTTP/2 server without TLS that behaves well and says much beside its answers: interim answers, PING, SETTINGS, trailers, and for
/// a body both windows again and again in small pieces. Counts what it has sent that carries nothing.
/// </summary>
public sealed class ChattyHttp2Mirror : LoopbackServer
{
    // What servers have read at a time before they open the windows by as much.
    private const int Piece = 512;

    // ":status: 200", ":status: 103" and "age: 1" (RFC 7541, appendix A, and §6.2.2).
    private static readonly byte[] s_ok = [0x88];
    private static readonly byte[] s_interim = [0x08, 3, (byte)'1', (byte)'0', (byte)'3'];
    private static readonly byte[] s_trailers = [0x0f, 6, 1, (byte)'1'];

    private int _beside;

    private ChattyHttp2Mirror() => Begin();

    /// <summary>Frames sent so far that carry nothing.</summary>
    public int Beside => Volatile.Read(ref _beside);

    /// <summary>Starts it.</summary>
    public static ChattyHttp2Mirror Start() => new();

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, int number)
    {
        var link = new FrameLink(socket, Stopping);
        if (!await link.SkipAsync(24))
        {
            return;
        }

        await link.SendAsync(Settings, 0, 0, []);
        while (await link.ReadAsync() is { } frame)
        {
            if (frame.Type is Settings or Ping && (frame.Flags & Ack) == 0)
            {
                await link.SendAsync(frame.Type, Ack, 0, frame.Type == Ping ? frame.Payload : []);
            }
            else if (frame.Type == Data)
            {
                await link.SendAsync(Windows(frame.Stream, frame.Payload.Length));
            }

            if (frame.Type is Headers or Data && (frame.Flags & EndStream) != 0)
            {
                await link.SendAsync(Answer(frame.Stream));
            }
        }
    }

    private byte[] Windows(int stream, int length)
    {
        List<byte> windows = [];
        for (; length > 0; length -= Piece)
        {
            var opened = FrameLink.Number(Math.Min(length, Piece));
            windows.AddRange([.. FrameLink.Frame(WindowUpdate, 0, 0, opened), .. FrameLink.Frame(WindowUpdate, 0, stream, opened)]);
            Interlocked.Add(ref _beside, 2);
        }

        return [.. windows];
    }

    private byte[] Answer(int stream)
    {
        Interlocked.Add(ref _beside, 6);
        return
        [
            .. FrameLink.Frame(Ping, 0, 0, new byte[8]),
            .. FrameLink.Frame(Settings, 0, 0, []),
            .. FrameLink.Frame(Headers, EndHeaders, stream, s_interim),
            .. FrameLink.Frame(Headers, EndHeaders, stream, s_ok),
            .. FrameLink.Frame(Data, 0, stream, "answer"u8.ToArray()),
            .. FrameLink.Frame(Data, 0, stream, []),
            .. FrameLink.Frame(Headers, EndHeaders | EndStream, stream, s_trailers),
        ];
    }
}
