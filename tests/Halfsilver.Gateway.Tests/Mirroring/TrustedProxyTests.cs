using System.Collections.Immutable;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Whose word about a client counts, from the plan to routes, samplers and what upstreams see.</summary>
public sealed class TrustedProxyTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n\r\n";

    [Theory]
    [InlineData("127.0.0.0/8", "inner", "203.0.113.9, 127.0.0.1", "https", "shop.example")]
    [InlineData("10.0.0.0/8", "", "203.0.113.9, 127.0.0.1", "http", "a")]
    [InlineData(null, "", "203.0.113.9, 127.0.0.1", "http", "a")]
    public async Task Rules_and_forwarding_fields_follow_the_list(string? trusted, string matched, string forwardedFor, string proto, string host)
    {
        await using var primary = RecordingUpstream.Start(Answer.Ok);
        await using var mirror = RecordingUpstream.Start(Answer.Ok);
        await using var gateway = await TestGateway.StartAsync(Trusting(Plans.To(primary, Plans.Mirror(mirror)), trusted));
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync(Request);
        await mirror.WaitForAsync(1);
        await BooksOf.PageBalancesAsync(gateway.Host, "mirror");

        foreach (var seen in (RecordedRequest[])[primary.Requests[0], mirror.Requests[0]])
        {
            Assert.Equal((forwardedFor, proto, host), (seen.Field("X-Forwarded-For"), seen.Field("X-Forwarded-Proto"), seen.Field("X-Forwarded-Host")));
            Assert.Equal(matched, seen.Field("X-Matched") ?? "");
        }
    }

    [Theory]
    [InlineData("127.0.0.0/8", "https", "https")]
    [InlineData("127.0.0.0/8", "HTTP", "http")]
    [InlineData("127.0.0.0/8", "gopher", "http")]
    [InlineData("10.0.0.0/8", "https", "http")]
    public async Task A_redirect_keeps_the_scheme_that_a_trusted_proxy_was_asked_with(string trusted, string said, string scheme)
    {
        var route = new Route { Name = "moved", Rule = AnyRule.Instance, Action = new RedirectAction { Path = "/there" } };
        await using var gateway = await TestGateway.StartAsync(new Plan { EntryPoints = [EntryPoint.Default with { Listen = "127.0.0.1:0" }], Routes = [route], TrustedProxies = [trusted] });
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync($"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: {said}\r\n\r\n");

        Assert.Equal($"{scheme}://a/there", answer.Field("Location"));
    }

    [Fact]
    public async Task A_reload_changes_whom_open_connections_are_believed()
    {
        await using var primary = RecordingUpstream.Start(Answer.Ok);
        var plan = Plans.To(primary);
        await using var gateway = await TestGateway.StartAsync(Trusting(plan, null));
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync(Request);
        Assert.Empty(gateway.Host.Plans.TrySwap(Trusting(plan, "127.0.0.1")));
        await client.AskAsync(Request);
        Assert.Empty(gateway.Host.Plans.TrySwap(Trusting(plan, null)));
        await client.AskAsync(Request);

        Assert.Equal(["", "inner", ""], primary.Requests.Select(seen => seen.Field("X-Matched") ?? ""));
    }

    [Fact]
    public async Task Clients_behind_a_trusted_proxy_are_told_apart_by_the_sticky_sampler()
    {
        const int Clients = 250;
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        var sticky = Plans.Mirror(mirror, 40) with { Sampling = new StickySampling { Key = new StickyKey(StickyKeyKind.ClientAddress) }, Budget = new MirrorBudget { MaxQueue = 10_000 } };
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, sticky) with { TrustedProxies = ["127.0.0.1"] });
        var requests = Enumerable.Range(0, Clients).Select(n => (ReadOnlyMemory<byte>)Bytes.Of($"GET /{n} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.{n}\r\n\r\n")).ToArray();

        await LoadClient.RunAsync(new Load { To = gateway.Address, RequestsEach = 4 * Clients, Request = n => requests[n % Clients] });
        await BooksOf.BalanceAsync(gateway.Host, 4 * Clients);

        var copies = Enumerable.Range(0, Clients).Select(n => mirror.Of($"/{n}")).ToArray();
        Assert.All(copies, count => Assert.True(count is 0 or 4));
        Assert.InRange(copies.Count(count => count == 4), 60, 140);
    }

    // A second route takes what comes from the network of clients, and marks it.
    private static Plan Trusting(Plan plan, string? trusted) => plan with
    {
        TrustedProxies = trusted is null ? [] : ImmutableArray.Create(trusted),
        Routes =
        [
            plan.Routes[0],
            plan.Routes[0] with
            {
                Name = "inner",
                Priority = 10,
                Rule = new ClientAddressRule(["203.0.113.0/24"]),
                Rewrite = new Rewrite { SetFields = [new Field("X-Matched", "inner")] },
            },
        ],
    };
}
