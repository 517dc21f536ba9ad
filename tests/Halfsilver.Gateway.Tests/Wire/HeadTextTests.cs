using Halfsilver.Gateway.Listening;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Texts of heads, between Kestrel's strings and our bytes.</summary>
public sealed class HeadTextTests
{
    [Fact]
    public void A_head_finds_room_for_all_that_is_added_to_it_in_order()
    {
        var text = new HeadText();
        var expected = "";
        for (var i = 0; i < 500; i++)
        {
            text.AddLower($"X-Name-{i}").Add(": "u8).Add($"Wert é {i}").Add("\r\n"u8);
            expected += $"x-name-{i}: Wert é {i}\r\n";
        }

        Assert.Equal(expected, Bytes.Text(text.Bytes.AsSpan(0, text.Length)));
        text.Clear();
        Assert.Equal(0, text.Length);
        Assert.Equal("a", Bytes.Text(text.AddLower("A").Bytes.AsSpan(0, text.Length)));
        text.Clear();
    }

    [Fact]
    public void A_name_that_is_none_stays_one_that_is_none()
    {
        var text = new HeadText();

        text.AddLower("X-Größe");

        Assert.Equal("X-Größe", Bytes.Text(text.Bytes.AsSpan(0, text.Length)));
        text.Clear();
    }

    [Fact]
    public void A_text_that_comes_again_in_its_place_is_made_once()
    {
        var recent = new RecentText();
        var first = recent.Get(3, "text/html"u8);

        Assert.Equal("text/html", first);
        Assert.Same(first, recent.Get(3, "text/html"u8));
        Assert.Equal("text/plain", recent.Get(3, "text/plain"u8));
        Assert.Equal("Text/plain", recent.Get(3, "Text/plain"u8));
        Assert.Equal("", recent.Get(3, default));
    }

    [Theory]
    [InlineData(16, 5)]
    [InlineData(0, 49)]
    public void Places_and_lengths_beyond_its_bounds_are_kept_by_nobody(int place, int length)
    {
        var recent = new RecentText();
        var bytes = Bytes.Of(new string('x', length));

        Assert.Equal(Bytes.Text(bytes), recent.Get(place, bytes));
        Assert.NotSame(recent.Get(place, bytes), recent.Get(place, bytes));
    }

    [Fact]
    public void Bytes_beyond_ASCII_are_Latin_1()
    {
        var recent = new RecentText();

        Assert.Equal("é", recent.Get(0, [0xE9]));
        Assert.Equal("é", recent.Get(0, [0xE9]));
        Assert.Equal("i", recent.Get(0, "i"u8));
    }
}
