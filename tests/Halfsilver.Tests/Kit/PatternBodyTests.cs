using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class PatternBodyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(65_521)]
    public void Bytes_do_not_depend_on_how_they_are_asked_for(int piece)
    {
        var body = new PatternBody(200_000, seed: 3);
        var pieced = new byte[200_000];
        for (var at = 0; at < pieced.Length;)
        {
            at += body.Fill(at, pieced.AsSpan(at, Math.Min(piece, pieced.Length - at)));
        }

        Assert.Equal(body.ToArray(), pieced);
        Assert.Equal(Bytes.Sha256(pieced), body.Sha256);
    }

    [Fact]
    public void Rounds_and_seeds_differ()
    {
        var body = new PatternBody(3 * 65_521).ToArray();
        Assert.NotEqual(body[..65_521], body[65_521..(2 * 65_521)]);
        Assert.NotEqual(body, new PatternBody(3 * 65_521, seed: 2).ToArray());
        Assert.True(body.Distinct().Count() > 200);
    }

    [Fact]
    public void Nothing_comes_behind_the_end() => Assert.Equal(0, new PatternBody(10).Fill(10, new byte[4]));
}
