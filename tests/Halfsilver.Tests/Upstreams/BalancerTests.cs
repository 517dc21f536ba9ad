using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Tests.Matching;
using Halfsilver.Upstreams;
using Xunit;

namespace Halfsilver.Tests.Upstreams;

public sealed class BalancerTests
{
    private static readonly Resolver s_resolver = new(TimeProvider.System);
    private static readonly RequestFacts s_facts = Asked.For("/");

    [Fact]
    public void Round_robin_takes_each_in_turn()
    {
        var (balancer, endpoints) = Create(Balancing.RoundRobin, 1, 1, 1);

        var order = Enumerable.Range(0, 9).Select(_ => Array.IndexOf(endpoints, balancer.Choose(s_facts))).ToArray();

        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2], order);
    }

    [Theory]
    [InlineData(Balancing.RoundRobin, 0)]
    [InlineData(Balancing.Random, 300)]
    public void Weights_are_shares_of_the_traffic(Balancing kind, int tolerance)
    {
        var (balancer, endpoints) = Create(kind, 5, 3, 2, 0);
        var counts = new int[4];
        for (var i = 0; i < 10_000; i++)
        {
            counts[Array.IndexOf(endpoints, balancer.Choose(s_facts))]++;
        }

        Assert.InRange(counts[0], 5_000 - tolerance, 5_000 + tolerance);
        Assert.InRange(counts[1], 3_000 - tolerance, 3_000 + tolerance);
        Assert.InRange(counts[2], 2_000 - tolerance, 2_000 + tolerance);
        Assert.Equal(0, counts[3]);
    }

    [Fact]
    public void Round_robin_by_weight_is_spread_and_not_in_bursts()
    {
        var (balancer, endpoints) = Create(Balancing.RoundRobin, 3, 1);

        var order = Enumerable.Range(0, 8).Select(_ => Array.IndexOf(endpoints, balancer.Choose(s_facts))).ToArray();

        Assert.DoesNotContain("11", string.Concat(order), StringComparison.Ordinal);
        Assert.Equal(2, order.Count(index => index == 1));
    }

    [Theory]
    [InlineData(Balancing.LeastRequests)]
    [InlineData(Balancing.PowerOfTwo)]
    public void The_busy_one_of_two_is_left_alone(Balancing kind)
    {
        var (balancer, endpoints) = Create(kind, 1, 1);
        endpoints[0].Begin();
        endpoints[0].Begin();

        for (var i = 0; i < 100; i++)
        {
            Assert.Same(endpoints[1], balancer.Choose(s_facts));
        }
    }

    [Fact]
    public void Least_requests_counts_against_weight()
    {
        var (balancer, endpoints) = Create(Balancing.LeastRequests, 10, 1);
        for (var i = 0; i < 5; i++)
        {
            endpoints[0].Begin();
        }

        Assert.Same(endpoints[0], balancer.Choose(s_facts));
    }

    [Theory]
    [InlineData(Balancing.RoundRobin)]
    [InlineData(Balancing.LeastRequests)]
    [InlineData(Balancing.PowerOfTwo)]
    [InlineData(Balancing.Random)]
    public void One_that_failed_is_not_chosen_again_while_there_is_another(Balancing kind)
    {
        var (balancer, endpoints) = Create(kind, 1, 1);

        for (var i = 0; i < 100; i++)
        {
            Assert.Same(endpoints[0], balancer.Choose(s_facts, not: endpoints[1]));
        }
    }

    [Theory]
    [InlineData(Balancing.RoundRobin)]
    [InlineData(Balancing.PowerOfTwo)]
    public void Without_an_endpoint_there_is_none(Balancing kind)
    {
        Assert.Null(Create(kind).Balancer.Choose(s_facts));
        Assert.Null(Create(kind, 0, 0).Balancer.Choose(s_facts));
    }

    private static (Balancer Balancer, Endpoint[] Endpoints) Create(Balancing kind, params int[] weights)
    {
        var endpoints = weights
            .Select((weight, i) => new Endpoint(new EndpointAddress { Host = "127.0.0.1", Port = i + 1, Weight = weight }, s_resolver))
            .ToArray();
        return (Balancer.Create(new EndpointsService { Name = "a", Endpoints = [], Balancing = kind }, endpoints), endpoints);
    }
}
