using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yarp;
using Halfsilver.Dialects.Yarp.Keys;

using Xunit;

namespace Halfsilver.Dialects.Tests.Yarp;

public sealed class YarpPageTests
{
    private static IReadOnlyList<GroupShape> Tables => Groups.Within(FileKeys.File);

    [Fact]
    public void The_page_in_the_docs_is_the_one_that_the_keys_give()
    {
        var path = Path.Combine(Goldens.Repository, "docs", "dialects", "yarp.md");
        Goldens.Compare(path, File.Exists(path) ? File.ReadAllText(path) : "", YarpReference.Markdown());
    }

    [Fact]
    public void Tables_have_names_of_their_own_and_keys_stand_once_in_each()
    {
        Assert.Equal(Tables.Select(table => table.Name).Distinct(StringComparer.OrdinalIgnoreCase), Tables.Select(table => table.Name));
        Assert.All(Tables, table => Assert.Equal(table.Keys.Select(key => key.Name).Distinct(StringComparer.OrdinalIgnoreCase), table.Keys.Select(key => key.Name)));
    }

    [Fact]
    public void Every_key_stands_in_a_golden_file()
    {
        var inputs = string.Concat(Directory.EnumerateFiles(Goldens.Folder, "yarp-*.golden").Select(GoldenTests.InputOf));
        var names = Tables.SelectMany(table => table.Keys).Select(key => key.Name).Distinct(StringComparer.Ordinal);
        Assert.DoesNotContain(names, name => !inputs.Contains($"\"{name}\":", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_of_a_mirror_stands_on_the_page_and_in_a_golden_file()
    {
        var inputs = string.Concat(Directory.EnumerateFiles(Goldens.Folder, "yarp-*.golden").Select(GoldenTests.InputOf));
        var page = YarpReference.Markdown();
        Assert.All(["ClusterId", "Percent", "Methods", "Body", "Timeout", "Enabled", "Mark", "LogResponses"], key =>
        {
            Assert.Contains($"`Mirror.{key}`", page, StringComparison.Ordinal);
            Assert.Contains($"\"Mirror.{key}\":", inputs, StringComparison.Ordinal);
        });
    }
}
