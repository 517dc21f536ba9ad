using System.Buffers.Binary;
using System.Net.Sockets;

namespace TestKit;

/// <summary>The server's end of an HTTP/2 connection, frame by frame.</summary>
internal sealed class FrameLink(Socket socket, CancellationToken stop)
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

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public async Task SendAsync(byte[] frames) => await socket.SendAllAsync(frames, stop);

    public Task SendAsync(byte type, byte flags, int stream, byte[] payload) => SendAsync(Frame(type, flags, stream, payload));

    private static int Length(ReadOnlySpan<byte> head) => (head[0] << 16) | (head[1] << 8) | head[2];
}
