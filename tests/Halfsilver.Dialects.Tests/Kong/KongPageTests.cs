using Halfsilver.Dialects.Kong;
using Halfsilver.Dialects.Shapes;

using Xunit;

namespace Halfsilver.Dialects.Tests.Kong;

public sealed class KongPageTests
{
    private static List<GroupShape> Tables => [.. KongPage.Roots.SelectMany(Groups.Within).DistinctBy(table => table.Name, StringComparer.Ordinal)];

    [Fact]
    public void The_page_in_the_docs_is_the_one_that_the_keys_give()
    {
        var path = Path.Combine(Goldens.Repository, "docs", "dialects", "kong.md");
        Goldens.Compare(path, File.Exists(path) ? File.ReadAllText(path) : "", KongPage.Markdown());
    }

    [Fact]
    public void Keys_stand_once_in_each_table() =>
        Assert.All(Tables, table => Assert.Equal(table.Keys.Select(key => key.Name).Distinct(StringComparer.Ordinal), table.Keys.Select(key => key.Name)));

    [Fact]
    public void Every_key_says_what_it_is_or_what_becomes_of_it() =>
        Assert.All(Tables.SelectMany(table => table.Keys), key => Assert.NotEmpty($"{key.Description}{key.Approximated}{key.Ignored}{key.Rejected}"));
}
