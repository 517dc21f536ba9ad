using System.Buffers.Binary;
using Halfsilver.Wire;

namespace Halfsilver.Tests.Wire;

/// <summary>HTTP/2 frames as bytes.</summary>
internal static class Frames
{
    public const int EndStream = 1;
    public const int Ack = 1;

    /// <summary>What a client says first.</summary>
    public static byte[] Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    public static byte[] Frame(FrameType type, int stream = 0, int length = 0, int flags = 0)
    {
        // What a frame carries must not be taken for a head: all ones would be a long frame of an unknown type.
        var frame = new byte[9 + length];
        frame.AsSpan(9).Fill(0xff);
        BinaryPrimitives.WriteInt32BigEndian(frame, length << 8);
        frame[3] = (byte)type;
        frame[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        return frame;
    }

    public static byte[] Many(int count, byte[] frame) => [.. Enumerable.Repeat(frame, count).SelectMany(bytes => bytes)];
}
