using System.Net;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Tests.Sending;
using Halfsilver.Upstreams;
using Halfsilver.Wire;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Upstreams;

/// <summary>What is not dialled, however it is written.</summary>
public sealed class OutboundTests
{
    // What names resolve to here: whoever owns a name chooses its addresses.
    private static readonly Dictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["metadata.test"] = "169.254.169.254",
        ["metadata.test."] = "169.254.169.254",
        ["six.metadata.test"] = "fd00:ec2::254",
        ["mapped.metadata.test"] = "::ffff:169.254.169.254",
        ["nowhere.test"] = "0.0.0.0",
        ["169.254.169.254."] = "169.254.169.254",
        ["0xa9fea9fe."] = "169.254.169.254",
        ["many.test"] = "239.1.2.3",
    };

    /// <summary>Hosts as a service may write them; behind a <c>=</c> what the plan pins them to.</summary>
    public static TheoryData<string> Spellings() =>
    [
        // The metadata of most clouds: plain, decimal, hex, octal, short and mixed.
        "169.254.169.254", "2852039166", "0xA9FEA9FE", "0xa9fea9fe", "025177524776", "0251.0376.0251.0376", "0xA9.0xFE.0xA9.0xFE",
        "0xa9.254.0251.254", "169.254.43518", "169.16689662", "169.0xFEA9FE", "0251.254.169.254", "169.254.0xa9fe", "169.254.0124776",

        // The same inside IPv6, short and long, in either case, and behind zones.
        "::ffff:169.254.169.254", "::FFFF:A9FE:A9FE", "0:0:0:0:0:ffff:a9fe:a9fe", "0000:0000:0000:0000:0000:FFFF:169.254.169.254", "::ffff:0:a9fe:a9fe",
        "::169.254.169.254", "::a9fe:a9fe", "64:ff9b::169.254.169.254", "64:FF9B::A9FE:A9FE", "64:ff9b:1::a9fe:a9fe", "64:ff9b:1:a9fe:a9:fe00::",
        "2002:a9fe:a9fe::1", "2002:A9FE:A9FE::", "2001:0:a9fe:a9fe::1", "2001:0:1:2:3:4:5601:5601", "fd12::5efe:169.254.169.254", "2001:db8::200:5efe:a9fe:a9fe",
        "::ffff:169.254.169.254%1",

        // Link-local, elsewhere.
        "169.254.0.0", "169.254.170.2", "169.254.255.255", "fe80::1", "FE80::a9fe:a9fe", "fe80::1%1", "febf:ffff::1",

        // Other clouds.
        "fd00:ec2::254", "FD00:0EC2:0:0:0:0:0:254", "fd00:ec2::23", "fd20:ce::254", "fd00:c1::a9fe:a9fe", "100.100.100.200", "1684301000", "::ffff:100.100.100.200", "192.0.0.192",
        "0xC00000C0", "168.63.129.16",

        // Nobody, everybody.
        "0.0.0.0", "0", "0x0", "00", "0.1", "::", "::ffff:0.0.0.0", "224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::fb", "255.255.255.255", "4294967295", "0xffffffff",

        // Names, and pins.
        "metadata.test", "METADATA.test", "metadata.test.", "six.metadata.test", "mapped.metadata.test", "nowhere.test", "many.test", "169.254.169.254.", "0xa9fea9fe.",
        "api.test=169.254.169.254", "api.test=2852039166", "api.test=169.254.169.254:81", "api.test=::ffff:a9fe:a9fe", "api.test=[fe80::1%1]:80", "API.test=0.0.0.0", "10.0.0.1=169.254.169.254",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task No_spelling_of_a_forbidden_address_is_dialled(string spelling)
    {
        using var wheel = new DeadlineWheel(TimeProvider.System);
        var (address, resolver) = At(spelling, wheel);

        foreach (var protocol in new[] { UpstreamProtocol.Http1, UpstreamProtocol.H2c })
        {
            var endpoint = new Endpoint(address, resolver, Reach.Plain with { Protocol = protocol });
            var (connection, result) = await endpoint.ConnectAsync(wheel, TimeSpan.FromSeconds(5));
            Assert.Null(connection);
            Assert.Equal(DialResult.Forbidden, result);
        }
    }

    [Fact]
    public void There_are_more_than_60_spellings() => Assert.True(Spellings().Count > 60);

    [Theory]
    [InlineData("169.254.169.254", null)]
    [InlineData("2852039166", null)]
    [InlineData("::ffff:169.254.169.254", null)]
    [InlineData("0.0.0.0", null)]
    [InlineData("fe80::1", null)]
    [InlineData("api.test", "169.254.169.254")]
    [InlineData("api.test", "0xa9fea9fe:80")]
    public void A_plan_that_writes_a_forbidden_address_down_is_refused_at_its_place(string host, string? pin)
    {
        var plan = new Plan { Services = new Plan().Services.Add("a", new EndpointsService { Name = "a", Endpoints = [new EndpointAddress { Host = host, Port = 80 }] }) };
        plan = pin is null ? plan : plan with { Resolve = plan.Resolve.Add($"{host}:80", pin) };

        var problem = Assert.Single(PlanRules.CheckAll(plan));

        Assert.Equal((ProblemCodes.ForbiddenAddress, "services[a].endpoints[0].host"), (problem.Code, problem.Path));
        Assert.Empty(PlanRules.CheckAll(plan with { Outbound = new OutboundSettings { Allow = ["0.0.0.0/0", "::/0"] } }));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.201")]
    [InlineData("192.0.0.191")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("255.255.255.254")]
    [InlineData("8.8.8.8")]
    [InlineData("fd00::1")]
    [InlineData("fec0::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Private_addresses_and_loopback_are_dialled_like_any_other(string address) =>
        Assert.True(OutboundRules.Usual.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("169.254.7.1", true, "what is allowed wins over what is refused by itself")]
    [InlineData("::ffff:169.254.7.1", true, "in every form")]
    [InlineData("169.254.8.1", false, "and nothing beside it")]
    [InlineData("169.254.7.9", false, "what is denied wins over what is allowed")]
    [InlineData("64:ff9b::169.254.7.9", false, "in every form")]
    [InlineData("10.9.0.1", false, "an address that is usual can be denied")]
    [InlineData("2002:0a09:0001::", false, "in every form")]
    [InlineData("10.8.0.1", true, "and nothing beside it")]
    [InlineData("fd00:bad::1", false, "IPv6 too")]
    [InlineData("fd00:ec2::254", true, "an IPv6 network can be allowed")]
    public void Networks_are_allowed_and_denied_in_this_order(string address, bool allowed, string why)
    {
        var rules = OutboundRules.Of(new OutboundSettings
        {
            Allow = ["169.254.7.0/24", "fd00:ec2::/32"],
            Deny = ["169.254.7.8/29", "10.9.0.0/16", "fd00:bad::/32"],
        });

        Assert.True(rules.Allows(IPAddress.Parse(address)) == allowed, why);
    }

    [Fact]
    public async Task A_name_that_moves_to_a_forbidden_address_is_refused_when_it_is_dialled_again()
    {
        await using var server = RecordingUpstream.Start();
        using var wheel = new DeadlineWheel(TimeProvider.System);
        var time = new FakeTime();
        var address = IPAddress.Loopback;
        var resolver = new Resolver(time, _ => Task.FromResult<IPAddress[]>([address]));
        var endpoint = new Endpoint(new EndpointAddress { Host = "rebound.test", Port = server.Port }, resolver);
        var (first, _) = await endpoint.ConnectAsync(wheel, Rig.Patient);
        using (Assert.IsType<WireConnection>(first))
        {
            address = IPAddress.Parse("169.254.169.254");
            time.Advance(TimeSpan.FromMinutes(1));

            Assert.Equal((null, DialResult.Forbidden), await endpoint.ConnectAsync(wheel, Rig.Patient));
        }
    }

    [Fact]
    public async Task A_copy_to_a_forbidden_address_fails_for_a_reason_of_its_own()
    {
        await using var rig = new Rig();
        var mirror = rig.Mirror(new IPEndPoint(IPAddress.Parse("169.254.169.254"), 80));

        Rig.Send(mirror, Rig.Get());

        await rig.AtRestAsync(mirror);
        Assert.Equal("matched 1, sent 1: FailedForbidden 1", Rig.BooksText(mirror));
        Assert.Contains(rig.Lines, line => line.Contains("forbidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_checks_dial_nothing_else_either()
    {
        using var rig = new WatchRig();
        var check = new HealthCheck { Path = "/", UnhealthyAfter = 1 };
        var upstream = rig.Open(new EndpointsService { Name = "a", Endpoints = [new EndpointAddress { Host = "169.254.169.254", Port = 80 }], HealthCheck = check });

        await rig.RoundAsync(upstream, check.Interval);

        Assert.False(upstream.HasEndpoint);
        Assert.Contains(rig.Log.Lines, line => $"{line}".Contains("Forbidden", StringComparison.Ordinal));
        upstream.Close();
    }

    private static (EndpointAddress Address, Resolver Resolver) At(string spelling, DeadlineWheel wheel)
    {
        var (host, pin) = spelling.Split('=') is [var left, var right] ? (left, right) : (spelling, null);
        var resolver = new Resolver(wheel.Time, name => Task.FromResult<IPAddress[]>(s_names.TryGetValue(name, out var found) ? [IPAddress.Parse(found)] : []));
        resolver.Pin(pin is null ? [] : [KeyValuePair.Create($"{host}:80", pin)]);
        return (new EndpointAddress { Host = host, Port = 80 }, resolver);
    }
}
