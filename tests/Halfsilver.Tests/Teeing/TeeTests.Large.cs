using Halfsilver.Teeing;
using Xunit;

namespace Halfsilver.Tests.Teeing;

/// <summary>Large pieces.</summary>
public sealed partial class TeeTests
{
    [Fact]
    public async Task A_large_piece_alone_cuts_nobody_who_reads_as_it_comes()
    {
        _budget.Limit = 32 * Segment.LargeSize;
        var tee = Tee.Rent(_budget);
        Follower follower = new();
        tee.Attach(follower.Reader, window: Segment.LargeSize / 2);
        var reading = follower.ReadAllAsync();
        tee.Append(Body(Segment.LargeSize));
        tee.Append(Body(Segment.LargeSize));
        tee.Complete();
        tee.Release();

        byte[] body = [.. Body(Segment.LargeSize), .. Body(Segment.LargeSize)];
        Assert.Equal(body, await reading.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(TeeCut.None, follower.CutBy);
    }

    [Theory]
    [InlineData(32 * Segment.LargeSize, 0, Segment.LargeSize)]
    [InlineData(32 * Segment.LargeSize, (16 * Segment.LargeSize) + 1, Segment.LaterSize)]
    [InlineData((32 * Segment.LargeSize) - 1, 0, Segment.LaterSize)]
    public void A_large_piece_stays_one_where_there_is_memory_for_many(int memory, int held, int first)
    {
        _budget.Limit = memory;
        Assert.True(_budget.TryTake(held));
        var tee = Tee.Rent(_budget);
        Follower follower = new();
        tee.Attach(follower.Reader, long.MaxValue);
        tee.Append(Body(Segment.LargeSize));

        Assert.Equal(first, Taken(follower.Reader.ReadAsync()).Bytes.Length);
        Assert.Equal(Segment.LargeSize, _budget.Held - held);

        follower.Reader.Detach();
        tee.Release();
        Assert.Equal(held, _budget.Held);
    }
}
