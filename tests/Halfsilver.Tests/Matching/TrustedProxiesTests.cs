using System.Net;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

/// <summary>Who the client is behind proxies that are believed.</summary>
public sealed class TrustedProxiesTests
{
    private static readonly TrustedProxies Inner = TrustedProxies.Of(["10.0.0.0/8", "fd00::/8", "192.0.2.1"]);

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("198.51.100.1,203.0.113.9 ,\t10.1.2.3,192.0.2.1", "203.0.113.9")]
    [InlineData("10.0.0.5, 10.0.0.6", "10.0.0.5")]
    [InlineData("203.0.113.9:51234", "203.0.113.9")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("[2001:db8::7]", "2001:db8::7")]
    [InlineData("[2001:db8::7]:443, fd00::1", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9")]
    [InlineData("203.0.113.9, , 10.0.0.2,", "203.0.113.9")]
    [InlineData("", "10.0.0.1")]
    [InlineData(" , ", "10.0.0.1")]
    public void The_client_is_the_right_most_address_that_is_no_trusted_proxy(string forwarded, string client) => Assert.Equal(client, Client(forwarded));

    [Theory]
    [InlineData("unknown")]
    [InlineData("203.0.113")]
    [InlineData("203.0.113.256")]
    [InlineData("0203.0.113.9")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("203.0.113.9:")]
    [InlineData("203.0.113.9:port")]
    [InlineData("203.0.113.9.")]
    [InlineData("203.0.113.9 8.8.8.8")]
    [InlineData("[2001:db8::7")]
    [InlineData("[203.0.113.9]")]
    [InlineData("[2001:db8::7]x")]
    [InlineData("fe80::1%eth0")]
    [InlineData("2001:db8:::7")]
    [InlineData("_hidden")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000001")]
    public void What_cannot_be_read_ends_the_walk(string element)
    {
        Assert.Equal("10.0.0.2", Client($"198.51.100.1, {element}, 10.0.0.2"));
        Assert.Equal("10.0.0.1", Client($"198.51.100.1, {element}"));
    }

    [Fact]
    public void Several_fields_are_one_list()
    {
        Assert.Equal("203.0.113.9", Client("198.51.100.1", "203.0.113.9, 10.0.0.7", "10.0.0.8"));
        Assert.Equal("10.0.0.8", Client("198.51.100.1", "broken", "10.0.0.8"));
    }

    [Fact]
    public void Only_those_of_the_list_are_trusted()
    {
        Assert.True(Inner.Trusts(IPAddress.Parse("10.255.0.1")));
        Assert.True(Inner.Trusts(IPAddress.Parse("fd12::1")));
        Assert.False(Inner.Trusts(IPAddress.Parse("11.0.0.1")));
        Assert.False(Inner.Trusts(null));
        Assert.False(TrustedProxies.None.Trusts(IPAddress.Loopback));
        Assert.False(TrustedProxies.Of(default).Trusts(IPAddress.Loopback));
    }

    [Fact]
    public void Rules_see_the_client_behind_the_proxy_and_the_next_request_its_own()
    {
        var rule = Asked.Compiled(new ClientAddressRule(["203.0.113.0/24"]));
        var facts = new RequestFacts();
        facts.Reset(Asked.Head("GET", "/", fields: "X-Forwarded-For: 203.0.113.9"), IPAddress.Parse("10.0.0.1"), Inner);
        Assert.True(rule.Matches(facts));
        Assert.True(rule.Matches(facts));
        facts.Reset(Asked.Head("GET", "/", fields: "X-Forwarded-For: 198.51.100.9"), IPAddress.Parse("10.0.0.1"), Inner);
        Assert.False(rule.Matches(facts));
        facts.Reset(Asked.Head("GET", "/", fields: "X-Forwarded-For: 203.0.113.9"), IPAddress.Parse("10.0.0.1"));
        Assert.False(rule.Matches(facts));
    }

    [Fact]
    public void A_network_that_cannot_be_read_is_a_problem_of_the_plan()
    {
        var problem = Assert.Single(PlanRules.Check(new Plan { TrustedProxies = ["10.0.0.0/8", "10.0.0.0/33"] }));
        Assert.Equal((ProblemCodes.BadNetwork, "trustedProxies"), (problem.Code, problem.Path));
    }

    private static string Client(params string[] forwarded)
    {
        var facts = new RequestFacts();
        facts.Reset(Asked.Head("GET", "/", fields: [.. forwarded.Select(value => $"X-Forwarded-For: {value}")]), IPAddress.Parse("10.0.0.1"), Inner);
        return facts.Client!.ToString();
    }
}
