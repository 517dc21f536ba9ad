using Halfsilver.Dialects.KrakenD;
using Halfsilver.Dialects.KrakenD.Keys;
using Halfsilver.Dialects.Shapes;

using Xunit;

namespace Halfsilver.Dialects.Tests.KrakenD;

public sealed class KrakenDPageTests
{
    private static IReadOnlyList<GroupShape> Tables => Groups.Within(RootKeys.File);

    [Fact]
    public void The_page_in_the_docs_is_the_one_that_the_keys_give()
    {
        var path = Path.Combine(Goldens.Repository, "docs", "dialects", "krakend.md");
        Goldens.Compare(path, File.Exists(path) ? File.ReadAllText(path) : "", KrakenDPage.Markdown());
    }

    [Fact]
    public void Tables_have_names_of_their_own_and_keys_stand_once_in_each()
    {
        Assert.Equal(Tables.Select(table => table.Name).Distinct(StringComparer.Ordinal), Tables.Select(table => table.Name));
        Assert.All(Tables, table => Assert.Equal(table.Keys.Select(key => key.Name).Distinct(StringComparer.Ordinal), table.Keys.Select(key => key.Name)));
    }

    [Fact]
    public void Every_key_says_what_it_is_or_what_becomes_of_it() =>
        Assert.All(Tables.SelectMany(table => table.Keys), key => Assert.NotEmpty($"{key.Description}{key.Approximated}{key.Ignored}{key.Rejected}"));

    [Fact]
    public void Every_key_that_is_no_other_name_of_one_stands_in_a_golden_file()
    {
        var inputs = string.Concat(Directory.EnumerateFiles(Goldens.Folder, "krakend-*.golden").Select(File.ReadAllText));
        var older = Tables.SelectMany(table => table.Keys).Select(key => key.Name).Where(name => !name.StartsWith("github", StringComparison.Ordinal));
        Assert.DoesNotContain(older, name => !inputs.Contains($"\"{name}\":", StringComparison.Ordinal) && !inputs.Contains($" {name}:", StringComparison.Ordinal));
    }
}
