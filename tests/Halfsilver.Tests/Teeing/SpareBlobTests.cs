using Halfsilver.Teeing;
using Halfsilver.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Teeing;

public sealed class SpareBlobTests : IAsyncDisposable
{
    // What may wait, and be beyond the bodies of files that serve again.
    private const int Share = 4 * SpillFile.PlaceSize;

    private readonly FakeDisk _disk = new();
    private readonly SpareBlob _spare = new();
    private readonly Spill _spill;

    public SpareBlobTests() => _spill = new Spill(_disk, 8 * Share, 8, new MetricRegistry(new FakeTime()), NullLogger.Instance);

    public ValueTask DisposeAsync() => _spill.DisposeAsync();

    [Fact]
    public void The_larger_of_two_files_waits()
    {
        SpillFile large = Written(2), small = Written(1), larger = Written(3);
        Assert.True(large.Close(_spare));
        Assert.False(small.Close(_spare));
        Assert.Equal(2, _disk.Open);
        Assert.True(larger.Close(_spare));
        Assert.Equal(1, _disk.Open);

        var taker = new SpillFile(_spill);
        Assert.NotNull(_spare.Take(taker, out var size));
        Assert.Equal(3 * SpillFile.PlaceSize, size);
        Assert.Null(_spare.Take(taker, out size));
        Assert.Equal(0, size);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    public void A_file_of_more_than_an_eighth_of_the_share_does_not_wait(int places, int open)
    {
        Assert.Equal(open == 1, Written(places).Close(_spare));
        Assert.Equal(open, _disk.Open);
        _spare.End();
        Assert.Equal(0, _disk.Open);
    }

    [Fact]
    public void What_a_file_that_serves_again_takes_beyond_its_body_is_counted_with_what_waits()
    {
        Written(3).Close(_spare);
        var serves = Written(1);
        Assert.Equal((1, 3L * SpillFile.PlaceSize), (_disk.Open, serves.SizeOnDisk));
        Assert.False(Written(3).Close(_spare));
        Assert.True(Written(2).Close(_spare));
        Assert.Equal(2, _disk.Open);

        // Where its body is as long as the one before, nothing is beyond it.
        Write(serves, 2);
        Assert.True(Written(4, apart: true).Close(_spare));
        Assert.Equal(2, _disk.Open);

        // It is over, and another waits that is longer.
        Assert.False(serves.Close(_spare));
        Assert.Equal(1, _disk.Open);
    }

    [Fact]
    public void A_file_that_has_failed_takes_nothing_any_more()
    {
        Written(4).Close(_spare);
        var serves = Written(1);
        serves.Failed("of itself");
        Assert.False(serves.Close(_spare));
        Assert.Equal(0, _disk.Open);
        Assert.True(Written(4).Close(_spare));
    }

    private SpillFile Written(int places, bool apart = false)
    {
        // Who is to begin a file of its own must find none that waits.
        if (apart)
        {
            _spare.End();
        }

        var file = new SpillFile(_spill);
        Write(file, places);
        return file;
    }

    private void Write(SpillFile file, int places)
    {
        for (; places > 0; places--)
        {
            Assert.True(file.TryTake(large: false, out var place));
            file.Write(_disk, _spare, new byte[SpillFile.PlaceSize], place);
        }
    }
}
