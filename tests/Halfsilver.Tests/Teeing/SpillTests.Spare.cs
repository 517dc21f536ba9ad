using Halfsilver.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Teeing;

/// <summary>What becomes of a file when its body is over.</summary>
public sealed partial class SpillTests
{
    [Fact]
    public async Task The_file_of_a_body_that_is_over_serves_the_next_one_for_a_moment()
    {
        byte[] first = TeeTests.Body(20 * Piece), second = [.. TeeTests.Body(30 * Piece).Reverse()];
        await OverDiskAsync(first);
        Assert.Equal((1, 1), (_disk.Opened, _disk.Open));
        Assert.Equal((0, 0L), (Spill.Files, Spill.Held));

        await OverDiskAsync(second);
        await OverDiskAsync(first);
        Assert.Equal((1, 1), (_disk.Opened, _disk.Open));

        _time.Advance(SpareBlob.Wait);
        await Bound.Eventually(() => _disk.Open == 0, "the file is gone");
        await OverDiskAsync(second);
        Assert.Equal(2, _disk.Opened);
        await AtRestAsync();
    }

    [Fact]
    public async Task A_file_that_has_failed_serves_no_other_body()
    {
        _disk.FullAfter = 10 * Piece;
        TeeTests.Follower slow = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(slow.Reader, Window);
        await AppendAsync(tee, new byte[30 * Piece]);
        Assert.Equal(1, Spill.Failures);
        slow.Reader.Detach();
        tee.Release();
        await Bound.Eventually(() => _disk.Open == 0, "the file is gone at once");
        await AtRestAsync();
    }

    [Fact]
    public async Task The_end_of_the_process_ends_the_file_that_waits()
    {
        await OverDiskAsync(TeeTests.Body(20 * Piece));
        Assert.Equal(1, _disk.Open);
        await Spill.DisposeAsync();
        Assert.Equal(0, _disk.Open);
    }

    /// <summary>A body most of which is written before any of it is read.</summary>
    private async Task OverDiskAsync(byte[] body)
    {
        TeeTests.Follower slow = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(slow.Reader, Window);
        await AppendAsync(tee, body);
        tee.Complete();
        tee.Release();
        Assert.Equal(body, await slow.ReadAllAsync().WaitAsync(Bound.Usual));
        await Bound.Eventually(() => Spill is { Held: 0, Files: 0 } && _budget.Held == 0, "the body is over");
    }
}
