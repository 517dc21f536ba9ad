using System.Collections.Immutable;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.GatewayApi;
using Halfsilver.Dialects.Kong;
using Halfsilver.Dialects.KrakenD;
using Halfsilver.Dialects.Mse;
using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Traefik;
using Halfsilver.Dialects.Vrata;
using Halfsilver.Dialects.Yaml;
using Halfsilver.Dialects.Yarp;

using Xunit;

namespace Halfsilver.Dialects.Tests;

/// <summary>The tables of every foreign dialect's keys, and the pages that they give.</summary>
public sealed class DialectPageTests
{
    private static readonly Dictionary<string, DialectPage> s_pages = new(StringComparer.Ordinal)
    {
        ["traefik"] = TraefikReference.Page,
        ["krakend"] = KrakenDPage.Page,
        ["kong"] = KongPage.Page,
        ["vrata"] = VrataReference.Page,
        ["mse"] = MseReference.Page,
        ["gateway-api"] = GatewayApiReference.Page,
        ["yarp"] = YarpReference.Page,
    };

    public static TheoryData<string> Dialects => [.. s_pages.Keys];

    public static TheoryData<string, string> Groups => new(from page in s_pages from name in GroupsOf(page.Key).Select(table => table.Name) select (page.Key, name));

    [Fact]
    public void Every_dialect_has_a_page() => Assert.Equal(DialectBook.Names.Where(name => name != "native"), s_pages.Keys);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_page_in_the_docs_is_the_one_that_the_keys_give(string dialect)
    {
        var path = Path.Combine(Goldens.Repository, "docs", "dialects", $"{dialect}.md");
        Goldens.Compare(path, File.Exists(path) ? File.ReadAllText(path) : "", s_pages[dialect].Markdown());
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Groups_have_names_of_their_own(string dialect)
    {
        var names = GroupsOf(dialect).Select(group => group.Name).ToList();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names, StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_key_stands_once_says_what_it_does_and_reads_what_it_says(string dialect, string name)
    {
        var keys = GroupsOf(dialect).Single(group => group.Name == name).Keys;
        Assert.Equal(keys.Select(key => key.Name).Distinct(AnyCase(dialect) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal), keys.Select(key => key.Name));
        foreach (var key in keys)
        {
            if (key.Ignored is not null || key.Rejected is not null)
            {
                Assert.True(key.Approximated is null, $"{key.Name} has two treatments");
                continue;
            }

            Assert.True(key.Description.EndsWith('.') || (key.Description.Length == 0 && key.Approximated is not null), $"{key.Name}: {key.Description}");
            foreach (var good in key.Shape.Good.Append(key.Example))
            {
                Assert.True(Read(dialect, key.Shape, good).FirstOrDefault(notice => notice.StopsThePlan) is not { } wrong, $"{key.Name}: {good.ToJsonString()} is refused");
            }

            foreach (var bad in key.Shape.Bad)
            {
                Assert.True(Read(dialect, key.Shape, bad).Any(notice => notice.StopsThePlan || notice.Kind is NoticeKind.Ignored or NoticeKind.Approximated), $"{key.Name}: {bad.ToJsonString()} is taken");
            }
        }
    }

    [Theory]
    [InlineData("krakend")]
    [InlineData("vrata")]
    [InlineData("yarp")]
    public void Every_key_that_is_no_older_name_stands_in_a_golden_file(string dialect)
    {
        var inputs = InputsOf(dialect);
        var names = Shapes.Groups.Within(s_pages[dialect].Roots[0]).SelectMany(group => group.Keys).Select(key => key.Name).Where(name => !name.StartsWith("github", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => !inputs.Contains($"\"{name}\":", StringComparison.Ordinal) && !inputs.Contains($"{name}:", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_of_a_mirror_of_YARP_stands_on_the_page_and_in_a_golden_file()
    {
        var (inputs, page) = (InputsOf("yarp"), YarpReference.Markdown());
        Assert.All(["ClusterId", "Percent", "Methods", "Body", "Timeout", "Enabled", "Mark", "LogResponses"], key =>
        {
            Assert.Contains($"`Mirror.{key}`", page, StringComparison.Ordinal);
            Assert.Contains($"\"Mirror.{key}\":", inputs, StringComparison.Ordinal);
        });
    }

    private static string InputsOf(string dialect) => string.Concat(Directory.EnumerateFiles(Goldens.Folder, $"{dialect}-*.golden").Select(GoldenTests.InputOf));

    private static bool AnyCase(string dialect) => dialect is "traefik" or "vrata" or "mse" or "yarp";

    private static IEnumerable<GroupShape> GroupsOf(string dialect) => s_pages[dialect].Roots.SelectMany(Shapes.Groups.Within).DistinctBy(group => group.Name, StringComparer.Ordinal);

    private static ImmutableArray<Notice> Read(string dialect, Shape shape, JsonNode value)
    {
        var text = new DialectText("a", value.ToJsonString());
        var notices = new NoticeList(text);
        shape.Read(TreeReader.Read(text.Text, notices)!, "key", new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, AnyCase = AnyCase(dialect) }));
        return notices.ToImmutable();
    }
}
