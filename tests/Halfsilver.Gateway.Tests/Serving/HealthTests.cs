using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>Services that know which endpoints are well, as clients and mirrors meet them.</summary>
public sealed class HealthTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    // Often, so that tests are short; patient, so that a busy machine makes nobody ill.
    private static readonly HealthCheck Often = new()
    {
        Path = "/healthz",
        Interval = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromSeconds(10),
        UnhealthyAfter = 2,
        HealthyAfter = 2,
    };

    [Fact]
    public async Task A_service_of_which_no_endpoint_is_well_is_a_503_until_one_is_again()
    {
        var well = false;
        await using var primary = RecordingUpstream.Start(request => Answer.Of(request.Target != "/healthz" || Volatile.Read(ref well) ? 200 : 500));
        var logs = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(Checked(Plans.To(primary), "primary"), logs);
        await using var client = await gateway.ConnectAsync();
        await WellAsync(gateway, 0);
        await SaidAsync(logs, "endpoint.unwell", primary);

        Assert.Equal(503, (await client.AskAsync(Get)).Status);
        Volatile.Write(ref well, true);
        await WellAsync(gateway, 1);
        await SaidAsync(logs, "endpoint.well", primary);
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task Copies_to_a_mirror_that_is_not_well_are_counted_as_without_an_endpoint_and_cost_the_client_nothing()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = RecordingUpstream.Start(request => Answer.Of(request.Target == "/healthz" ? 500 : 200));
        var plan = Plans.To(primary, Plans.Mirror(mirror));
        await using var gateway = await TestGateway.StartAsync(Checked(plan, mirror.Authority));
        await Bound.Eventually(() => !BooksOf.Mirror(gateway.Host).Upstream.HasEndpoint, "the mirror is not well");

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 4, requestsEach: 50));

        Assert.Equal(200, load.Statuses[200]);
        await BooksOf.BalanceAsync(gateway.Host, 200);
        Assert.Equal(200, BooksOf.Mirror(gateway.Host).Books[Fate.NoEndpoint]);
        Assert.All(mirror.Requests, request => Assert.Equal("/healthz", request.Target));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_request_fails_while_one_of_three_endpoints_dies_under_load(bool ejected)
    {
        await using var a = CountingUpstream.Start();
        await using var b = CountingUpstream.Start();
        var dying = CountingUpstream.Start();
        var plan = Plans.To(a);
        var service = Plans.Service("primary", a.Authority, dying.Authority, b.Authority);
        plan = plan with
        {
            Services = plan.Services.SetItem("primary", ejected ? service with { Ejection = new Ejection { ConsecutiveFailures = 2 } } : service with { HealthCheck = Often }),
        };
        await using var gateway = await TestGateway.StartAsync(plan);

        var running = LoadClient.RunAsync(Load.Get(gateway.Address, connections: 8, requestsEach: 1_500));
        await Bound.Eventually(() => dying.Count > 200, "the load runs");
        await dying.StopListeningAsync();
        dying.ResetAll();

        // The load may be over already, and only who asks finds it dead.
        await using (var client = await gateway.ConnectAsync())
        {
            for (var i = 0; i < 1_000 && Well(gateway, "primary") != 2; i++)
            {
                Assert.Equal(200, (await client.AskAsync(Get)).Status);
            }
        }

        await WellAsync(gateway, 2);
        var load = await running;
        await dying.DisposeAsync();

        Assert.Equal(0, load.Failed);
        Assert.True(load.Statuses.Keys.SequenceEqual([200]), load.ToString());
        Assert.Equal(12_000, load.Answered);
    }

    [Fact]
    public async Task A_reload_goes_on_with_what_is_known_and_a_thousand_leave_no_questioner_behind()
    {
        await using var primary = RecordingUpstream.Start(Answer.Of(500));
        await using var mirror = RecordingUpstream.Start(Answer.Of(500));
        var plan = Plans.To(primary, Plans.Mirror(mirror));
        var service = (EndpointsService)plan.Services["primary"] with { HealthCheck = Often with { Interval = TimeSpan.FromSeconds(1), UnhealthyAfter = 1 } };
        plan = Checked(plan with { Services = plan.Services.SetItem("primary", service) }, mirror.Authority);
        var other = plan with { Services = plan.Services.SetItem("primary", service with { Timeouts = new ServiceTimeouts { Connect = TimeSpan.FromSeconds(9) } }) };
        var logs = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(plan, logs);
        await using var client = await gateway.ConnectAsync();
        await WellAsync(gateway, 0);
        await SaidAsync(logs, "endpoint.unwell", primary);
        Assert.Equal(503, (await client.AskAsync(Get)).Status);

        for (var i = 0; i < 1_000; i++)
        {
            Assert.Empty(gateway.Host.Plans.TrySwap(i % 2 == 0 ? other : plan));
            if (i % 100 == 0)
            {
                Assert.Equal(503, (await client.AskAsync(Get)).Status);
            }
        }

        Assert.Equal(2, gateway.Host.Watch.Checks.Count);
        Assert.DoesNotContain(primary.Requests, request => request.Target != "/healthz");
        Assert.Empty(gateway.Host.Plans.TrySwap(Plans.To(primary)));
        Assert.Equal(0, gateway.Host.Watch.Checks.Count);
        Assert.Equal(500, (await client.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task A_weighted_service_leaves_out_a_child_whose_endpoints_have_all_failed_their_checks()
    {
        await using var sick = RecordingUpstream.Start(Answer.Of(500));
        await using var well = CountingUpstream.Start();
        var plan = Plans.To("127.0.0.1:1");
        plan = plan with
        {
            Services = plan.Services
                .SetItem("primary", new WeightedService { Name = "primary", To = [new(new("sick"), 3), new(new("well"), 1)] })
                .Add("sick", Plans.Service("sick", sick.Authority) with { HealthCheck = Often })
                .Add("well", Plans.Service("well", well.Authority)),
        };
        var logs = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(plan, logs);
        await WellAsync(gateway, 0, "sick");
        await SaidAsync(logs, "endpoint.unwell", sick);

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 2, requestsEach: 50));

        Assert.Equal(100, load.Statuses[200]);
        Assert.Equal(100, well.Count);
    }

    [Fact]
    public async Task Each_change_is_one_line_and_one_number_on_the_page()
    {
        var well = true;
        await using var primary = RecordingUpstream.Start(_ => Answer.Of(Volatile.Read(ref well) ? 200 : 500));
        var logs = new LogCapture();
        var plan = Checked(Plans.To(primary), "primary") with { Metrics = new MetricSettings { Endpoints = true } };
        await using var gateway = await TestGateway.StartAsync(plan, logs);
        await WellAsync(gateway, 1);
        Assert.Equal(1, Page("halfsilver_destination_endpoint_healthy"));

        Volatile.Write(ref well, false);
        await WellAsync(gateway, 0);
        await primary.WaitForAsync(primary.Count + 3);
        Assert.Equal(0, Page("halfsilver_destination_endpoint_healthy"));
        Volatile.Write(ref well, true);
        await WellAsync(gateway, 1);

        Assert.Equal((1, 1), (Page("halfsilver_destination_endpoints"), Page("halfsilver_destination_endpoint_healthy")));
        var line = Assert.Single(logs.Of("endpoint.unwell"));
        Assert.Contains(primary.Authority, line, StringComparison.Ordinal);
        Assert.Contains("status 500", line, StringComparison.Ordinal);
        await Bound.Eventually(() => logs.Of("endpoint.well").Length == 1, "its line");
        Assert.Empty(gateway.Host.Plans.TrySwap(plan with { Metrics = new MetricSettings() }));
        Assert.Empty(BooksOf.Page(gateway.Host).Find("halfsilver_destination_endpoint_healthy"));

        double Page(string family) => BooksOf.Page(gateway.Host).Sum(family, ("destination", "primary"));
    }

    [Fact]
    public async Task Equal_keys_reach_the_same_endpoint_for_requests_and_for_copies()
    {
        await using var a = RecordingUpstream.Start();
        await using var b = RecordingUpstream.Start();
        await using var c = RecordingUpstream.Start();
        await using var d = RecordingUpstream.Start();
        var plan = Plans.To(a, Plans.Mirror(c));
        plan = plan with
        {
            Services = plan.Services
                .SetItem("primary", Hashed(Plans.Service("primary", a.Authority, b.Authority)))
                .SetItem(c.Authority, Hashed(Plans.Service(c.Authority, c.Authority, d.Authority))),
        };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 120; i++)
        {
            await client.AskAsync($"GET /{i % 40} HTTP/1.1\r\nHost: a\r\nX-User: {i % 40}\r\n\r\n");
        }

        await BooksOf.BalanceAsync(gateway.Host, 120);
        foreach (var (one, other) in new[] { (a, b), (c, d) })
        {
            Assert.Equal(120, one.Count + other.Count);
            Assert.InRange(one.Count, 15, 105);
            Assert.Empty(Targets(one).Intersect(Targets(other)));
        }

        static HashSet<string> Targets(RecordingUpstream upstream) => [.. upstream.Requests.Select(request => request.Target)];
    }

    [Fact]
    public async Task Errors_take_an_endpoint_out_of_a_service_that_asks_for_it()
    {
        await using var good = CountingUpstream.Start();
        await using var bad = RecordingUpstream.Start(Answer.Of(500));
        var plan = Plans.To(good);
        plan = plan with
        {
            Services = plan.Services.SetItem(
                "primary", Plans.Service("primary", good.Authority, bad.Authority) with { Ejection = new Ejection { ConsecutiveErrors = 3 } }),
        };
        var logs = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(plan, logs);
        await LoadClient.RunAsync(Load.Get(gateway.Address, requestsEach: 6));
        await Bound.Eventually(() => logs.Of("endpoint.ejected").Length > 0, "the endpoint is left alone");
        await WellAsync(gateway, 1);

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, requestsEach: 50));

        Assert.Equal(50, load.Statuses[200]);
        Assert.Equal(3, bad.Count);
        Assert.Contains(bad.Authority, Assert.Single(logs.Of("endpoint.ejected")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_an_endpoint_closes_while_idle_do_not_count_against_it()
    {
        await using var primary = RecordingUpstream.Start(new Answer { Close = true });
        await using var other = CountingUpstream.Start();
        var plan = Plans.To(primary);
        plan = plan with
        {
            Services = plan.Services.SetItem("primary", Plans.Service("primary", primary.Authority, other.Authority) with { Ejection = new Ejection { ConsecutiveFailures = 1 } }),
        };
        var logs = new LogCapture();
        await using var gateway = await TestGateway.StartAsync(plan, logs);

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, requestsEach: 40));

        Assert.Equal(40, load.Statuses[200]);
        Assert.Empty(logs.Of("endpoint.ejected"));
    }

    private static EndpointsService Hashed(EndpointsService service) =>
        service with { Balancing = Balancing.Hash, HashKey = new StickyKey(StickyKeyKind.Header, "X-User") };

    private static Plan Checked(Plan plan, string service) =>
        plan with { Services = plan.Services.SetItem(service, (EndpointsService)plan.Services[service] with { HealthCheck = ((EndpointsService)plan.Services[service]).HealthCheck ?? Often }) };

    private static double Well(TestGateway gateway, string destination) => BooksOf.Page(gateway.Host).Sum("halfsilver_destination_endpoints_well", ("destination", destination));

    private static Task WellAsync(TestGateway gateway, int count, string destination = "primary") =>
        Bound.Eventually(() => Well(gateway, destination) == count, $"{count} of {destination} are well");

    // The page knows first; what is said is so for requests too.
    private static Task SaidAsync(LogCapture logs, string what, LoopbackServer of) => Bound.Eventually(
        () => logs.Of(what).Any(line => line.Contains(of.Authority, StringComparison.Ordinal)), $"{what} of {of.Authority} is said");
}
