using Halfsilver.Journey;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Journey;

public sealed class KeptBodyTests
{
    private const int Block = 64 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData((3 * Block) + 17)]
    public async Task What_was_read_is_read_again_to_the_byte_and_then_the_rest(int length)
    {
        var bytes = Pattern(length);
        foreach (var first in new[] { 0, Math.Min(1, length), length / 2, length })
        {
            var kept = new KeptBody(new Source(bytes, piece: 10_007), most: length, must: true);
            await ReadAsync(kept, first);
            kept.Rewind();
            Assert.Equal(bytes, await ReadAsync(kept, length));
            Assert.Equal(BodyResult.End, await kept.ReadAsync());
            Assert.True(kept.Ended);
            kept.Rewind();
            Assert.Equal(bytes, await ReadAsync(kept, length));
            Assert.Equal(BodyResult.End, await kept.ReadAsync());
            Assert.Equal("X-Sum: 1\r\n", System.Text.Encoding.ASCII.GetString(kept.Trailers));
            kept.Release();
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task The_limit_is_exact(int more, bool fits)
    {
        var bytes = Pattern(100_000);
        var must = new KeptBody(new Source(bytes, piece: 1_000), most: bytes.Length + more, must: true);
        var may = new KeptBody(new Source(bytes, piece: 1_000), most: bytes.Length + more, must: false);

        Assert.Equal(fits ? BodyResult.End : BodyResult.TooLarge, await DrainAsync(must));
        Assert.Equal(BodyResult.End, await DrainAsync(may));
        Assert.Equal(fits, may.CanRewind);
        if (!fits)
        {
            Assert.Throws<InvalidOperationException>(may.Rewind);
        }

        must.Release();
        may.Release();
    }

    [Fact]
    public async Task Only_what_is_new_counts_as_new()
    {
        var kept = new KeptBody(new Source(Pattern(3_000), piece: 1_000), most: 3_000, must: true);
        await kept.ReadAsync();
        await kept.ReadAsync();
        Assert.False(kept.Replayed);
        kept.Rewind();
        var seen = new List<(int, bool)>();
        while (await kept.ReadAsync() == BodyResult.Piece)
        {
            seen.Add((kept.Piece.Length, kept.Replayed));
        }

        Assert.Equal([(2_000, true), (1_000, false)], seen);
        Assert.False(kept.Replayed);
        kept.Rewind();
        await DrainAsync(kept);
        Assert.True(kept.Replayed);
        kept.Release();
    }

    [Theory]
    [InlineData(BodyResultName.Aborted)]
    [InlineData(BodyResultName.Malformed)]
    [InlineData(BodyResultName.TooSlow)]
    [InlineData(BodyResultName.Canceled)]
    public async Task Whatever_ends_the_clients_body_ends_this_one(BodyResultName how)
    {
        var kept = new KeptBody(new Source(Pattern(500), piece: 100, end: (BodyResult)how), most: 1_000, must: true);

        Assert.Equal((BodyResult)how, await DrainAsync(kept));
        Assert.False(kept.Ended);
        Assert.Throws<InvalidOperationException>(() => kept.Replay());
        kept.Release();
    }

    [Fact]
    public async Task Several_read_it_side_by_side_and_the_last_of_them_frees_it()
    {
        var bytes = Pattern(200_000);
        var kept = new KeptBody(new Source(bytes, piece: 5_000), most: bytes.Length, must: true);
        await DrainAsync(kept);
        var replays = Enumerable.Range(0, 8).Select(_ => kept.Replay()).ToArray();
        kept.Release();

        await Task.WhenAll(replays.Select(replay => Task.Run(async () =>
        {
            Assert.Equal((BodyFraming.Length, (long)bytes.Length), (replay.Framing, replay.Length));
            Assert.Equal(bytes, await ReadAsync(replay, bytes.Length));
            Assert.Equal(BodyResult.End, await replay.ReadAsync());
        })));
        Assert.True(kept.CanRewind);
        Array.ForEach(replays, replay => replay.Release());
        Assert.False(kept.CanRewind);
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + (i >> 8)))];

    private static async Task<byte[]> ReadAsync(BodySource body, int wanted)
    {
        var read = new List<byte>();
        while (read.Count < wanted)
        {
            Assert.Equal(BodyResult.Piece, await body.ReadAsync());
            read.AddRange(body.Piece.ToArray());
        }

        return [.. read];
    }

    private static async Task<BodyResult> DrainAsync(BodySource body)
    {
        while (true)
        {
            var result = await body.ReadAsync();
            if (result != BodyResult.Piece)
            {
                return result;
            }
        }
    }

    /// <summary>The same values for a theory's public signature.</summary>
    public enum BodyResultName : byte
    {
        Aborted = BodyResult.Aborted,
        Malformed = BodyResult.Malformed,
        TooSlow = BodyResult.TooSlow,
        Canceled = BodyResult.Canceled,
    }

    /// <summary>A client's body, in pieces.</summary>
    private sealed class Source : BodySource
    {
        private readonly byte[] _bytes;
        private readonly int _piece;
        private readonly BodyResult _end;

        public Source(byte[] bytes, int piece, BodyResult end = BodyResult.End)
        {
            (_bytes, _piece, _end) = (bytes, piece, end);
            Framing = BodyFraming.Chunked;
            Length = -1;
        }

        public override ReadOnlySpan<byte> Trailers => "X-Sum: 1\r\n"u8;

        public override ValueTask<BodyResult> ReadAsync()
        {
            if (Taken == _bytes.Length)
            {
                Ended = _end == BodyResult.End;
                Piece = default;
                return new ValueTask<BodyResult>(_end);
            }

            Piece = _bytes.AsMemory((int)Taken, (int)Math.Min(_piece, _bytes.Length - Taken));
            Taken += Piece.Length;
            return new ValueTask<BodyResult>(BodyResult.Piece);
        }

        public override void CancelRead()
        {
        }
    }
}
