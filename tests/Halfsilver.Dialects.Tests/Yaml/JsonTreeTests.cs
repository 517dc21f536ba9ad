using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Yaml;

/// <summary>The short way for JSON gives what YAML's reader gives, place by place, or nothing.</summary>
public sealed class JsonTreeTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[ ]")]
    [InlineData("{\n  \"a\" : [ 1, -2.5, 1e3, true , false,null ],\r\n\t\"b\":{\"c\":\"\"}\r}\n")]
    [InlineData("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9 ü 漢\"}")]
    [InlineData("[[[[\"deep\"]],{\"x\":{\"y\":[]}}]]")]
    [InlineData("{\"a\": \"b: c # d\", \"- e\": \"{f}\", \"1\": \"2\"}")]
    public void Plain_json_reads_as_yaml_reads_it(string text)
    {
        var node = JsonTree.Read(text, 3);
        Assert.NotNull(node);
        Assert.Equal(NodeText.Of(Yaml(text, out _)!), NodeText.Of(node));
    }

    [Fact]
    public void Json_inside_a_text_stands_where_the_text_does()
    {
        var place = new Place(7, 3, 40, 2);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var first = Assert.IsType<MapNode>(JsonTree.Read("{\"status\": [\"on\", 1]}", place, names));
        var second = Assert.IsType<MapNode>(JsonTree.Read("\n {\"status\": null}", place, names));

        var list = Assert.IsType<ListNode>(first.Find("status"));
        Assert.All([first, list, first.Entries[0].Key, .. list.Items, second, second.Entries[0].Key, second.Entries[0].Value], node => Assert.Equal(place, node.Place));
        Assert.Same(first.Entries[0].Key.Text, second.Entries[0].Key.Text);
        Assert.Null(first.Find("other"));
        Assert.Null(JsonTree.Read("{status: on}", place, names));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a: 1")]
    [InlineData("{a: 1}")]
    [InlineData("{\"a\": 1,}")]
    [InlineData("{\"a\": 01}")]
    [InlineData("{\"a\": .5}")]
    [InlineData("{\"a\": nan}")]
    [InlineData("{\"a\": 1} x")]
    [InlineData("{\"a\": 1}\n---\n{}")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"a\": \"x\ny\"}")]
    [InlineData("{\"a\": \"\\x41\"}")]
    [InlineData("{\"a\": \"\\ud83d\\ude00\"}")]
    [InlineData("{\"a\": \"\u0085\"}")]
    [InlineData("{\"a\": &b 1}")]
    [InlineData("{\"a\": 1 # no\n}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("[1 2]")]
    [InlineData("[\"a")]
    [InlineData("[1")]
    [InlineData("{")]
    public void What_is_not_plain_json_is_left_to_yaml(string text) => Assert.Null(JsonTree.Read(text, 0));

    [Fact]
    public void Bounds_are_left_to_yaml()
    {
        Assert.Null(JsonTree.Read(new string('[', 65) + new string(']', 65), 0));
        Assert.NotNull(JsonTree.Read(new string('[', 64) + new string(']', 64), 0));
        Assert.Null(JsonTree.Read($"[{string.Join(',', Enumerable.Repeat("1", TreeReader.MostNodes))}]", 0));
        Assert.NotNull(JsonTree.Read($"[{string.Join(',', Enumerable.Repeat("1", TreeReader.MostNodes - 1))}]", 0));
    }

    [Fact]
    public void Files_of_all_dialects_and_what_becomes_of_them_read_alike()
    {
        var inputs = Directory.EnumerateFiles(Goldens.Folder, "*.golden").Order(StringComparer.Ordinal).Select(GoldenTests.InputOf)
            .Where(text => text.AsSpan().TrimStart() is ['{' or '[', ..] && text.Length < 20_000).ToList();
        Assert.True(inputs.Count > 50, $"{inputs.Count} files of JSON");
        var random = new Random(20);
        var (same, left) = (0, 0);
        foreach (var input in inputs)
        {
            for (var round = 0; round < 6; round++)
            {
                var text = round == 0 ? input : NodeText.Damaged(input, random);
                if (JsonTree.Read(text, 0) is not { } node)
                {
                    left++;
                    continue;
                }

                same++;
                var yaml = Yaml(text, out var notices);
                Assert.True(yaml is not null, $"only JSON's reader took it: {notices}\n{text}");
                Assert.Equal(NodeText.Of(yaml), NodeText.Of(node));
            }
        }

        Assert.True(same > inputs.Count && left > inputs.Count, $"{same} read, {left} left");
    }

    private static Node? Yaml(string text, out string said)
    {
        var notices = new NoticeList([.. Enumerable.Repeat(new DialectText("f", text), 4)]);
        var root = TreeReader.ReadYaml(text, notices, text.Length > 0 ? 3 : 0);
        said = string.Join("; ", notices.ToImmutable().Select(notice => notice.Message));
        return notices.Stops ? null : root;
    }
}
