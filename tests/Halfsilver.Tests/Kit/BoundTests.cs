using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class BoundTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    [Fact]
    public async Task A_condition_that_never_holds_ends_with_the_reason()
    {
        var e = await Assert.ThrowsAsync<TimeoutException>(() => Bound.Eventually(() => false, Short, "the moon is full"));
        Assert.Contains("the moon is full", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_condition_is_asked_until_it_holds()
    {
        var asked = 0;
        await Bound.Eventually(() => ++asked == 4, Bound.Usual, "four questions");
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_task_that_does_not_end_is_given_up()
    {
        var never = new TaskCompletionSource().Task;
        await Assert.ThrowsAsync<TimeoutException>(() => Bound.Within(never, Short, "never"));
        Assert.False(await Bound.EndsWithin(never, Short));
    }

    [Fact]
    public async Task A_task_that_fails_throws_its_own_fault() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Bound.Within(Task.FromException<int>(new InvalidOperationException()), Bound.Usual, "a fault"));

    [Fact]
    public async Task A_tally_wakes_those_whose_count_is_reached_and_no_others()
    {
        var tally = new Tally("knocks");
        var two = tally.WaitForAsync(2);
        tally.Add();
        Assert.False(two.IsCompleted);
        tally.Add();

        await two;
        var e = await Assert.ThrowsAsync<TimeoutException>(() => tally.WaitForAsync(3, Short));
        Assert.Contains("3 knocks, saw 2", e.Message, StringComparison.Ordinal);
    }
}
