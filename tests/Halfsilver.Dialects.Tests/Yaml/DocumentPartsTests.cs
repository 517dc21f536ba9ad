using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Yaml;

/// <summary>Parts of a text that are read side by side give what the whole gives, place by place, or nothing.</summary>
public sealed class DocumentPartsTests
{
    private const string Sound = """
        # a text of several
        kind: One
        list: &a [1, {b: "x: y"}]
        ---
        kind: Two
        text: |
          --- inside
           more
        folded: >-
          one
          two
        ---
        # only a remark
        ---
        - a: &b 1
          c: *b
        - "quoted

          on"
        --- {kind: Four}
        ---
        kind: Five
        deep: { a: { b: { c: [ [ [ 1 ] ] ] } } }
        ...
        ---
        kind: Six
        """;

    [Fact]
    public void Documents_read_side_by_side_stand_where_they_stand_in_the_whole()
    {
        var whole = Whole(Sound, out var said);
        Assert.Equal("", said);
        for (var most = 2; most <= 8; most++)
        {
            var parts = DocumentParts.Read(Sound, 3, most, least: 8);

            Assert.NotNull(parts);
            Assert.Equal(6, parts.Count);
            Assert.Equal(whole, Text(parts));
        }
    }

    [Theory]
    [InlineData("a: 1\n---\nb: 2\n---x: 3\n")]
    [InlineData("a: 1\n---\tx\n---\nb: 2\n")]
    [InlineData("a: 1\n---")]
    [InlineData("---\n---\n---\na: 1\n---\n")]
    [InlineData("a: 1\n--- # remark\nb: 2\n--- |\n text\n---\nc: 3")]
    [InlineData("a: 1\n---\na: &x 2\n---\nb: 3\n")]
    [InlineData("- |\n  a\n\n---\n- b\n")]
    public void Where_parts_are_read_they_say_what_the_whole_says(string text) => Alike(text);

    [Theory]
    [InlineData("a: 1\r\n---\r\nb: 2\r\n")]
    [InlineData("a: \u2028\n---\nb: 2\n")]
    [InlineData("a: 1\n---\nb: \0\n")]
    [InlineData("a: 1\n...\n%YAML 1.2\n---\nb: 2\n")]
    [InlineData("a: 1\n---\na: 1\na: 2\n")]
    [InlineData("a: &x 1\n---\nb: *x\n")]
    [InlineData("a: \"x\n---\ny\"\n")]
    [InlineData("a: 1\n---\nb: !!str 2\n")]
    [InlineData("a: 1\n---\n}\n")]
    [InlineData("a: 1\nb: 2\nc: 3\n")]
    public void What_is_unusual_or_has_a_fault_is_left_to_the_whole(string text) => Assert.Null(DocumentParts.Read(text, 0, most: 2, least: 1));

    [Fact]
    public void Short_texts_are_read_as_one() => Assert.Null(DocumentParts.Read(Sound, 0, most: 4, least: Sound.Length));

    [Fact]
    public void The_bound_of_nodes_holds_for_all_parts_together()
    {
        var one = $"[{string.Join(',', Enumerable.Repeat("1", TreeReader.MostNodes / 2))}]\n";

        Assert.Null(DocumentParts.Read($"{one}---\n{one}", 0, most: 2, least: 1));
        Assert.NotNull(DocumentParts.Read($"{one}---\n[1]\n", 0, most: 2, least: 1));
    }

    [Fact]
    public void A_fault_far_down_a_long_text_is_told_once_and_at_its_line()
    {
        var text = string.Concat(Enumerable.Repeat("kind: One\n---\n", 20_000)) + "a: 1\na: 2\n---\nb: *none\n";

        var notices = new NoticeList(new DialectText("f", text));
        TreeReader.ReadAll(text, notices);

        Assert.Equal([(Codes.DuplicateKey, 40_002), (Codes.Anchor, 40_004)], notices.ToImmutable().Select(notice => (notice.Code, notice.Line)));
    }

    [Fact]
    public void Damaged_texts_say_the_same_or_nothing()
    {
        var random = new Random(4);
        var (alike, left) = (0, 0);
        for (var i = 0; i < 4_000; i++)
        {
            _ = Alike(NodeText.Damaged(Sound, random)) ? alike++ : left++;
        }

        Assert.True(alike > 1_000 && left > 500, $"{alike} alike, {left} left");
    }

    private static bool Alike(string text)
    {
        if (DocumentParts.Read(text, 3, most: 3, least: 1) is not { } parts)
        {
            return false;
        }

        var whole = Whole(text, out var said);
        Assert.True(said.Length == 0, $"only the parts took it: {said}\n{text}");
        Assert.Equal(whole, Text(parts));
        return true;
    }

    private static string Text(IEnumerable<Node> roots) => string.Join("\n---", roots.Select(NodeText.Of));

    private static string Whole(string text, out string said)
    {
        var notices = new NoticeList([.. Enumerable.Repeat(new DialectText("f", text), 4)]);
        var roots = TreeReader.ReadAllYaml(text, notices, 3);
        said = string.Join("; ", notices.ToImmutable().Select(notice => notice.Message));
        return Text(roots);
    }
}
