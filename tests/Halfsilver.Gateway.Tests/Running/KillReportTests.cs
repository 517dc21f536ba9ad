using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Running;

public sealed class KillReportTests
{
    [Fact]
    public async Task A_kill_counts_the_copies_in_flight_and_lets_them_finish()
    {
        var gate = new TaskCompletionSource();
        await using var primary = CountingUpstream.Start();
        await using var slow = RecordingUpstream.Start(new Answer { Gate = gate.Task });
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Plans.Mirror(slow)));
        await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 3, requestsEach: 1));
        await slow.WaitForAsync(3);
        var book = new KillBook(gateway.Host.Mirrors, TimeProvider.System);

        var first = book.Engage(KillScope.Everything, "slow", "test");
        var again = book.Engage(KillScope.Everything, "slow", "test");
        gate.SetResult();
        await Bound.Eventually(() => gateway.Host.Mirrors.Budgets.InFlight == 0, "the copies to end");
        var after = book.Release(KillScope.Everything, "test");

        Assert.Equal((true, 0, 3), (first.Changed, first.QueuedDropped, first.InFlight));
        Assert.Equal((false, 3), (again.Changed, again.InFlight));
        Assert.Equal((true, 0), (after.Changed, after.InFlight));
        Assert.Equal(3, BooksOf.Mirror(gateway.Host, "mirror").Books[Fate.Answered]);
    }
}
