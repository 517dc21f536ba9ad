using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Running;

public sealed class ReloadTests
{
    [Fact]
    public async Task A_thousand_reloads_under_load_cost_no_answer_and_lose_no_copy()
    {
        await using var primary = CountingUpstream.Start();
        await using var steady = CountingUpstream.Start();
        await using var coming = CountingUpstream.Start();
        var plan = Plans.To(primary, Plans.Mirror(steady, name: "steady"));
        var other = Plans.To(primary, Plans.Mirror(steady, 50, "steady"), Plans.Mirror(coming, name: "coming"));
        await using var gateway = await TestGateway.StartAsync(plan);
        var seen = new HashSet<LiveMirror>();

        using var stop = new CancellationTokenSource();
        var loads = Task.Run(async () =>
        {
            long answered = 0;
            do
            {
                var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 8, requestsEach: 100));
                Assert.Equal(0, load.Failed);
                Assert.Equal(load.Answered, load.Statuses[200]);
                answered += load.Answered;
            }
            while (!stop.IsCancellationRequested);

            return answered;
        });
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Empty(gateway.Host.Plans.TrySwap(i % 2 == 0 ? other : plan));
            seen.UnionWith(gateway.Host.Mirrors.All);
            await Task.Yield();
        }

        await stop.CancelAsync();
        var matched = await loads;

        Assert.True(matched > 0);
        Assert.Equal(1_001, gateway.Host.Plans.Revision);
        await BooksOf.BalanceAsync(gateway.Host, matched, "steady", TimeSpan.FromSeconds(30));
        Assert.Single(seen, live => string.Equals(live.Name, "steady", StringComparison.Ordinal));
        await BooksOf.PageBalancesAsync(gateway.Host, "steady");
        await BooksOf.PageBalancesAsync(gateway.Host, "coming");
        Assert.Equal(steady.Count, BooksOf.Mirror(gateway.Host, "steady").Books.SentCount);
    }

    [Fact]
    public async Task A_refused_plan_changes_nothing()
    {
        await using var primary = CountingUpstream.Start();
        var plan = Plans.To(primary);
        await using var gateway = await TestGateway.StartAsync(plan);

        var problems = gateway.Host.Plans.TrySwap(plan with
        {
            Routes = [plan.Routes[0] with { Action = new ForwardAction(new ServiceRef("nobody")) }],
        });

        Assert.Contains(problems, problem => problem.Message.Contains("nobody", StringComparison.Ordinal));
        Assert.Same(plan, gateway.Host.Plans.Plan);
        Assert.False(gateway.Host.Plans.LastAccepted);
        Assert.Equal(0, (await LoadClient.RunAsync(Load.Get(gateway.Address))).Failed);
    }

    [Fact]
    public async Task Other_listeners_take_a_restart_and_the_refusal_says_so()
    {
        var plan = Plans.To("127.0.0.1:1");
        await using var gateway = await TestGateway.StartAsync(plan);

        var problems = gateway.Host.Plans.TrySwap(plan with { EntryPoints = [plan.EntryPoints[0] with { Listen = "127.0.0.1:1" }] });

        Assert.Contains("restart", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_mirror_keeps_its_connections_and_its_books()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();

        // One copy at a time, so that a second connection means that the first was not kept.
        var plan = Plans.To(primary, Plans.Mirror(mirror) with { Budget = new MirrorBudget { MaxInFlight = 1 } });
        await using var gateway = await TestGateway.StartAsync(plan);
        await LoadClient.RunAsync(Load.Get(gateway.Address, requestsEach: 10));
        await BooksOf.BalanceAsync(gateway.Host, 10);
        var (live, connections) = (BooksOf.Mirror(gateway.Host), mirror.Connections);
        await Bound.Eventually(() => BooksOf.Page(gateway.Host).Sum("halfsilver_requests_total") == 10, "the requests are over, and their connection is kept");

        Assert.Empty(gateway.Host.Plans.TrySwap(plan with { Gateway = "renamed" }));
        await LoadClient.RunAsync(Load.Get(gateway.Address, requestsEach: 10));

        await BooksOf.BalanceAsync(gateway.Host, 20);
        Assert.Equal((1, connections), (primary.Connections, mirror.Connections));
        Assert.Same(live, BooksOf.Mirror(gateway.Host));
    }

    [Fact]
    public async Task Draining_lets_requests_under_way_end_and_takes_no_new_ones()
    {
        var gate = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(new Answer { Gate = gate.Task, Body = Bytes.Of("late") });
        var plan = Plans.To(primary) with { Drain = new DrainSettings { Primaries = TimeSpan.FromSeconds(20) } };

        // An address of its own: when its port is free again, no other test's server takes it.
        plan = plan with { EntryPoints = [plan.EntryPoints[0] with { Listen = "127.0.0.2:0" }] };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var idle = await gateway.ConnectAsync();
        await using var busy = await gateway.ConnectAsync();
        await busy.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await primary.WaitForAsync(1);

        var stopping = gateway.Host.StopAsync(plan.Drain);
        Assert.True(await idle.IsClosedAsync(TimeSpan.FromSeconds(5)));
        Assert.False(stopping.IsCompleted);
        gate.SetResult();

        Assert.Equal("late", (await busy.ReadAnswerAsync()).BodyText);
        await Bound.Within(stopping, TimeSpan.FromSeconds(10), "the drain ends with the last request");
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(gateway.ConnectAsync);
    }
}
