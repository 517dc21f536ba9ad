using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class FakeTimeTests
{
    [Fact]
    public void Timers_fire_in_the_order_they_are_due_and_see_their_own_time()
    {
        var time = new FakeTime();
        var fired = new List<string>();
        using var late = time.CreateTimer(_ => fired.Add($"late {time.Elapsed.TotalSeconds}"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var early = time.CreateTimer(_ => fired.Add($"early {time.Elapsed.TotalSeconds}"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["early 1", "late 3"], fired);
        Assert.Equal(TimeSpan.FromSeconds(5), time.Elapsed);
    }

    [Fact]
    public void A_timer_does_not_fire_before_its_time()
    {
        var time = new FakeTime();
        var fired = 0;
        using var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromMilliseconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(0, fired);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, fired);
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_each_period()
    {
        var time = new FakeTime();
        var at = new List<double>();
        using var timer = time.CreateTimer(_ => at.Add(time.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([1, 3, 5], at);
        Assert.Equal(TimeSpan.FromSeconds(1), time.NextDue);
    }

    [Fact]
    public void A_timer_armed_by_another_fires_within_the_same_step()
    {
        var time = new FakeTime();
        var at = new List<double>();
        ITimer? second = null;
        using var first = time.CreateTimer(
            _ => second = time.CreateTimer(_ => at.Add(time.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan),
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal([3], at);
        second!.Dispose();
    }

    [Fact]
    public void A_changed_timer_keeps_only_its_new_time_and_a_disposed_one_never_fires()
    {
        var time = new FakeTime();
        var at = new List<double>();
        using var changed = time.CreateTimer(_ => at.Add(time.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var disposed = time.CreateTimer(_ => at.Add(-1), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        Assert.True(changed.Change(TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan));
        disposed.Dispose();
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([4], at);
        Assert.False(disposed.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task The_platform_s_own_waits_follow_it()
    {
        var time = new FakeTime();
        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        var delay = Task.Delay(TimeSpan.FromSeconds(1), time);

        time.Advance(TimeSpan.FromSeconds(1));
        await Bound.Within(delay, Bound.Usual, "the delay");
        Assert.False(cancelled.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(cancelled.IsCancellationRequested);
        Assert.Equal(TimeSpan.FromSeconds(2), time.GetElapsedTime(0));
    }

    [Fact]
    public async Task Callbacks_may_run_on_the_thread_pool()
    {
        var time = new FakeTime { FiresOnThreadPool = true };
        var fired = new TaskCompletionSource<bool>();
        using var timer = time.CreateTimer(
            _ => fired.SetResult(Thread.CurrentThread.IsThreadPoolThread), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await Bound.Within(fired.Task, Bound.Usual, "the callback"));
    }
}
