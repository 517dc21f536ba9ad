using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Toml;

/// <summary>What TOML 1.0 refuses, each with the place where a reader sees it.</summary>
public sealed class TomlInvalidTests
{
    [Theory]

    // Lines and keys.
    [InlineData("a", 1, 2)]
    [InlineData("a =", 1, 4)]
    [InlineData("= 1", 1, 1)]
    [InlineData("a = 1 b = 2", 1, 7)]
    [InlineData("a b = 1", 1, 3)]
    [InlineData("a. = 1", 1, 4)]
    [InlineData(".a = 1", 1, 1)]
    [InlineData("a..b = 1", 1, 3)]
    [InlineData("\u00e9 = 1", 1, 1)]
    [InlineData("a! = 1", 1, 2)]
    [InlineData("\"\"\"a\"\"\" = 1", 1, 1)]
    [InlineData("'''a''' = 1", 1, 1)]
    [InlineData("\"a = 1", 1, 7)]
    [InlineData("a\n= 1", 1, 2)]
    [InlineData("a =\n1", 1, 4)]
    [InlineData("{a = 1}", 1, 1)]
    [InlineData("a: 1", 1, 2)]

    // Control characters, lone CR, halves of characters.
    [InlineData("# a\u0000", 1, 4)]
    [InlineData("# a\u007f", 1, 4)]
    [InlineData("# a\rb", 1, 4)]
    [InlineData("a = 1\rb = 2", 1, 6)]
    [InlineData("a = \"\u0001\"", 1, 6)]
    [InlineData("a = '\u001f'", 1, 6)]
    [InlineData("a = \"\"\"\u0008\"\"\"", 1, 8)]
    [InlineData("a = '''\r'''", 1, 8)]
    [InlineData("\u0000", 1, 1)]
    [InlineData("\ufeff\ufeffa = 1", 1, 1)]

    // Strings.
    [InlineData("a = \"open", 1, 10)]
    [InlineData("a = 'open\n'", 1, 10)]
    [InlineData("a = \"two\nlines\"", 1, 9)]
    [InlineData("a = \"\\x41\"", 1, 6)]
    [InlineData("a = \"\\e\"", 1, 6)]
    [InlineData("a = \"\\ \"", 1, 6)]
    [InlineData("a = \"\\u12\"", 1, 6)]
    [InlineData("a = \"\\ud800\"", 1, 6)]
    [InlineData("a = \"\\U00110000\"", 1, 6)]
    [InlineData("a = \"\"\"open", 1, 8)]
    [InlineData("a = '''open''", 1, 8)]
    [InlineData("a = \"\"\"x\\ y\"\"\"", 1, 9)]
    [InlineData("a = \"\"\"\"\"\"\"\"\"\"", 1, 13)]
    [InlineData("a = 'it's'", 1, 9)]
    [InlineData("a = text", 1, 5)]

    // Numbers.
    [InlineData("a = 01", 1, 5)]
    [InlineData("a = -01", 1, 5)]
    [InlineData("a = 1__0", 1, 5)]
    [InlineData("a = _1", 1, 5)]
    [InlineData("a = 1_", 1, 5)]
    [InlineData("a = +-1", 1, 5)]
    [InlineData("a = 0xg", 1, 5)]
    [InlineData("a = 0X1", 1, 5)]
    [InlineData("a = -0x1", 1, 5)]
    [InlineData("a = 0x_1", 1, 5)]
    [InlineData("a = 0o8", 1, 5)]
    [InlineData("a = 0b2", 1, 5)]
    [InlineData("a = 9223372036854775808", 1, 5)]
    [InlineData("a = 0x8000000000000000", 1, 5)]
    [InlineData("a = 1.", 1, 5)]
    [InlineData("a = .5", 1, 5)]
    [InlineData("a = 1.e5", 1, 5)]
    [InlineData("a = 1e", 1, 5)]
    [InlineData("a = 1e5.0", 1, 5)]
    [InlineData("a = 1._5", 1, 5)]
    [InlineData("a = 00.5", 1, 5)]
    [InlineData("a = Inf", 1, 5)]
    [InlineData("a = True", 1, 5)]
    [InlineData("a = null", 1, 5)]

    // Dates and times.
    [InlineData("a = 1979-13-01", 1, 5)]
    [InlineData("a = 1979-02-30", 1, 5)]
    [InlineData("a = 2023-02-29", 1, 5)]
    [InlineData("a = 1979-5-27", 1, 5)]
    [InlineData("a = 1979-05-27T", 1, 5)]
    [InlineData("a = 1979-05-27T07:32", 1, 5)]
    [InlineData("a = 24:00:00", 1, 5)]
    [InlineData("a = 23:60:00", 1, 5)]
    [InlineData("a = 23:59:61", 1, 5)]
    [InlineData("a = 07:32:00Z", 1, 5)]
    [InlineData("a = 1979-05-27T07:32:00+24:00", 1, 5)]
    [InlineData("a = 1979-05-27  07:32:00", 1, 17)]

    // Arrays and inline tables.
    [InlineData("a = [1 2]", 1, 8)]
    [InlineData("a = [1", 1, 7)]
    [InlineData("a = [,]", 1, 6)]
    [InlineData("a = [1,,2]", 1, 8)]
    [InlineData("a = ]", 1, 5)]
    [InlineData("a = { b = 1, }", 1, 14)]
    [InlineData("a = { b = 1\n}", 1, 12)]
    [InlineData("a = {\nb = 1 }", 1, 6)]
    [InlineData("a = { b = 1 c = 2 }", 1, 13)]
    [InlineData("a = { b }", 1, 9)]
    [InlineData("a = { # no\n}", 1, 7)]

    // Headers.
    [InlineData("[]", 1, 2)]
    [InlineData("[a", 1, 3)]
    [InlineData("[a]]", 1, 4)]
    [InlineData("[[a]", 1, 5)]
    [InlineData("[ [a]]", 1, 3)]
    [InlineData("[a.]", 1, 4)]
    [InlineData("[a] b = 1", 1, 5)]
    [InlineData("[a\n]", 1, 3)]
    [InlineData("[[a] ]", 1, 5)]

    // What stands twice.
    [InlineData("a = 1\na = 2", 2, 1)]
    [InlineData("a = 1\n\"a\" = 2", 2, 1)]
    [InlineData("a = 1\na.b = 2", 2, 1)]
    [InlineData("a.b = 1\na.b.c = 2", 2, 3)]
    [InlineData("a = {b = 1, b = 2}", 1, 13)]
    [InlineData("a = { b = 1, b.c = 2 }", 1, 14)]
    [InlineData("[a]\n[a]", 2, 2)]
    [InlineData("[a]\nb = 1\n[a.b]", 3, 4)]
    [InlineData("[a]\nb.c = 1\n[a.b]", 3, 4)]
    [InlineData("[a.b.c]\n[a]\nb.c.d = 1", 3, 1)]
    [InlineData("a = {}\n[a]", 2, 2)]
    [InlineData("a = {}\n[a.b]", 2, 2)]
    [InlineData("a = {}\na.b = 1", 2, 1)]
    [InlineData("a = []\n[[a]]", 2, 3)]
    [InlineData("a = [{}]\n[a.b]", 2, 2)]
    [InlineData("[[a]]\n[a]", 2, 2)]
    [InlineData("[a]\n[[a]]", 2, 3)]
    [InlineData("[a.b]\n[[a]]", 2, 3)]
    [InlineData("[[a]]\nb = 1\n[[a.b]]", 3, 5)]
    [InlineData("[[a.b]]\n[a]\nb.c = 1", 3, 1)]
    [InlineData("a.b = 1\n[a]", 2, 2)]
    public void A_wrong_text_is_refused_at_its_place(string text, int line, int column)
    {
        var fault = TomlText.Fault(text);
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.Equal(NoticeKind.Rejected, fault.Kind);
    }

    [Fact]
    public void A_text_is_bounded_in_size_depth_and_values()
    {
        Assert.Equal(Codes.TooLarge, TomlText.Fault(new string(' ', (8 * 1024 * 1024) + 1)).Code);
        Assert.Equal(Codes.TooLarge, TomlText.Fault($"a = {new string('[', 100_000)}").Code);
        Assert.Equal(Codes.TooLarge, TomlText.Fault($"{string.Join('.', Enumerable.Repeat("a", 100_000))} = 1").Code);
        Assert.Equal(Codes.TooLarge, TomlText.Fault($"a = {string.Concat(Enumerable.Repeat("{a=", 100_000))}").Code);
        Assert.Equal(Codes.TooLarge, TomlText.Fault($"a = [{string.Concat(Enumerable.Repeat("1,", 250_000))}]").Code);
    }

    [Fact]
    public void Values_stand_where_the_file_has_them()
    {
        var notices = new NoticeList(new DialectText("a.toml", ""));
        var root = (MapNode)Dialects.Toml.TomlReader.Read("[a]\n  b = \"text\" # c\n", notices, file: 3)!;
        var (key, value) = ((MapNode)root.Entries[0].Value).Entries[0];
        Assert.Equal(new Place(2, 3, 1, 3), key.Place);
        Assert.Equal(new Place(2, 7, 6, 3), value.Place);
        Assert.Equal(new Place(1, 1, 3, 3), root.Entries[0].Value.Place);
    }
}
