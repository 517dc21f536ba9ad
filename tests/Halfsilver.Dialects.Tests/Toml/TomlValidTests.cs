using Xunit;

namespace Halfsilver.Dialects.Tests.Toml;

/// <summary>Every production of TOML 1.0, with the tree it must give.</summary>
public sealed class TomlValidTests
{
    [Theory]

    // The file.
    [InlineData("", "{}")]
    [InlineData("\n\n", "{}")]
    [InlineData("\r\n", "{}")]
    [InlineData("# only a comment", "{}")]
    [InlineData("# tab\there\n#\u00e9 \ud83d\ude00\n", "{}")]
    [InlineData(" \t a = 1 \t # behind\n", "{a:1}")]
    [InlineData("a = 1", "{a:1}")]
    [InlineData("a = 1\r\nb = 2\r\n", "{a:1,b:2}")]
    [InlineData("a=\"# no comment\" # one", "{a:\"# no comment\"}")]

    // Keys.
    [InlineData("bare_key-1 = 1", "{bare_key-1:1}")]
    [InlineData("1234 = 1", "{1234:1}")]
    [InlineData("-=1\n_=2", "{-:1,_:2}")]
    [InlineData("\"quoted key\" = 1", "{quoted key:1}")]
    [InlineData("'literal \"key\"' = 1", "{literal \"key\":1}")]
    [InlineData("\"\" = 1", "{:1}")]
    [InlineData("'' = 1", "{:1}")]
    [InlineData("\"\\u00e9\" = 1", "{\u00e9:1}")]
    [InlineData("a.b.c = 1", "{a:{b:{c:1}}}")]
    [InlineData("a . b\t.c = 1", "{a:{b:{c:1}}}")]
    [InlineData("a.\"b.c\".'d' = 1", "{a:{b.c:{d:1}}}")]
    [InlineData("3.14 = 'pi'", "{3:{14:\"pi\"}}")]
    [InlineData("a.b = 1\na.c = 2", "{a:{b:1,c:2}}")]
    [InlineData("a.b = 1\nd = 3\na.c = 2", "{a:{b:1,c:2},d:3}")]
    [InlineData("true = 1\nfalse = 2\ninf = 3", "{true:1,false:2,inf:3}")]
    [InlineData("a.true.1 = 2", "{a:{true:{1:2}}}")]
    [InlineData("2001-02-03 = 1", "{2001-02-03:1}")]

    // Basic strings.
    [InlineData("a = \"\"", "{a:\"\"}")]
    [InlineData("a = \"text\"", "{a:\"text\"}")]
    [InlineData("a = \"\\b\\t\\n\\f\\r\\\"\\\\\"", "{a:\"\\b\\t\\n\\f\\r\\\"\\\\\"}")]
    [InlineData("a = \"\\u0041\\U0001F600\"", "{a:\"A\\uD83D\\uDE00\"}")]
    [InlineData("a = \"tab\there\"", "{a:\"tab\\there\"}")]
    [InlineData("a = \"it's\"", "{a:\"it's\"}")]
    [InlineData("a = \"Host(`a`) && Path(`/b`)\"", "{a:\"Host(`a`) && Path(`/b`)\"}")]

    // Basic strings on several lines.
    [InlineData("a = \"\"\"\"\"\"", "{a:\"\"}")]
    [InlineData("a = \"\"\"one line\"\"\"", "{a:\"one line\"}")]
    [InlineData("a = \"\"\"\none\ntwo\"\"\"", "{a:\"one\\ntwo\"}")]
    [InlineData("a = \"\"\"\r\none\r\ntwo\"\"\"", "{a:\"one\\ntwo\"}")]
    [InlineData("a = \"\"\"\n\none\"\"\"", "{a:\"\\none\"}")]
    [InlineData("a = \"\"\"one \\\n   two\"\"\"", "{a:\"one two\"}")]
    [InlineData("a = \"\"\"one\\  \n\n \t two\"\"\"", "{a:\"onetwo\"}")]
    [InlineData("a = \"\"\"\\\r\n  one\\\r\n  \"\"\"", "{a:\"one\"}")]
    [InlineData("a = \"\"\"say \"two\" and \"\"three\"\"\"\"", "{a:\"say \\\"two\\\" and \\\"\\\"three\\\"\"}")]
    [InlineData("a = \"\"\"\"\"two\"\"\"\"\"", "{a:\"\\\"\\\"two\\\"\\\"\"}")]
    [InlineData("a = \"\"\"\\\"\"\"\"", "{a:\"\\\"\"}")]
    [InlineData("a = \"\"\"\\u00e9\"\"\"", "{a:\"\u00e9\"}")]

    // Literal strings.
    [InlineData("a = ''", "{a:\"\"}")]
    [InlineData("a = 'C:\\path\\n'", "{a:\"C:\\\\path\\\\n\"}")]
    [InlineData("a = 'say \"it\"'", "{a:\"say \\\"it\\\"\"}")]
    [InlineData("a = ''''''", "{a:\"\"}")]
    [InlineData("a = '''\none\\\ntwo'''", "{a:\"one\\\\\\ntwo\"}")]
    [InlineData("a = '''it's ''two'''''", "{a:\"it's ''two''\"}")]
    [InlineData("a = '''\r\none'''", "{a:\"one\"}")]

    // Integers.
    [InlineData("a = 0", "{a:0}")]
    [InlineData("a = +0\nb = -0", "{a:0,b:0}")]
    [InlineData("a = +99\nb = -17", "{a:99,b:-17}")]
    [InlineData("a = 1_000_000", "{a:1000000}")]
    [InlineData("a = 5_3_4", "{a:534}")]
    [InlineData("a = 9223372036854775807\nb = -9223372036854775808", "{a:9223372036854775807,b:-9223372036854775808}")]
    [InlineData("a = 0xDEADBEEF\nb = 0xdead_beef", "{a:3735928559,b:3735928559}")]
    [InlineData("a = 0x00ff", "{a:255}")]
    [InlineData("a = 0o755\nb = 0o0_7", "{a:493,b:7}")]
    [InlineData("a = 0b1101_0110", "{a:214}")]
    [InlineData("a = 0x7fffffffffffffff", "{a:9223372036854775807}")]

    // Floats.
    [InlineData("a = 1.0", "{a:1.0}")]
    [InlineData("a = +3.1415\nb = -0.01", "{a:+3.1415,b:-0.01}")]
    [InlineData("a = 5e+22\nb = 1e06\nc = -2E-2", "{a:5e+22,b:1e06,c:-2E-2}")]
    [InlineData("a = 6.626e-34", "{a:6.626e-34}")]
    [InlineData("a = 224_617.445_991_228", "{a:224617.445991228}")]
    [InlineData("a = 0e0\nb = 0.0", "{a:0e0,b:0.0}")]
    [InlineData("a = inf\nb = +inf\nc = -inf", "{a:.inf,b:+.inf,c:-.inf}")]
    [InlineData("a = nan\nb = +nan\nc = -nan", "{a:.nan,b:+.nan,c:-.nan}")]

    // Booleans.
    [InlineData("a = true\nb = false", "{a:true,b:false}")]

    // Dates and times, as texts.
    [InlineData("a = 1979-05-27T07:32:00Z", "{a:\"1979-05-27T07:32:00Z\"}")]
    [InlineData("a = 1979-05-27T00:32:00.999999-07:00", "{a:\"1979-05-27T00:32:00.999999-07:00\"}")]
    [InlineData("a = 1979-05-27 07:32:00Z # space", "{a:\"1979-05-27 07:32:00Z\"}")]
    [InlineData("a = 1979-05-27t07:32:00z", "{a:\"1979-05-27t07:32:00z\"}")]
    [InlineData("a = 1979-05-27T07:32:00", "{a:\"1979-05-27T07:32:00\"}")]
    [InlineData("a = 1979-05-27", "{a:\"1979-05-27\"}")]
    [InlineData("a = 2024-02-29 ", "{a:\"2024-02-29\"}")]
    [InlineData("a = 07:32:00\nb = 00:32:00.999", "{a:\"07:32:00\",b:\"00:32:00.999\"}")]
    [InlineData("a = 1990-12-31T23:59:60Z", "{a:\"1990-12-31T23:59:60Z\"}")]
    [InlineData("a = [ 1979-05-27 07:32:00, 1979-05-27 ]", "{a:[\"1979-05-27 07:32:00\",\"1979-05-27\"]}")]

    // Arrays.
    [InlineData("a = []", "{a:[]}")]
    [InlineData("a = [1, 2, 3]", "{a:[1,2,3]}")]
    [InlineData("a = [1, 2, 3,]", "{a:[1,2,3]}")]
    [InlineData("a = [\n  1, # one\n\n  2\n  # end\n]", "{a:[1,2]}")]
    [InlineData("a = [\r\n1,\r\n]", "{a:[1]}")]
    [InlineData("a = [[1, 2], ['x', \"y\"], []]", "{a:[[1,2],[\"x\",\"y\"],[]]}")]
    [InlineData("a = [1, 'mixed', 2.5, true, {b = 1}]", "{a:[1,\"mixed\",2.5,true,{b:1}]}")]
    [InlineData("a = [ { x = 1 }, { x = 2, y = [1] } ]", "{a:[{x:1},{x:2,y:[1]}]}")]

    // Inline tables.
    [InlineData("a = {}", "{a:{}}")]
    [InlineData("a = { }", "{a:{}}")]
    [InlineData("a = { b = 1, c = 'x' }", "{a:{b:1,c:\"x\"}}")]
    [InlineData("a = { b.c = 1, b.d = 2 }", "{a:{b:{c:1,d:2}}}")]
    [InlineData("a = {b={c={}}}", "{a:{b:{c:{}}}}")]
    [InlineData("a = { b = [\n1,\n2\n] }", "{a:{b:[1,2]}}")]
    [InlineData("a.b = { c = 1 }", "{a:{b:{c:1}}}")]

    // Tables.
    [InlineData("[a]", "{a:{}}")]
    [InlineData("[a]\nb = 1\n[c]\nd = 2", "{a:{b:1},c:{d:2}}")]
    [InlineData("[ a . b . 'c d' ] # behind\nx = 1", "{a:{b:{c d:{x:1}}}}")]
    [InlineData("[a.b]\nc = 1\n[a]\nd = 2", "{a:{b:{c:1},d:2}}")]
    [InlineData("[a]\nb.c = 1\n[a.b.d]\ne = 2", "{a:{b:{c:1,d:{e:2}}}}")]
    [InlineData("[x.y.z.w]\n[x]", "{x:{y:{z:{w:{}}}}}")]
    [InlineData("[a]\n[b]\n[a.c]", "{a:{c:{}},b:{}}")]
    [InlineData("x = 1\n[\"\"]\ny = 2", "{x:1,:{y:2}}")]
    [InlineData("a.b = 1\n[a.c]\nd = 2", "{a:{b:1,c:{d:2}}}")]

    // Arrays of tables.
    [InlineData("[[a]]\nb = 1\n[[a]]\n[[a]]\nb = 3", "{a:[{b:1},{},{b:3}]}")]
    [InlineData("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2", "{a:[{b:{c:1}},{b:{c:2}}]}")]
    [InlineData("[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\nc = 2\n[[a]]\n[[a.b]]\nc = 3", "{a:[{b:[{c:1},{c:2}]},{b:[{c:3}]}]}")]
    [InlineData("[[ a . b ]] # behind\nx = 1", "{a:{b:[{x:1}]}}")]
    [InlineData("[a]\n[[a.b]]\nc = 1", "{a:{b:[{c:1}]}}")]
    [InlineData("[[a]]\nb.c = 1\n[[a]]\nb.c = 2", "{a:[{b:{c:1}},{b:{c:2}}]}")]
    public void A_text_gives_its_tree(string text, string tree) => Assert.Equal(tree, TomlText.Read(text));
}
