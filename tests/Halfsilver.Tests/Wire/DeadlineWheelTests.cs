using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Wire;

public sealed class DeadlineWheelTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly DeadlineWheel _wheel;

    public DeadlineWheelTests() => _wheel = new DeadlineWheel(_time);

    public void Dispose() => _wheel.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(999)]
    [InlineData(5_000)]
    [InlineData(5_120)]
    [InlineData(60_000)]
    [InlineData(3_600_000)]
    public void A_deadline_is_never_early_and_at_most_two_ticks_late(int milliseconds)
    {
        var due = new Recorded();
        due.Arm(_wheel, TimeSpan.FromMilliseconds(milliseconds));

        _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.Equal(0, due.Expiries);

        _time.Advance(TimeSpan.FromMilliseconds(21));
        Assert.Equal(1, due.Expiries);
        Assert.True(due.HasExpired);
    }

    [Fact]
    public void A_deadline_called_off_never_expires()
    {
        var due = new Recorded();
        due.Arm(_wheel, TimeSpan.FromSeconds(1));

        Assert.True(due.Disarm());
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(0, due.Expiries);
        Assert.False(due.HasExpired);
    }

    [Fact]
    public void A_deadline_that_ran_out_says_so_when_it_is_called_off()
    {
        var due = new Recorded();
        due.Arm(_wheel, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(due.Disarm());
    }

    [Fact]
    public void Arming_later_puts_the_deadline_off()
    {
        var due = new Recorded();
        for (var i = 0; i < 100; i++)
        {
            due.Arm(_wheel, TimeSpan.FromSeconds(1));
            _time.Advance(TimeSpan.FromMilliseconds(900));
        }

        Assert.Equal(0, due.Expiries);
        _time.Advance(TimeSpan.FromMilliseconds(130));
        Assert.Equal(1, due.Expiries);
    }

    [Fact]
    public void Arming_earlier_brings_the_deadline_forward()
    {
        var due = new Recorded();
        due.Arm(_wheel, TimeSpan.FromSeconds(75));
        due.Arm(_wheel, TimeSpan.FromMilliseconds(50));

        _time.Advance(TimeSpan.FromMilliseconds(80));

        Assert.Equal(1, due.Expiries);
        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, due.Expiries);
    }

    [Fact]
    public void A_deadline_can_be_used_again_after_it_ran_out()
    {
        var due = new Recorded();
        for (var i = 1; i <= 5; i++)
        {
            due.Arm(_wheel, TimeSpan.FromMilliseconds(100));
            _time.Advance(TimeSpan.FromMilliseconds(150));
            Assert.Equal(i, due.Expiries);
        }
    }

    [Fact]
    public void A_process_that_slept_long_sees_every_deadline_once()
    {
        var all = Enumerable.Range(1, 1_000).Select(_ => new Recorded()).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            all[i].Arm(_wheel, TimeSpan.FromMilliseconds(i * 37));
        }

        _time.Advance(TimeSpan.FromHours(1));

        Assert.All(all, due => Assert.Equal(1, due.Expiries));
    }

    [Fact]
    public async Task Calling_off_and_running_out_at_once_has_one_winner()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var due = new Recorded();
            due.Arm(_wheel, TimeSpan.FromMilliseconds(10));
            var disarming = Task.Run(due.Disarm);
            _time.Advance(TimeSpan.FromMilliseconds(30));

            Assert.Equal(await disarming ? 0 : 1, due.Expiries);
        }
    }

    private sealed class Recorded : Deadline
    {
        private int _expiries;

        public int Expiries => Volatile.Read(ref _expiries);

        protected override void Expire() => Interlocked.Increment(ref _expiries);
    }
}
