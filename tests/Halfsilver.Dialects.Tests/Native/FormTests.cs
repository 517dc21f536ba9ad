using System.Text.Json;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

public sealed class FormTests
{
    [Theory]
    [InlineData("native-now.golden")]
    [InlineData("native-smallest.golden")]
    public void The_same_content_as_json_gives_the_same_plan(string file)
    {
        var golden = File.ReadAllText(Path.Combine(Goldens.Folder, file));
        var yaml = golden[..(golden.IndexOf("\n---- ", StringComparison.Ordinal) + 1)];
        var tree = TreeReader.Read(yaml, new NoticeList(new DialectText("a", yaml)))!;
        foreach (var options in new JsonSerializerOptions[] { new(), new() { WriteIndented = true }, new() { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1 } })
        {
            var json = Json(tree)!.ToJsonString(options);
            Assert.Equal(Dump(yaml), Dump(json));
        }
    }

    [Theory]
    [InlineData("native-now.golden", true)]
    [InlineData("native-whole.golden", true)]
    [InlineData("native-smallest.golden", true)]
    [InlineData("native-wrong.golden", false)]
    public void The_schema_takes_what_the_reader_takes(string file, bool right)
    {
        var golden = File.ReadAllText(Path.Combine(Goldens.Folder, file));
        var tree = TreeReader.Read(golden[..(golden.IndexOf("\n---- ", StringComparison.Ordinal) + 1)], new NoticeList(new DialectText("a", golden)))!;
        Assert.Equal(right, SchemaCheck.Takes(new JsonObject { ["$ref"] = "#/definitions/file" }, Json(tree)));
    }

    [Fact]
    public void Json_escapes_are_read()
    {
        var json = """{"version":1,"services":{"a":{"host":"localhost","port":1}},"routes":{"r":{"match":{"path":"\/a\u00e9"},"service":"a","rewrite":{"headers":{"set":{"x":"\ud83d\ude00\t\""}}}}}}""";
        var dump = Dump(json);
        Assert.Contains("\"/aé\"", dump, StringComparison.Ordinal);
        Assert.Contains("😀\t\"", dump, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_change_nothing()
    {
        const string Text = "version: 1\nservices:\n  a: { host: localhost, port: 1 }\nroutes:\n  r: { service: a }\n";
        Assert.Equal(Dump(Text), Dump("\uFEFF" + Text.Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("version: 1\nservices: {}", true)]
    [InlineData("# comment\nversion: 1 # yes\n", true)]
    [InlineData("{\"version\": 1, \"routes\": {}}", true)]
    [InlineData("{\"version\": 3, \"endpoints\": []}", false)]
    [InlineData("http:\n  services: {}\n", false)]
    [InlineData("version: 10\n", false)]
    public void A_native_file_is_recognised_by_its_version(string text, bool native) => Assert.Equal(native, new NativeDialect().Recognises(new DialectText("a", text)));

    [Fact]
    public void A_dialect_is_found_by_name_and_a_miss_lists_those_that_exist()
    {
        Assert.Equal("native", DialectBook.For("Native").Name);
        Assert.Equal("native", Assert.Single(DialectBook.Group([new DialectText("a", "version: 1")])).Dialect.Name);
        Assert.Contains("native", Assert.Throws<ArgumentException>(() => DialectBook.For("nativ")).Message, StringComparison.Ordinal);
    }

    private static string Dump(string text)
    {
        var reading = new NativeDialect(_ => null).Read(new DialectText("a", text));
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Notices.Select(notice => NoticeText.Format(notice, color: false))));
        return PlanDump.Of(reading.Plan);
    }

    private static JsonNode? Json(Node node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Json(entry.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(Json)]),
        ScalarNode { Plain: true } plain when CoreScalar.IsNull(plain) => null,
        ScalarNode { Plain: true } plain when CoreScalar.Bool(plain.Text) is { } flag => flag,
        ScalarNode { Plain: true } plain when CoreScalar.Number(plain.Text) is { } number => number,
        ScalarNode scalar => scalar.Text,
        _ => null,
    };
}
