using Halfsilver.Planning;
using Halfsilver.Telemetry;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Upstreams;

/// <summary>Checks over real sockets, in a time that the test moves.</summary>
public sealed class HealthCheckTests
{
    private static readonly HealthCheck Every5 = new() { Path = "/healthz?deep=1" };

    [Theory]
    [InlineData(3, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    public async Task An_endpoint_is_out_after_so_many_failures_and_back_after_so_many_successes(int unhealthyAfter, int healthyAfter)
    {
        using var rig = new WatchRig();
        var status = 500;
        await using var server = RecordingUpstream.Start(_ => Answer.Of(status));
        var check = Every5 with { UnhealthyAfter = unhealthyAfter, HealthyAfter = healthyAfter };
        var upstream = rig.Open(WatchRig.At(server.Port) with { HealthCheck = check });
        Assert.True(upstream.HasEndpoint);

        for (var i = 1; i <= unhealthyAfter; i++)
        {
            Assert.True(upstream.HasEndpoint, $"out after {i - 1}");
            await rig.RoundAsync(upstream, check.Interval);
        }

        Assert.False(upstream.HasEndpoint);
        Assert.False(upstream.IsWell);
        status = 204;
        for (var i = 1; i <= healthyAfter; i++)
        {
            Assert.False(upstream.HasEndpoint, $"back after {i - 1}");
            await rig.RoundAsync(upstream, check.Interval);
        }

        Assert.True(upstream.HasEndpoint);
        Assert.Equal(unhealthyAfter + healthyAfter, server.Count);
        Assert.Equal(["endpoint.unwell", "endpoint.well"], rig.Log.Lines.Select(line => line.Id.Name));
        upstream.Close();
    }

    [Fact]
    public async Task One_success_between_failures_begins_the_count_anew()
    {
        using var rig = new WatchRig();
        int[] statuses = [500, 500, 200, 500, 500, 404, 200];
        var at = 0;
        await using var server = RecordingUpstream.Start(_ => Answer.Of(statuses[at++]));
        var upstream = rig.Open(WatchRig.At(server.Port) with { HealthCheck = Every5 });

        for (var i = 0; i < 5; i++)
        {
            await rig.RoundAsync(upstream, Every5.Interval);
            Assert.True(upstream.HasEndpoint);
        }

        await rig.RoundAsync(upstream, Every5.Interval);
        Assert.False(upstream.HasEndpoint);
        await rig.RoundAsync(upstream, Every5.Interval);
        Assert.False(upstream.HasEndpoint);
        upstream.Close();
    }

    public static TheoryData<string> Faults => ["refuses", "hangs up", "never answers", "says no HTTP", "redirects too far", "never ends its head"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_is_no_good_answer_counts(string fault)
    {
        using var rig = new WatchRig();
        await using var hangsUp = RecordingUpstream.Start(new Answer { Hangup = true });
        await using var silent = RecordingUpstream.Start(new Answer { Gate = new TaskCompletionSource().Task });
        await using var redirecting = RecordingUpstream.Start(Answer.Of(302, "Location: /"));
        await using var interim = RecordingUpstream.Start(new Answer { Interims = [.. Enumerable.Repeat<IReadOnlyList<string>>(["103 Early Hints"], 40)] });
        await using var garbage = BadMirror.Garbage(GarbageKind.Binary);
        await using var nobody = BadMirror.Refuses();
        var (port, check) = fault switch
        {
            "refuses" => (nobody.Port, Every5),
            "hangs up" => (hangsUp.Port, Every5),
            "never answers" => (silent.Port, Every5),
            "says no HTTP" => (garbage.Port, Every5),
            "redirects too far" => (redirecting.Port, Every5 with { Status = [new(200, 299)] }),
            _ => (interim.Port, Every5),
        };
        var upstream = rig.Open(WatchRig.At(port) with { HealthCheck = check with { UnhealthyAfter = 2 } });

        for (var i = 0; i < 2; i++)
        {
            Assert.True(upstream.HasEndpoint);
            await rig.SilentRoundAsync(upstream, check.Interval);
        }

        Assert.False(upstream.HasEndpoint);
        upstream.Close();
    }

    [Fact]
    public async Task A_slow_answer_is_waited_for_as_long_as_the_timeout_and_no_second_question_is_asked_meanwhile()
    {
        using var rig = new WatchRig();
        var gate = new TaskCompletionSource();
        await using var server = RecordingUpstream.Start(_ => new Answer { Gate = gate.Task });
        var check = Every5 with { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(10), UnhealthyAfter = 1 };
        var upstream = rig.Open(WatchRig.At(server.Port) with { HealthCheck = check });

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await server.WaitForAsync(1);
        rig.Time.Advance(TimeSpan.FromSeconds(1), 8);
        Assert.Equal(1, server.Count);
        gate.SetResult();
        await Bound.Eventually(() => !upstream.Endpoints[0].Check!.IsAsking, "it has answered");

        Assert.True(upstream.HasEndpoint);
        upstream.Close();
    }

    [Fact]
    public async Task A_question_says_what_it_was_told_to_say_and_nothing_else()
    {
        using var rig = new WatchRig();
        await using var endpoint = RecordingUpstream.Start();
        await using var other = RecordingUpstream.Start();
        var check = Every5 with { Method = "HEAD", Port = other.Port, Host = "probe.example", Fields = [new Field("X-Probe", "a b")] };
        var upstream = rig.Open(WatchRig.At(endpoint.Port) with { HealthCheck = check });

        await rig.RoundAsync(upstream, check.Interval);

        Assert.Equal(
            "HEAD /healthz?deep=1 HTTP/1.1\r\nHost: probe.example\r\nUser-Agent: halfsilver-health\r\nX-Probe: a b\r\nConnection: close\r\n\r\n",
            Assert.Single(other.Requests).HeadText);
        Assert.Equal(0, endpoint.Count);
        Assert.True(upstream.HasEndpoint);
        upstream.Close();
    }

    [Theory]
    [InlineData(Balancing.RoundRobin)]
    [InlineData(Balancing.LeastRequests)]
    [InlineData(Balancing.PowerOfTwo)]
    [InlineData(Balancing.Random)]
    [InlineData(Balancing.Hash)]
    public async Task Every_balancer_leaves_the_unwell_out_and_takes_them_back(Balancing kind)
    {
        using var rig = new WatchRig();
        var status = 503;
        await using var a = RecordingUpstream.Start();
        await using var b = RecordingUpstream.Start(_ => Answer.Of(status));
        await using var c = RecordingUpstream.Start();
        var check = Every5 with { UnhealthyAfter = 1, HealthyAfter = 1 };
        var upstream = rig.Open(WatchRig.At(a.Port, b.Port, c.Port) with
        {
            Balancing = kind,
            HashKey = kind == Balancing.Hash ? new StickyKey(StickyKeyKind.Header, "X-None") : null,
            HealthCheck = check,
        });
        int[] all = [.. new[] { a.Port, b.Port, c.Port }.Order()], well = [.. all.Where(port => port != b.Port)];
        Assert.Equal(all, WatchRig.Chosen(upstream, 200));

        await rig.RoundAsync(upstream, check.Interval);
        Assert.Equal(well, WatchRig.Chosen(upstream, 200));
        var (one, other) = (upstream.Endpoints[0], upstream.Endpoints[2]);
        for (var i = 0; i < 100; i++)
        {
            Assert.Same(one, upstream.Balancer.Choose(WatchRig.Facts, not: other));
        }

        status = 200;
        await rig.RoundAsync(upstream, check.Interval);
        Assert.Equal(all, WatchRig.Chosen(upstream, 200));
        upstream.Close();
    }

    [Fact]
    public async Task All_who_ask_the_same_share_one_question_and_the_last_to_leave_ends_it()
    {
        using var rig = new WatchRig();
        await using var server = RecordingUpstream.Start(Answer.Of(500));
        var check = Every5 with { UnhealthyAfter = 1 };
        var service = WatchRig.At(server.Port) with { HealthCheck = check };
        var first = rig.Open(service);
        var second = rig.Open(service with { Name = "mirrored", HealthCheck = check with { } });

        await rig.RoundAsync(first, check.Interval);
        Assert.Equal((1, 1), (server.Count, rig.Watch.Checks.Count));
        Assert.False(first.HasEndpoint);
        Assert.False(second.HasEndpoint);
        Assert.Contains("shop, mirrored", Assert.Single(rig.Log.Lines).Message, StringComparison.Ordinal);

        // Who comes later knows it at once.
        var third = rig.Open(service with { Timeouts = new ServiceTimeouts { Connect = TimeSpan.FromSeconds(9) } });
        Assert.False(third.HasEndpoint);
        first.Close();
        second.Close();
        Assert.Equal(1, rig.Watch.Checks.Count);
        third.Close();
        third.Close();
        Assert.Equal(0, rig.Watch.Checks.Count);
        rig.Time.Advance(check.Interval, 5);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task The_first_questions_of_many_endpoints_do_not_come_at_once()
    {
        using var rig = new WatchRig();
        await using var server = RecordingUpstream.Start();
        var upstream = rig.Open(WatchRig.At([.. Enumerable.Repeat(server.Port, 1)]) with { HealthCheck = Every5 });
        var others = Enumerable.Range(0, 19).Select(i => rig.Open(WatchRig.At(server.Port) with { HealthCheck = Every5 with { Path = $"/{i}" } })).ToArray();

        var begun = new List<int>();
        for (var i = 0; i < 50; i++)
        {
            begun.Add(server.Connections);
            rig.Time.Advance(TimeSpan.FromSeconds(0.1));
            await Bound.Eventually(() => others.Append(upstream).All(each => !each.Endpoints[0].Check!.IsAsking), "all have answered");
        }

        Assert.Equal(20, server.Connections);
        Assert.True(begun.Distinct().Count() > 2, string.Join(", ", begun));
        foreach (var each in others.Append(upstream))
        {
            each.Close();
        }
    }

    [Fact]
    public async Task The_page_says_how_many_are_well_and_which_only_when_asked()
    {
        using var rig = new WatchRig();
        await using var well = RecordingUpstream.Start();
        await using var unwell = RecordingUpstream.Start(Answer.Of(500));
        var check = Every5 with { UnhealthyAfter = 1 };
        var upstream = rig.Open(WatchRig.At(well.Port, unwell.Port) with { HealthCheck = check });
        var same = rig.Open(WatchRig.At(well.Port, unwell.Port) with { HealthCheck = check });
        await rig.RoundAsync(upstream, check.Interval);

        Assert.Equal((2, 1, 0), (Sum(rig, "halfsilver_destination_endpoints"), Sum(rig, "halfsilver_destination_endpoints_well"), Series(rig)));
        rig.Watch.Gauges.ShowEach(true);
        Assert.Equal((2, 1), (Series(rig), Sum(rig, "halfsilver_destination_endpoint_healthy")));
        rig.Watch.Gauges.ShowEach(false);
        Assert.Equal(0, Series(rig));
        upstream.Close();
        Assert.Equal(2, Sum(rig, "halfsilver_destination_endpoints"));
        same.Close();
        Assert.Equal(0, rig.Metrics.Collect().Sum(family => family.Series.Length));
    }

    private static int Series(WatchRig rig) => rig.Metrics.Collect(MetricCatalogue.EndpointHealthy).Length;

    private static double Sum(WatchRig rig, string family) => rig.Metrics.Collect().Where(each => each.Family.Name == family)
        .SelectMany(each => each.Series).Sum(series => ((Gauge)series).Value);
}
