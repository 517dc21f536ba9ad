using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests;

public sealed class NoticeTests
{
    [Fact]
    public void A_notice_shows_the_line_its_neighbour_and_carets_under_the_exact_value()
    {
        var notice = One("mirrors:\n  - service: orders-v22\n", new Place(2, 14, 10), "orders-v2");
        Assert.Equal(
            """
            a.yaml:2:14  error   HS0107  routes[orders].service: no service named "orders-v22" (did you mean "orders-v2"?)
                1 | mirrors:
                2 |   - service: orders-v22
                  |              ^^^^^^^^^^
            """.ReplaceLineEndings("\n"),
            NoticeText.Format(notice, color: false));
    }

    [Fact]
    public void Colour_only_adds_colour()
    {
        var notice = One("a: b\n", new Place(1, 4, 1), null);
        var colored = NoticeText.Format(notice, color: true);
        Assert.Contains("\u001b[31merror", colored, StringComparison.Ordinal);
        Assert.Equal(
            NoticeText.Format(notice, color: false),
            colored.Replace("\u001b[31m", "", StringComparison.Ordinal).Replace("\u001b[0m", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Control_characters_of_the_file_never_reach_the_terminal()
    {
        var notice = One("a:\t\u001b[2J\u0007\n", new Place(1, 4, 99), "\u001b[0m");
        var text = NoticeText.Format(notice, color: false);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.Contains("a: \uFFFD[2J\uFFFD", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_very_long_line_is_cut_around_the_value()
    {
        var line = new string('x', 100_000) + "HERE" + new string('y', 100_000);
        var notice = One(line, new Place(1, 100_001, 4), null);
        Assert.Equal(100_001, notice.Column);
        Assert.True(notice.SourceLine.Length < 300);
        Assert.Equal("HERE", notice.SourceLine.Substring(notice.SourceColumn - 1, notice.Length));
    }

    [Fact]
    public void A_place_outside_the_file_is_moved_inside()
    {
        var notice = One("a\nbc", new Place(9, 9, 9), null);
        Assert.Equal((2, 3, 1), (notice.Line, notice.Column, notice.Length));
    }

    [Fact]
    public void More_notices_than_anybody_reads_are_counted()
    {
        var list = new NoticeList(new DialectText("a", "b"));
        for (var i = 0; i < NoticeList.Most + 7; i++)
        {
            list.Add(NoticeKind.Ignored, "HS0001", Place.Start, "", "again");
        }

        Assert.Equal(NoticeList.Most + 1, list.ToImmutable().Length);
        Assert.StartsWith("7 more", list.ToImmutable()[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NoticeKind.Rejected, true)]
    [InlineData(NoticeKind.NotYet, true)]
    [InlineData(NoticeKind.Approximated, false)]
    [InlineData(NoticeKind.Ignored, false)]
    [InlineData(NoticeKind.Exact, false)]
    public void Only_what_is_wrong_or_not_built_stops_a_plan(NoticeKind kind, bool stops)
    {
        var list = new NoticeList(new DialectText("a", "b"));
        list.Add(kind, "HS0001", Place.Start, "", "message");
        Assert.Equal(stops, list.Stops);
        Assert.Equal(stops, list.ToImmutable().Single().StopsThePlan);
    }

    [Theory]
    [InlineData("servces", "services")]
    [InlineData("percnet", "percent")]
    [InlineData("PERCENT", "percent")]
    [InlineData("zzz", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_suggested(string written, string? meant) => Assert.Equal(meant, Nearest.To(written, ["services", "percent", "routes"]));

    [Fact]
    public void Neighbours_swapped_are_one_edit() => Assert.Equal(1, Nearest.Edits("abcd", "abdc"));

    [Fact]
    public void Lines_end_as_in_yaml()
    {
        var lines = new SourceLines("a\r\nb\nc\rd\u2028e");
        Assert.Equal(["a", "b", "c", "d", "e"], Enumerable.Range(1, lines.Count).Select(line => lines[line].ToString()), StringComparer.Ordinal);
    }

    private static Notice One(string text, Place place, string? suggestion)
    {
        var list = new NoticeList(new DialectText("a.yaml", text));
        list.Reject("HS0107", place, "routes[orders].service", "no service named \"orders-v22\"", suggestion);
        return list.ToImmutable().Single();
    }
}
