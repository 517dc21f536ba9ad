using System.Text.Json.Nodes;

using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("orders-v2", "orders-v2")]
    [InlineData("/orders/v1", "/orders/v1")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("1m30s", "1m30s")]
    [InlineData("64KiB", "64KiB")]
    [InlineData("200-399", "200-399")]
    [InlineData("gone fishing", "gone fishing")]
    [InlineData("application/json; charset=utf-8", "application/json; charset=utf-8")]
    [InlineData("", "\"\"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("a ", "\"a \"")]
    [InlineData("a  b", "\"a  b\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("OFF", "\"OFF\"")]
    [InlineData("y", "\"y\"")]
    [InlineData("true", "\"true\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("17", "\"17\"")]
    [InlineData("007", "\"007\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("1.5", "\"1.5\"")]
    [InlineData(".5", "\".5\"")]
    [InlineData("-1", "\"-1\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("0o17", "\"0o17\"")]
    [InlineData("0b11", "\"0b11\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("2026-01-31", "\"2026-01-31\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("a:b", "\"a:b\"")]
    [InlineData("a #b", "\"a #b\"")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("- a", "\"- a\"")]
    [InlineData("? a", "\"? a\"")]
    [InlineData("---", "\"---\"")]
    [InlineData("*any", "\"*any\"")]
    [InlineData("*.example.com", "\"*.example.com\"")]
    [InlineData("&a", "\"&a\"")]
    [InlineData("!a", "\"!a\"")]
    [InlineData("|", "\"|\"")]
    [InlineData("%a", "\"%a\"")]
    [InlineData("@a", "\"@a\"")]
    [InlineData("`a`", "\"`a`\"")]
    [InlineData("{id}", "\"{id}\"")]
    [InlineData("[a]", "\"[a]\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("say \"so\"", "'say \"so\"'")]
    [InlineData(@"^a\.b$", @"'^a\.b$'")]
    [InlineData(@"'\", @"'''\'")]
    [InlineData("a\nb", "\"a\\nb\"")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("a\rb", "\"a\\rb\"")]
    [InlineData("\u001b[31m", "\"\\x1B[31m\"")]
    [InlineData("caf\u00e9", "\"caf\u00e9\"")]
    [InlineData("\u65e5\u672c", "\"\u65e5\u672c\"")]
    [InlineData("\ufeffa", "\"\\uFEFFa\"")]
    [InlineData("a\u00a0b", "\"a\\xA0b\"")]
    [InlineData("a\u0085b", "\"a\\x85b\"")]
    [InlineData("a\u2028b", "\"a\\u2028b\"")]
    [InlineData("a\u202eb", "\"a\\u202Eb\"")]
    [InlineData("\ud83d\ude00", "\"\\U0001F600\"")]
    public void A_text_is_quoted_where_a_parser_could_read_something_else(string text, string written)
    {
        Assert.Equal(written, YamlScalar.Of(text));
        foreach (var file in (string[])[$"{written}: 1\n", $"- {written}\n", $"[ {written}, {written} ]\n", $"{{ a: {written} }}\n"])
        {
            Assert.Equal(text, FirstScalar(file));
        }
    }

    [Fact]
    public void Every_character_and_every_pair_of_telling_ones_is_read_back()
    {
        const string Telling = " \t\n:#-?,[]{}&*!|>'\"%@`~$\\/0a.";
        var texts = Enumerable.Range(0, 0x3000).Select(c => $"{(char)c}").Concat(from a in Telling from b in Telling from c in "a: #" select $"{a}{b}{c}").ToList();
        var file = YamlText.Of(new JsonObject(texts.Select((text, i) => KeyValuePair.Create($"k{i}", (JsonNode?)new JsonArray(text)))));

        var notices = new NoticeList(new DialectText("scalars", file));
        var root = (MapNode)TreeReader.Read(file, notices)!;

        Assert.Equal(texts, root.Entries.Select(entry => ((ScalarNode)((ListNode)entry.Value).Items[0]).Text));
    }

    [Theory]
    [InlineData("tea\npot\n", "|\n  tea\n  pot\n")]
    [InlineData("tea\npot", "|-\n  tea\n  pot\n")]
    [InlineData("tea\n\n  pot\n", "|\n  tea\n\n    pot\n")]
    [InlineData("# no comment\nkey: [\n", "|\n  # no comment\n  key: [\n")]
    [InlineData("one line\n", null)]
    [InlineData("tea\npot\n\n", null)]
    [InlineData(" tea\npot\n", null)]
    [InlineData("\ntea\npot\n", null)]
    [InlineData("tea \npot\n", null)]
    [InlineData("tea\r\npot\r\n", null)]
    [InlineData("th\u00e9\npot\n", null)]
    public void Lines_stand_in_a_block_where_a_block_keeps_them(string text, string? block)
    {
        Assert.Equal(block, YamlScalar.Block(text, 2));
        Assert.Equal(text, ((ScalarNode)((MapNode)Read(YamlText.Of(new JsonObject { ["body"] = text }))).Entries[0].Value).Text);
    }

    [Fact]
    public void A_key_that_is_too_long_for_a_parser_to_wait_for_its_colon_is_read_back()
    {
        var key = new string('k', 5_000) + ": #";
        var file = YamlText.Of(new JsonObject { ["rename"] = new JsonObject { [key] = "short", ["b"] = new JsonObject { [key] = new JsonObject { ["c"] = "d" } } } });

        var rename = (MapNode)((MapNode)Read(file)).Entries[0].Value;

        Assert.Equal(key, rename.Entries[0].Key.Text);
        Assert.Equal(key, ((MapNode)rename.Entries[1].Value).Entries[0].Key.Text);
    }

    [Fact]
    public void Short_maps_stand_on_a_line_named_things_on_their_own_and_long_neighbours_apart()
    {
        var file = YamlText.Of(new JsonObject
        {
            ["version"] = 1,
            ["services"] = new JsonObject { ["a"] = new JsonObject { ["host"] = "a", ["port"] = 80 }, ["b"] = new JsonObject { ["host"] = "b", ["port"] = 80 } },
            ["routes"] = new JsonObject
            {
                ["r"] = new JsonObject { ["match"] = new JsonObject { ["path"] = new JsonObject { ["exact"] = "/x" } }, ["service"] = "a" },
                ["s"] = new JsonObject { ["respond"] = new JsonObject { ["status"] = 200, ["body"] = "a\nb\n" } },
            },
        });

        Assert.Equal("""
            version: 1

            services:
              a: { host: a, port: 80 }
              b: { host: b, port: 80 }

            routes:
              r:
                match: { path: { exact: /x } }
                service: a

              s:
                respond:
                  status: 200
                  body: |
                    a
                    b

            """.ReplaceLineEndings("\n"), file);
    }

    private static string FirstScalar(string file)
    {
        for (var node = Read(file); ;)
        {
            switch (node)
            {
                case ScalarNode scalar:
                    return scalar.Text;
                case MapNode map:
                    node = map.Entries[0].Key.Text == "a" && map.Entries[0].Value is ScalarNode { Text: not "1" } ? map.Entries[0].Value : map.Entries[0].Key;
                    break;
                default:
                    node = ((ListNode)node).Items[0];
                    break;
            }
        }
    }

    private static Node Read(string file)
    {
        var notices = new NoticeList(new DialectText("scalars", file));
        var root = TreeReader.Read(file, notices);
        Assert.True(root is not null, $"{file}: {string.Join("; ", notices.ToImmutable().Select(notice => notice.Message))}");
        return root;
    }
}
