using Halfsilver.Dialects.Shapes;
using Halfsilver.Dialects.Yaml;

using Xunit;

namespace Halfsilver.Dialects.Tests;

public sealed class PathPlacesTests
{
    [Fact]
    public void The_first_place_of_a_path_stays()
    {
        var places = new PathPlaces();
        places.Add("a", new Place(1, 1, 1));
        places.Add("a", new Place(2, 1, 1));
        Assert.True(places.TryGet("a", out var before));
        places.Add("a", new Place(3, 1, 1));
        Assert.True(places.TryGet("a", out var after));

        Assert.Equal(1, before.Line);
        Assert.Equal(1, after.Line);
        Assert.False(places.TryGet("b", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void Every_path_is_found_whenever_it_is_asked_for(int count)
    {
        var places = new PathPlaces();
        for (var i = 0; i < count; i++)
        {
            places.Add($"routes[{i}]", new Place(i + 1, 1, 1));
        }

        Assert.True(places.TryGet($"routes[{count - 1}]", out var last));
        places.Add("later", new Place(count + 1, 1, 1));
        Assert.True(places.TryGet("later", out var later));
        Assert.True(places.TryGet("routes[0]", out var first));
        Assert.Equal((1, count, count + 1), (first.Line, last.Line, later.Line));
    }
}
