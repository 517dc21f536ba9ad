using System.Collections.Immutable;
using Halfsilver.Gateway.Serving;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>What a graph of services comes to as one set of endpoints, for a mirror, and that graphs with many ways cost no more than their services.</summary>
public sealed class MirrorTargetTests
{
    private const int Levels = 30;

    [Fact]
    public void Weights_are_multiplied_along_the_graph()
    {
        var plan = With(
            Weighted("all", ("left", 29), ("right", 71)),
            Weighted("right", ("c", 1), ("two", 3)),
            Plans.Service("left", "a:1"),
            Plans.Service("c", "c:1"),
            Plans.Service("two", "d:1", "e:1"));

        Assert.Equal(["a 29000", "c 17750", "d 26625", "e 26625"], Shown(MirrorTarget.Of(plan, new ServiceRef("all"))));
    }

    [Fact]
    public void A_service_that_two_ways_lead_to_stands_there_once_with_both_shares()
    {
        var plan = With(
            Weighted("all", ("left", 1), ("right", 1)),
            Weighted("left", ("a", 1), ("b", 3)),
            Weighted("right", ("a", 3), ("c", 1)),
            Plans.Service("a", "a:1"),
            Plans.Service("b", "b:1"),
            Plans.Service("c", "c:1"));

        Assert.Equal(["a 50000", "b 37500", "c 12500"], Shown(MirrorTarget.Of(plan, new ServiceRef("all"))));
    }

    [Fact]
    public void A_failover_stands_for_the_first_and_a_mirroring_service_for_its_primary_and_weights_of_one_service_stay()
    {
        var heavy = Plans.Service("heavy", "a:1", "b:1");
        heavy = heavy with { Balancing = Balancing.Random, Endpoints = [heavy.Endpoints[0] with { Weight = 7 }, heavy.Endpoints[1] with { Weight = 0 }] };
        var plan = With(
            new FailoverService { Name = "careful", Primary = new ServiceRef("copied"), Fallback = new ServiceRef("other") },
            new MirroringService { Name = "copied", Primary = new ServiceRef("heavy"), Mirrors = [] },
            Plans.Service("other", "o:1"),
            heavy);

        var target = MirrorTarget.Of(plan, new ServiceRef("careful"));

        Assert.Equal(["a 7", "b 0"], Shown(target));
        Assert.Equal(("careful", Balancing.Random), (target.Name, target.Balancing));
    }

    [Fact]
    public void Of_a_service_with_several_ports_only_the_one_that_is_meant_counts()
    {
        var both = Plans.Service("both", "a:1", "b:2");
        both = both with { Endpoints = [both.Endpoints[0] with { PortName = "http" }, both.Endpoints[1] with { PortName = "admin" }] };
        var plan = With(
            both,
            new WeightedService { Name = "all", To = [new(new("both", "http"), 1), new(new("both", "admin"), 3)] });

        Assert.Equal(["b 1"], Shown(MirrorTarget.Of(plan, new ServiceRef("both", "admin"))));
        Assert.Equal(["a 25000", "b 75000"], Shown(MirrorTarget.Of(plan, new ServiceRef("all"))));
    }

    [Fact]
    public async Task A_ladder_of_thirty_levels_with_two_shared_children_each_is_served_and_copied_at_once()
    {
        await using var left = CountingUpstream.Start();
        await using var right = CountingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        var plan = Plans.To("127.0.0.1:1") with
        {
            Services = Ladder("p", left.Authority, right.Authority).Concat(Ladder("m", mirror.Authority, mirror.Authority))
                .ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
            Routes =
            [
                new Route
                {
                    Name = "all",
                    Rule = AnyRule.Instance,
                    Action = new ForwardAction(new ServiceRef("p0a")),
                    Mirrors = [Plans.Mirror("m0a", name: "shadow")],
                },
            ],
        };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var gateway = await TestGateway.StartAsync(plan);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, connections: 1, requestsEach: 100));

        Assert.Equal(100, load.Statuses[200]);
        Assert.Equal((50, 50), (left.Count, right.Count));
        await mirror.WaitForAsync(100);
        Assert.Equal(["127.0.0.1 50000", "127.0.0.1 50000"], Shown(MirrorTarget.Of(plan, new ServiceRef("m0a"))));
    }

    // Each level has two weighted services, which both lead to both of the next.
    private static IEnumerable<Service> Ladder(string name, string left, string right) => Enumerable.Range(0, Levels)
        .SelectMany(level => new Service[]
        {
            Weighted($"{name}{level}a", ($"{name}{level + 1}a", 1), ($"{name}{level + 1}b", 1)),
            Weighted($"{name}{level}b", ($"{name}{level + 1}a", 1), ($"{name}{level + 1}b", 1)),
        })
        .Concat([Plans.Service($"{name}{Levels}a", left), Plans.Service($"{name}{Levels}b", right)]);

    private static WeightedService Weighted(string name, params (string Name, int Weight)[] to) =>
        new() { Name = name, To = [.. to.Select(part => new WeightedRef(new ServiceRef(part.Name), part.Weight))] };

    private static Plan With(params Service[] services) => Plans.To("127.0.0.1:1") with
    {
        Services = services.ToImmutableDictionary(service => service.Name, StringComparer.Ordinal),
    };

    private static string[] Shown(EndpointsService service) => [.. service.Endpoints.Select(endpoint => $"{endpoint.Host} {endpoint.Weight}")];
}
