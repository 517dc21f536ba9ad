using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class FrameReaderTests
{
    private static readonly (FrameType Type, int Stream, int Length, int Flags)[] s_frames =
    [
        (FrameType.Settings, 0, 18, 0),
        (FrameType.Ping, 0, 8, Frames.Ack),
        (FrameType.Data, 1, 0, Frames.EndStream),
        (FrameType.Headers, int.MaxValue, 300, 5),
        ((FrameType)0xff, 3, 70_000, 0xff),
        (FrameType.RstStream, 5, 4, 0),
    ];

    private static readonly byte[] s_bytes = [.. s_frames.SelectMany(frame => Frames.Frame(frame.Type, frame.Stream, frame.Length, frame.Flags))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Frames_in_pieces_of_any_size_are_read_as_they_are(int size)
    {
        var reader = default(FrameReader);
        Assert.Equal(s_frames, s_bytes.Chunk(Math.Min(size, s_bytes.Length)).SelectMany(piece => Read(ref reader, piece)));
    }

    [Fact]
    public void Cut_at_any_place_they_are_read_the_same()
    {
        for (var cut = 0; cut <= s_bytes.Length; cut += cut < 1000 ? 1 : 997)
        {
            var reader = default(FrameReader);
            var first = Read(ref reader, s_bytes.AsSpan(0, cut));
            Assert.Equal(s_frames, first.Concat(Read(ref reader, s_bytes.AsSpan(cut))));
        }
    }

    [Fact]
    public void What_comes_before_the_first_frame_is_stepped_over_in_pieces_too()
    {
        for (var cut = 0; cut <= Frames.Preface.Length; cut++)
        {
            var reader = new FrameReader(Frames.Preface.Length);
            Assert.Empty(Read(ref reader, Frames.Preface.AsSpan(0, cut)));
            Assert.Equal(s_frames, Read(ref reader, [.. Frames.Preface[cut..], .. s_bytes]));
        }
    }

    [Fact]
    public void The_bit_that_says_nothing_is_no_part_of_a_stream()
    {
        var frame = Frames.Frame(FrameType.Data, 7);
        frame[5] |= 0x80;

        var reader = default(FrameReader);

        Assert.Equal(7, Assert.Single(Read(ref reader, frame)).Stream);
    }

    private static List<(FrameType Type, int Stream, int Length, int Flags)> Read(ref FrameReader reader, ReadOnlySpan<byte> piece)
    {
        List<(FrameType, int, int, int)> read = [];
        while (reader.Next(ref piece))
        {
            read.Add((reader.Type, reader.Stream, reader.Length, reader.Flags));
        }

        return read;
    }
}
