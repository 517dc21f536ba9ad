using Halfsilver.Telemetry;
using Xunit;

namespace Halfsilver.Tests.Telemetry;

public sealed class CopyListenersTests
{
    private static readonly CopyRecord Record = new("r", "m", "d", "answered", 200, 1, 2, 3, default, "GET", "/");
    private readonly CopyListeners _listeners = new();

    [Fact]
    public void Nobody_listens_at_first_and_asking_is_cheap()
    {
        Assert.False(_listeners.Any);
        _listeners.Ended(in Record);
    }

    [Fact]
    public void Each_listener_hears_each_record_until_it_leaves()
    {
        using var one = new CopyTap(_listeners, 10);
        var two = new CopyTap(_listeners, 10);
        _listeners.Ended(in Record);
        two.Dispose();
        _listeners.Ended(in Record);

        Assert.True(_listeners.Any);
        Assert.Equal((2, 1), (one.Records.Count, two.Records.Count));
    }

    [Fact]
    public async Task A_tap_that_is_not_read_drops_and_counts_and_holds_nobody()
    {
        var tap = new CopyTap(_listeners, 3);
        for (var i = 0; i < 10; i++)
        {
            _listeners.Ended(Record with { Status = i });
        }

        tap.Dispose();
        var read = new List<int>();
        await foreach (var record in tap.Records.ReadAllAsync())
        {
            read.Add(record.Status);
        }

        Assert.Equal(7, tap.Dropped);
        Assert.Equal([0, 1, 2], read);
        Assert.False(_listeners.Any);
    }

    [Fact]
    public async Task Listeners_may_come_and_go_while_records_flow()
    {
        using var stays = new CopyTap(_listeners, 100_000);
        await Task.WhenAll(
            Task.Run(() =>
            {
                for (var i = 0; i < 50_000; i++)
                {
                    _listeners.Ended(in Record);
                }
            }),
            Task.Run(() =>
            {
                for (var i = 0; i < 1_000; i++)
                {
                    new CopyTap(_listeners, 1).Dispose();
                }
            }));

        Assert.Equal(50_000, stays.Records.Count);
    }
}
