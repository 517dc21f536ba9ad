using Halfsilver.Fuzz;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class ChunkReaderTests
{
    private const string Body =
        "5;a;b=c;d=\"e \\\" ;\"\r\nhello\r\n00a\r\n0123456789\r\n3\r\n\r\n0\r\n0;z\r\nX-Sum: 1\r\nContent-Length: 9\r\nSet-Cookie: a\r\nx-more:\r\n\r\n";

    private const string Trailers = "X-Sum: 1\r\nx-more:\r\n";

    private static ReferenceChunks Whole => new("hello0123456789\r\n0", Trailers, Body.Length);

    [Fact]
    public void Fed_byte_by_byte_it_reads_the_same()
    {
        var reader = default(ChunkReader);
        Assert.Equal(Whole, ChunkFeed.Run(ref reader, Heads.Bytes(Body), () => 1));
    }

    [Fact]
    public void Cut_at_any_place_it_reads_the_same()
    {
        for (var cut = 0; cut <= Body.Length; cut++)
        {
            var reader = default(ChunkReader);
            var pieces = new Queue<int>([cut, Body.Length]);
            Assert.Equal(Whole, ChunkFeed.Run(ref reader, Heads.Bytes(Body), pieces.Dequeue));
        }
    }

    [Fact]
    public void What_follows_the_body_is_left_alone()
    {
        var reader = default(ChunkReader);
        Assert.Equal(Whole, ChunkFeed.Run(ref reader, Heads.Bytes(Body + "GET /"), () => 1000));
        Assert.Equal(WireFault.None, reader.Read("GET /"u8, out var consumed, out _, out var length));
        Assert.Equal((0, 0), (consumed, length));
    }

    [Fact]
    public void A_body_that_stops_short_has_not_ended()
    {
        for (var length = 0; length < Body.Length; length++)
        {
            var reader = default(ChunkReader);
            Assert.Null(ChunkFeed.Run(ref reader, Heads.Bytes(Body[..length]), () => 7));
            Assert.False(reader.Ended);
        }
    }

    [Fact]
    public void A_run_of_data_is_given_without_its_framing()
    {
        var reader = default(ChunkReader);
        Assert.Equal(WireFault.None, reader.Read("8\r\nhello"u8, out var consumed, out var start, out var length));
        Assert.Equal((8, 3, 5), (consumed, start, length));
        Assert.Equal(3, reader.Left);
    }

    [Fact]
    public void It_reads_the_next_body_after_a_reset()
    {
        var reader = default(ChunkReader);
        ChunkFeed.Run(ref reader, Heads.Bytes(Body), () => 1000);
        reader.Reset();
        Assert.False(reader.Ended);
        Assert.Equal(new ReferenceChunks("x", "", 11), ChunkFeed.Run(ref reader, Heads.Bytes("1\r\nx\r\n0\r\n\r\n"), () => 1000));
    }

    [Fact]
    public void A_broken_body_stays_broken()
    {
        var reader = default(ChunkReader);
        Assert.Equal(WireFault.BadChunk, reader.Read("x"u8, out _, out _, out _));
        Assert.Equal(WireFault.BadChunk, reader.Read("0\r\n\r\n"u8, out _, out _, out _));
        Assert.False(reader.Ended);
    }

    [Theory]
    [InlineData("7fffffffffffffff\r\n", true)]
    [InlineData("8000000000000000\r\n", false)]
    [InlineData("0000000000000001\r\n", true)]
    [InlineData("00000000000000001\r\n", false)]
    public void Sizes_reach_the_largest_number_in_sixteen_digits(string line, bool good)
    {
        var reader = default(ChunkReader);
        Assert.Equal(good, reader.Read(Heads.Bytes(line), out _, out _, out _) == WireFault.None);
    }

    [Theory]
    [InlineData(255, 64, true)]
    [InlineData(256, 1, false)]
    [InlineData(255, 65, false)]
    public void Extensions_are_bounded_by_chunk_and_by_body(int name, int chunks, bool good)
    {
        var reader = default(ChunkReader);
        var text = string.Concat(Enumerable.Repeat($"1;{new string('a', name)}\r\nx\r\n", chunks)) + "0\r\n\r\n";
        Assert.Equal(good, ChunkFeed.Run(ref reader, Heads.Bytes(text), () => 100) is not null);
    }

    [Theory]
    [InlineData(64, 1, true)]
    [InlineData(65, 1, false)]
    [InlineData(1, 8186, true)]
    [InlineData(1, 8187, false)]
    public void Trailers_are_bounded_by_lines_and_bytes(int lines, int value, bool good)
    {
        // A name, a colon, CRLF, and the empty line's CRLF: 6 bytes around the value.
        var reader = default(ChunkReader);
        var text = "0\r\n" + string.Concat(Enumerable.Repeat($"A:{new string('b', value)}\r\n", lines)) + "\r\n";
        Assert.Equal(good, ChunkFeed.Run(ref reader, Heads.Bytes(text), () => 100) is not null);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("transfer-encoding")]
    [InlineData("Host")]
    [InlineData("Connection")]
    [InlineData("Trailer")]
    [InlineData("Authorization")]
    [InlineData("Set-Cookie")]
    [InlineData("Content-Encoding")]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Port")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("Via")]
    [InlineData("halfsilver-copy")]
    public void Trailers_that_frame_route_or_are_ours_are_left_out(string name)
    {
        var reader = default(ChunkReader);
        Assert.Equal("Grpc-Status: 0\r\n", ChunkFeed.Run(ref reader, Heads.Bytes($"0\r\n{name}: 1\r\nGrpc-Status: 0\r\n\r\n"), () => 3)?.Trailers);
    }

    [Theory]
    [InlineData(1, "1\r\n")]
    [InlineData(255, "ff\r\n")]
    [InlineData(65536, "10000\r\n")]
    [InlineData(long.MaxValue, "7fffffffffffffff\r\n")]
    public void Sizes_are_written_in_hexadecimal(long size, string line)
    {
        var bytes = new byte[ChunkWriter.MaxSizeLine];
        Assert.Equal(line, Heads.Text(bytes.AsSpan(0, ChunkWriter.WriteSize(bytes, size))));
    }
}
