using System.Collections.Immutable;
using System.Text.Json.Nodes;

using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Mse;
using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests.Mse;

/// <summary>The tables of the console's keys and of annotations, and the page that they give.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Keys =>
        [.. Groups().SelectMany(group => group.Keys.Select(key => $"{group.Name}.{key.Name}"))];

    [Fact]
    public void The_page_in_the_docs_is_the_one_that_the_keys_give()
    {
        var path = Path.Combine(Goldens.Repository, "docs", "dialects", "mse.md");
        Goldens.Compare(path, File.Exists(path) ? File.ReadAllText(path) : "", MseReference.Markdown());
    }

    [Fact]
    public void Groups_have_names_of_their_own()
    {
        var names = Groups().Select(group => group.Name).ToList();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names, StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_says_what_it_does_and_reads_what_it_says(string name)
    {
        var group = Groups().First(group => name.StartsWith($"{group.Name}.", StringComparison.Ordinal) && group.Keys.Any(key => $"{group.Name}.{key.Name}" == name));
        var key = group.Keys.First(key => $"{group.Name}.{key.Name}" == name);
        Assert.EndsWith(".", key.Description, StringComparison.Ordinal);
        if (key.Ignored is not null || key.Rejected is not null)
        {
            Assert.Null(key.Approximated);
            return;
        }

        foreach (var good in key.Shape.Good.Append(key.Example))
        {
            Assert.DoesNotContain(Read(key.Shape, good), notice => notice.StopsThePlan);
        }

        foreach (var bad in key.Shape.Bad)
        {
            Assert.Contains(Read(key.Shape, bad), notice => notice.StopsThePlan || notice.Kind is NoticeKind.Ignored or NoticeKind.Approximated);
        }
    }

    private static IReadOnlyList<GroupShape> Groups() =>
        [.. MseReference.Page.Roots.SelectMany(Shapes.Groups.Within).DistinctBy(group => group.Name, StringComparer.Ordinal)];

    private static ImmutableArray<Notice> Read(Shape shape, JsonNode value)
    {
        var text = new DialectText("a", value.ToJsonString());
        var notices = new NoticeList(text);
        var node = TreeReader.Read(text.Text, notices)!;
        shape.Read(node, "key", new ReadingScope(notices, new ReadingManner { SkipsUnknownKeys = true, AnyCase = true }));
        return notices.ToImmutable();
    }
}
