using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests;

public sealed class GroupItemsTests
{
    private static readonly Item One = new ValueItem("one", Place.Start, 1L);
    private static readonly Item Two = new ValueItem("two", Place.Start, 2L);

    [Fact]
    public void Items_come_back_by_name_and_in_the_order_of_the_file()
    {
        var items = new GroupItems(3);
        items.Stand("b", new Place(1, 1, 1));
        items.Take("b", Two);
        items.Stand("wrong", new Place(2, 1, 1));
        items.Stand("a", new Place(3, 1, 1));
        items.Take("a", One);

        Assert.Equal(2, items.Count);
        Assert.Same(Two, items["b"]);
        Assert.Same(One, items.GetValueOrDefault("a"));
        Assert.Null(items.GetValueOrDefault("c"));
        Assert.Equal(["b", "a"], items.Keys);
        Assert.Equal([Two, One], items.Values);
        Assert.Equal([KeyValuePair.Create("b", Two), KeyValuePair.Create("a", One)], items);
        Assert.Throws<KeyNotFoundException>(() => items["c"]);
    }

    [Fact]
    public void A_key_whose_value_was_wrong_stands_without_an_item()
    {
        var items = new GroupItems(1);
        items.Stand("wrong", new Place(2, 5, 1));

        Assert.True(items.Stands("wrong", out var place));
        Assert.Equal(new Place(2, 5, 1), place);
        Assert.False(items.ContainsKey("wrong"));
        Assert.Empty(items);
        Assert.Equal(["wrong"], items.Names);
        Assert.Single(items.Names);
        Assert.False(items.Stands("other"));
    }

    [Fact]
    public void A_key_in_two_spellings_stands_once_at_the_later_place()
    {
        var items = new GroupItems(1);
        items.Stand("key", new Place(1, 1, 1));
        items.Take("key", One);
        items.Stand("key", new Place(2, 1, 1));
        items.Take("key", Two);

        Assert.Same(Two, Assert.Single(items).Value);
        Assert.True(items.Stands("key", out var place));
        Assert.Equal(2, place.Line);
    }

    [Fact]
    public void A_group_of_nothing_holds_nothing()
    {
        var items = new GroupItems(0);

        Assert.Empty(items);
        Assert.Empty(items.Names);
        Assert.False(items.Stands("a", out _));
    }
}
