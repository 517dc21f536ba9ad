using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class ViaMarkTests
{
    [Theory]
    [InlineData("Via: 1.1 halfsilver-1a2b", true)]
    [InlineData("via: HTTP/1.1 HALFSILVER-1A2B", true)]
    [InlineData("Via: 1.0 x, 1.1 \t halfsilver-1a2b (the comment, here), 1.1 y", true)]
    [InlineData("Via: 1.0 x\r\nVia: 1.1 halfsilver-1a2b(c)", true)]
    [InlineData("Via: 1.0 x (a \\) , 1.1 b), 1.1 halfsilver-1a2b", true)]
    [InlineData("Via: 1.0 x (never closed, 1.1 halfsilver-1a2b", true)]
    [InlineData("Via: 1.0 x (a, 1.1 halfsilver-1a2b, (b) )", false)]
    [InlineData("Via: 1.1 halfsilver-1a2bc", false)]
    [InlineData("Via: 1.1 halfsilver-1a2", false)]
    [InlineData("Via: 1.1 xhalfsilver-1a2b", false)]
    [InlineData("Via: halfsilver-1a2b", false)]
    [InlineData("Via: 1.1 x halfsilver-1a2b", false)]
    [InlineData("Via: 1.1 halfsilver-1a2b:80", false)]
    [InlineData("Via:", false)]
    [InlineData("Via: ,, ,", false)]
    [InlineData("X-Via: 1.1 halfsilver-1a2b", false)]
    public void Our_name_is_found_where_a_hop_is_named(string line, bool found) =>
        Assert.Equal(found, ViaMark.Names(Heads.Request($"GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n"), "1a2b"u8));

    [Fact]
    public void A_long_hostile_value_costs_one_pass()
    {
        var line = new string('(', 60_000) + ", 1.1 halfsilver-1a2b";
        Assert.True(ViaMark.Names(Heads.Request($"GET / HTTP/1.1\r\nHost: a\r\nVia: 1.1 x {line}\r\n\r\n"), "1a2b"u8));
    }
}
