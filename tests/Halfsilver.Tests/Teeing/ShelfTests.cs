using Halfsilver.Teeing;
using Xunit;

namespace Halfsilver.Tests.Teeing;

public sealed class ShelfTests
{
    [Fact]
    public void What_copies_leave_after_a_burst_waits_for_the_next_one_up_to_a_bound()
    {
        var shelf = new Shelf(size: 10, mostKept: 3);
        byte[][] burst = [.. Enumerable.Range(0, 5).Select(_ => shelf.Rent())];
        Array.ForEach(burst, shelf.Return);
        byte[][] next = [.. Enumerable.Range(0, 5).Select(_ => shelf.Rent())];

        Assert.Equal(3, next.Intersect(burst).Count());
        Assert.Equal(5, next.Distinct().Count());
        Assert.All(next, bytes => Assert.Equal(10, bytes.Length));
    }
}
