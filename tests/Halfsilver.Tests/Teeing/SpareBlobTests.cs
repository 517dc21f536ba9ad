using Halfsilver.Teeing;
using Xunit;

namespace Halfsilver.Tests.Teeing;

public sealed class SpareBlobTests
{
    private readonly FakeDisk _disk = new();
    private readonly SpareBlob _spare = new();

    private ISpillStore Store => _disk;

    [Fact]
    public void The_larger_of_two_files_waits()
    {
        ISpillBlob large = Store.Open(), small = Store.Open(), larger = Store.Open();
        Assert.True(_spare.Put(large, 20, 1000, taken: false));
        Assert.False(_spare.Put(small, 10, 1000, taken: false));
        Assert.Equal(2, _disk.Open);
        Assert.True(_spare.Put(larger, 30, 1000, taken: false));
        Assert.Equal(1, _disk.Open);

        Assert.Same(larger, _spare.Take(out var size));
        Assert.Equal(30, size);
        Assert.Null(_spare.Take(out size));
        Assert.Equal(0, size);
    }

    [Theory]
    [InlineData(125, 1)]
    [InlineData(126, 0)]
    public void A_file_of_more_than_an_eighth_of_the_share_does_not_wait(long size, int open)
    {
        Assert.Equal(open == 1, _spare.Put(Store.Open(), size, limit: 1000, taken: false));
        Assert.Equal(open, _disk.Open);
        _spare.End();
        Assert.Equal(0, _disk.Open);
    }

    [Fact]
    public void While_a_file_serves_again_no_other_waits()
    {
        _spare.Put(Store.Open(), 20, 1000, taken: false);
        var serves = _spare.Take(out _)!;
        Assert.False(_spare.Put(Store.Open(), 50, 1000, taken: false));
        Assert.Equal(1, _disk.Open);
        Assert.True(_spare.Put(serves, 20, 1000, taken: true));
        Assert.Same(serves, _spare.Take(out _));

        // It failed, and is no more: another may.
        serves.Dispose();
        _spare.Lose();
        Assert.True(_spare.Put(Store.Open(), 10, 1000, taken: false));
        _spare.End();
        Assert.Equal(0, _disk.Open);
    }
}
