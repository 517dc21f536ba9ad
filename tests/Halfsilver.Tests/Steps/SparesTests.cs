using Halfsilver.Steps;
using Xunit;

namespace Halfsilver.Tests.Steps;

public sealed class SparesTests
{
    [Fact]
    public void What_connections_leave_after_a_burst_waits_for_the_next_one_up_to_a_bound()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Spares<Burst>.Put(new Burst());
        }

        var kept = 0;
        while (Spares<Burst>.Take() is not null)
        {
            kept++;
        }

        Assert.InRange(kept, 4_096, 4_096 + 32);
    }

    [Fact]
    public void What_one_thread_has_too_many_of_another_is_given()
    {
        var here = new Passed();
        Spares<Passed>.Put(here);
        var there = new Thread(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                Spares<Passed>.Put(new Passed());
            }
        });
        there.Start();
        there.Join();

        Assert.Same(here, Spares<Passed>.Take());
        var given = 0;
        while (Spares<Passed>.Take() is not null)
        {
            given++;
        }

        Assert.InRange(given, 100 - 32, 100);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(SmallBlocks.Size / 2, false)]
    [InlineData((SmallBlocks.Size / 2) + 1, true)]
    [InlineData(SmallBlocks.Size, true)]
    [InlineData(SmallBlocks.Size + 1, false)]
    public void A_block_is_taken_where_nothing_smaller_would_do(int size, bool block)
    {
        var memory = SmallBlocks.AtLeast(size);

        Assert.Equal(block, memory.Length == SmallBlocks.Size);
        Assert.True(memory.Length >= size);
        SmallBlocks.Return(memory);
        Assert.Equal(block, ReferenceEquals(memory, SmallBlocks.Rent()));
    }

    private sealed class Burst;

    private sealed class Passed;
}
