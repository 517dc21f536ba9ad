using System.Text;

using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Yaml;

public sealed class TreeReaderTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Fact]
    public void Aliases_that_grow_without_end_are_refused_at_once()
    {
        var text = new StringBuilder("a0: &a0 [ x, x, x, x, x, x, x, x, x, x ]\n");
        for (var i = 1; i < 40; i++)
        {
            text.Append('a').Append(i).Append(": &a").Append(i).Append(" [ ");
            text.AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append(" ]\n");
        }

        Refused(text.ToString(), "HS0002");
    }

    [Theory]
    [InlineData("\0a: 1\n", 1, 1)]
    [InlineData("a: 1\nb: \0\n", 2, 4)]
    [InlineData("\0{ \"a\": 1 }", 1, 1)]
    public void A_NUL_is_refused_where_it_stands(string text, int line, int column)
    {
        Assert.Null(Read(text, out var notice));
        Assert.Equal(("HS0001", line, column), (notice!.Code, notice.Line, notice.Column));
    }

    [Fact]
    public void An_alias_inside_its_own_anchor_is_refused() => Refused("a: &a [ *a ]\n", "HS0006");

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Levels_without_end_are_refused_at_once(string level) => Refused(string.Concat(Enumerable.Repeat(level, 100_000)), null);

    [Fact]
    public void Sixty_four_levels_are_read_and_one_more_is_refused()
    {
        Assert.NotNull(Read(Nested(63), out _));
        Assert.NotNull(Read(Nested(64), out _));
        Refused(Nested(65), "HS0002");
    }

    [Fact]
    public void An_alias_may_not_hide_levels() =>
        Refused($"a: &a {Nested(40)}\nb: {new string('[', 30)}*a{new string(']', 30)}\n", "HS0002");

    [Fact]
    public void A_file_above_eight_mebi_characters_is_refused_unread() => Refused(new string('x', TreeReader.MostCharacters + 1), "HS0002");

    [Fact]
    public void Values_without_end_are_refused() => Refused("[" + string.Concat(Enumerable.Repeat("1,", TreeReader.MostNodes + 1)) + "]", "HS0002");

    [Theory]
    [InlineData('x')]
    [InlineData('\n')]
    [InlineData('"')]
    [InlineData('&')]
    [InlineData('%')]
    [InlineData('\t')]
    [InlineData('\0')]
    [InlineData('\ud800')]
    public void A_large_file_of_one_character_ends_in_time(char c)
    {
        var clock = TimeProvider.System.GetTimestamp();
        Read(new string(c, 1_000_000), out _);
        Assert.True(TimeProvider.System.GetElapsedTime(clock) < Bound);
    }

    [Fact]
    public void Places_count_lines_and_columns_from_one()
    {
        var map = Assert.IsType<MapNode>(Read("a: 1\nlonger: [ 2, \"three\" ]\n", out _));
        Assert.Equal(new Place(1, 1, 1), map.Entries[0].Key.Place);
        Assert.Equal(new Place(2, 1, 6), map.Entries[1].Key.Place);
        var list = Assert.IsType<ListNode>(map.Entries[1].Value);
        Assert.Equal(new Place(2, 11, 1), list.Items[0].Place);
        Assert.Equal(new Place(2, 14, 7), list.Items[1].Place);
    }

    private static string Nested(int levels) => new string('[', levels - 1) + "1" + new string(']', levels - 1);

    private static Node? Read(string text, out Notice? notice)
    {
        var notices = new NoticeList(new DialectText("a", text));
        var node = TreeReader.Read(text, notices);
        notice = notices.ToImmutable().FirstOrDefault();
        return node;
    }

    private static void Refused(string text, string? code)
    {
        var clock = TimeProvider.System.GetTimestamp();
        Assert.Null(Read(text, out var notice));
        Assert.NotNull(notice);
        Assert.Equal(code ?? notice.Code, notice.Code);
        Assert.True(TimeProvider.System.GetElapsedTime(clock) < Bound);
    }
}
