using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Running;

public sealed class AdminReloadTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reload_that_says_something_else_about_the_admin_side_is_told_to_need_a_restart(bool other)
    {
        await using var primary = CountingUpstream.Start();
        using var log = new LogCapture();
        var plan = Plans.To(primary);
        var next = plan with { Gateway = "next", Admin = other ? plan.Admin with { Access = AdminAccess.Required } : plan.Admin with { Hosts = [] } };
        await using var gateway = await RunningGateway.LaunchAsync(
            new LaunchRequest { Plan = plan, Reread = () => new PlanRead(next, []), Logs = log, Time = TimeProvider.System }, CancellationToken.None);

        var report = await gateway.ReloadAsync("test");

        Assert.Equal(ReloadOutcome.Accepted, report.Outcome);
        Assert.Equal(other ? 1 : 0, log.Of("config.admin_kept").Length);
    }
}
