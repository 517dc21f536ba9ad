using Halfsilver.Teeing;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Teeing;

/// <summary>Large pieces.</summary>
public sealed partial class SpillTests
{
    [Fact]
    public async Task Large_pieces_wait_on_disk_without_a_gap_and_are_read_in_parts()
    {
        _budget.Limit = 32 * Segment.LargeSize;
        var body = TeeTests.Body(20 * Segment.LargeSize);
        TeeTests.Follower slow = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(slow.Reader, 3 * Segment.LargeSize);
        await AppendAsync(tee, body, pieces: 400_000);
        tee.Complete();
        tee.Release();

        await Bound.Eventually(() => _budget.Held <= 5 * Segment.LargeSize, "memory is down to the window");
        Assert.InRange(Spill.Held, body.Length - (5 * Segment.LargeSize), body.Length);
        Assert.Equal(_budget.Held, slow.Reader.Charged);
        Assert.Equal(SpillFile.PlaceSize, (await slow.Reader.ReadAsync()).Bytes.Length);
        slow.Reader.Advance(0);
        Assert.Equal(body, await slow.ReadAllAsync().WaitAsync(Bound.Usual));
        await AtRestAsync();
    }

    [Fact]
    public async Task Places_of_large_pieces_serve_small_ones_when_memory_is_short()
    {
        _budget.Limit = 32 * Segment.LargeSize;
        TeeTests.Follower slow = new();
        var tee = Tee.Rent(_budget);
        tee.Attach(slow.Reader, 3 * Segment.LargeSize);
        await AppendAsync(tee, new byte[20 * Segment.LargeSize], pieces: Segment.LargeSize);
        var most = Spill.Held;
        for (var left = 16 * Segment.LargeSize; left > 0;)
        {
            var piece = (await slow.Reader.ReadAsync()).Bytes;
            slow.Reader.Advance(piece.Length);
            left -= piece.Length;
        }

        _budget.Limit = 31 * Segment.LargeSize;
        await AppendAsync(tee, new byte[12 * Segment.LargeSize]);
        Assert.Equal(most, Spill.Held);
        slow.Reader.Detach();
        tee.Release();
        await AtRestAsync();
    }
}
