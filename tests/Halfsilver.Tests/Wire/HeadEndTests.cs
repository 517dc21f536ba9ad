using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class HeadEndTests
{
    private const string Head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public void The_end_is_found_however_the_head_arrives()
    {
        var bytes = Heads.Bytes(Head + "rest\r\n\r\n");
        for (var seen = 0; seen <= Head.Length; seen++)
        {
            Assert.Equal(seen < Head.Length ? Head.Length : bytes.Length, HeadEnd.Find(bytes, seen));
            Assert.Equal(seen < Head.Length ? -1 : Head.Length, HeadEnd.Find(bytes.AsSpan(0, seen), 0));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r")]
    [InlineData("a\n\nb\r\r\n\nc")]
    public void Nothing_else_is_an_end(string text) => Assert.Equal(-1, HeadEnd.Find(Heads.Bytes(text), 0));

    [Fact]
    public void No_part_of_a_good_head_is_refused_early()
    {
        var bytes = Heads.Bytes(Head);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(WireFault.None, HeadEnd.Sniff(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\n", WireFault.BadLineEnd)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\n", WireFault.BadLineEnd)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\rb", WireFault.BadLineEnd)]
    [InlineData("GET / HTTP/1.1\r\r", WireFault.BadLineEnd)]
    [InlineData("\n", WireFault.BadLineEnd)]
    [InlineData("\r\n", WireFault.BadStartLine)]
    [InlineData("\x16\x03\x01", WireFault.BadStartLine)]
    [InlineData(" ", WireFault.BadStartLine)]
    public void What_can_become_no_head_is_refused_at_once(string partial, object fault) =>
        Assert.Equal(fault, HeadEnd.Sniff(Heads.Bytes(partial)));

    [Theory]
    [InlineData("\r\nGET", 2)]
    [InlineData("\r\n\r\nGET", 2)]
    [InlineData("\r", 0)]
    [InlineData("\nGET", 0)]
    [InlineData("GET", 0)]
    [InlineData("", 0)]
    public void At_most_one_empty_line_is_passed_over(string text, int length) => Assert.Equal(length, HeadEnd.LeadingCrLf(Heads.Bytes(text)));
}
