using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Sending;

/// <summary>The clock on the wall is set while copies are under way.</summary>
public sealed class ClockJumpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_by_an_hour_ends_no_copy_and_makes_none_longer_or_shorter(int hours)
    {
        var time = new JumpingTime();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = new Rig(time);
        await using var slow = BadMirror.Slow(gate.Task);
        var mirror = rig.Mirror(slow.EndPoint, mirror => mirror with
        {
            LogResponses = true,
            Timeouts = new CopyTimeouts { Connect = Rig.Patient, Deadline = TimeSpan.FromSeconds(30) },
            Budget = new MirrorBudget { MaxInFlight = 1 },
        });
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 3; i++)
        {
            Rig.Send(mirror, Rig.Get());
        }

        await slow.WaitForRequestsAsync(1);
        time.Jump(TimeSpan.FromHours(hours));
        gate.SetResult();
        await rig.AtRestAsync(mirror);

        Assert.Equal("matched 3, sent 3: Answered 3", Rig.BooksText(mirror));
        var longest = (TimeProvider.System.GetTimestamp() - began) * time.TimestampFrequency / TimeProvider.System.TimestampFrequency;
        Assert.Equal(3, rig.Evidence.Records.Count);
        Assert.All(rig.Evidence.Records, record => Assert.InRange(record.ElapsedTicks, 0, longest));
    }

    private sealed class JumpingTime : TimeProvider
    {
        private long _ahead;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
    }
}
