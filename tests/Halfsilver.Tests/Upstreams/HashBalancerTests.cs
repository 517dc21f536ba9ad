using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Tests.Matching;
using Halfsilver.Upstreams;
using Xunit;

namespace Halfsilver.Tests.Upstreams;

/// <summary>Balancing by a key: shares, and how few keys move.</summary>
public sealed class HashBalancerTests
{
    private const int Keys = 100_000;

    private static readonly Resolver s_resolver = new(TimeProvider.System);

    [Theory]
    [InlineData(new[] { 1, 1, 1, 1, 1 })]
    [InlineData(new[] { 5, 3, 2 })]
    [InlineData(new[] { 1_000_000, 1_000_000, 500_000 })]
    public void A_hundred_thousand_keys_are_spread_by_weight(int[] weights)
    {
        var all = Owners(Balancer(weights));
        for (var i = 0; i < weights.Length; i++)
        {
            var expected = (double)Keys * weights[i] / weights.Sum();
            Assert.InRange(all.Count(port => port == i + 1), expected * 0.97, expected * 1.03);
        }
    }

    [Theory]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1 }, 3)]
    [InlineData(new[] { 2, 1, 1, 4 }, 1)]
    [InlineData(new[] { 1, 1, 2 }, 2)]
    public void Only_the_keys_of_an_endpoint_that_leaves_move(int[] weights, int leaver)
    {
        var before = Owners(Balancer(weights));
        weights[leaver] = 0;
        var after = Owners(Balancer(weights));

        for (var i = 0; i < Keys; i++)
        {
            Assert.True(before[i] == after[i] || before[i] == leaver + 1, $"key {i} moved from {before[i]} to {after[i]}");
            Assert.NotEqual(leaver + 1, after[i]);
        }

        // Its keys are spread over all that stay, not heaped on a neighbour.
        var moved = Enumerable.Range(0, Keys).Where(i => before[i] == leaver + 1).GroupBy(i => after[i]).ToArray();
        Assert.Equal(weights.Count(weight => weight > 0), moved.Length);
    }

    [Fact]
    public void The_order_in_which_endpoints_stand_means_nothing()
    {
        var one = Of(new StickyKey(StickyKeyKind.Query, "k"), [Address(1, 1), Address(2, 2), Address(3, 1)]);
        var other = Of(new StickyKey(StickyKeyKind.Query, "k"), [Address(3, 1), Address(1, 1), Address(2, 2)]);

        Assert.Equal(Owners(one, 1_000), Owners(other, 1_000));
    }

    [Fact]
    public void The_next_best_stands_in_for_one_that_failed_and_is_the_one_that_would_have_the_key_without_it()
    {
        var all = Balancer(1, 1, 1, 1);
        for (var i = 0; i < 1_000; i++)
        {
            var facts = Facts(i);
            var first = all.Choose(facts)!;
            var second = all.Choose(facts, not: first)!;
            var without = Of(new StickyKey(StickyKeyKind.Query, "k"), [.. Enumerable.Range(1, 4).Where(port => port != first.Address.Port).Select(port => Address(port, 1))]);

            Assert.NotSame(first, second);
            Assert.Equal(second.Address.Port, without.Choose(facts)!.Address.Port);
        }
    }

    [Theory]
    [InlineData(StickyKeyKind.Header, "X-User", "/", "X-User: 7", "X-User: 8")]
    [InlineData(StickyKeyKind.Cookie, "sid", "/", "Cookie: a=1; sid=7", "Cookie: sid=8")]
    [InlineData(StickyKeyKind.Query, "u", "/?u={0}", "A: b", "A: b")]
    [InlineData(StickyKeyKind.Path, null, "/{0}", "A: b", "A: b")]
    public void Every_kind_of_key_sends_equals_to_one_and_others_elsewhere(StickyKeyKind kind, string? name, string target, string field, string otherField)
    {
        var balancer = Of(new StickyKey(kind, name), [.. Enumerable.Range(1, 50).Select(port => Address(port, 1))]);

        var owner = balancer.Choose(Asked.For(string.Format(target, 7), fields: field));

        Assert.Same(owner, balancer.Choose(Asked.For(string.Format(target, 7), host: "other", fields: ["Z: z", field])));
        Assert.NotSame(owner, balancer.Choose(Asked.For(string.Format(target, 8), fields: otherField)));
    }

    [Fact]
    public void A_client_is_known_by_its_address()
    {
        var balancer = Of(new StickyKey(StickyKeyKind.ClientAddress), [.. Enumerable.Range(1, 50).Select(port => Address(port, 1))]);

        Assert.Same(balancer.Choose(Asked.For("/a", client: "192.0.2.1")), balancer.Choose(Asked.For("/b", client: "192.0.2.1")));
        Assert.NotSame(balancer.Choose(Asked.For("/a", client: "192.0.2.1")), balancer.Choose(Asked.For("/a", client: "192.0.2.2")));
    }

    [Fact]
    public void Without_the_key_requests_go_round()
    {
        var balancer = Of(new StickyKey(StickyKeyKind.Header, "X-User"), [Address(1, 1), Address(2, 1), Address(3, 1)]);

        Assert.Equal([1, 2, 3, 1, 2, 3], Enumerable.Range(0, 6).Select(_ => balancer.Choose(Asked.For("/"))!.Address.Port));
    }

    private static int[] Owners(Balancer balancer, int keys = Keys) => [.. Enumerable.Range(0, keys).Select(i => balancer.Choose(Facts(i))!.Address.Port)];

    private static RequestFacts Facts(int i) => Asked.For($"/?k={i}");

    private static Balancer Balancer(params int[] weights) =>
        Of(new StickyKey(StickyKeyKind.Query, "k"), [.. weights.Select((weight, i) => Address(i + 1, weight))]);

    private static Balancer Of(StickyKey key, EndpointAddress[] addresses) => Halfsilver.Upstreams.Balancer.Create(
        new EndpointsService { Name = "a", Endpoints = [], Balancing = Balancing.Hash, HashKey = key },
        addresses.Select(address => new Endpoint(address, s_resolver)));

    private static EndpointAddress Address(int port, int weight) => new() { Host = "10.0.0.1", Port = port, Weight = weight };
}
