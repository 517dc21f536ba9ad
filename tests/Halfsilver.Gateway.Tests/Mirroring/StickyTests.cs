using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Mirroring;

/// <summary>Samplers as clients and mirrors meet them: on sockets, with books that balance.</summary>
public sealed class StickyTests
{
    private static readonly StickySampling ByUser = new() { Key = new StickyKey(StickyKeyKind.Header, "x-user"), Salt = "test" };

    [Fact]
    public async Task A_user_is_always_copied_or_never()
    {
        const int Users = 200;
        const int Rounds = 20;
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Sticky(mirror, 25)));

        await LoadClient.RunAsync(new Load { To = gateway.Address, Connections = 8, RequestsEach = Users * Rounds / 8, Request = ByTurns(Users) });
        await BooksOf.BalanceAsync(gateway.Host, Users * Rounds);

        var copies = Enumerable.Range(0, Users).Select(user => (Sent: primary.Of($"/{user}"), Copied: mirror.Of($"/{user}"))).ToArray();
        Assert.All(copies, user => Assert.True(user.Copied == 0 || user.Copied == user.Sent, $"{user.Copied} of {user.Sent}"));
        Assert.InRange(copies.Count(user => user.Copied > 0), 20, 80);
    }

    [Fact]
    public async Task A_share_that_rises_keeps_its_users_and_two_mirrors_with_one_salt_have_the_same()
    {
        const int Users = 300;
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var other = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Sticky(mirror, 5), Sticky(other, 5) with { Name = "other" }));
        var load = new Load { To = gateway.Address, RequestsEach = Users, Request = ByTurns(Users) };

        await LoadClient.RunAsync(load);
        await BooksOf.BalanceAsync(gateway.Host, Users);
        await BooksOf.BalanceAsync(gateway.Host, Users, "other");
        var few = Copied(mirror, Users);
        Assert.Equal(few, Copied(other, Users));

        Assert.Empty(gateway.Host.Plans.TrySwap(gateway.Host.Plans.Plan with
        {
            Routes = [gateway.Host.Plans.Plan.Routes[0] with { Mirrors = [Sticky(mirror, 25), Sticky(other, 5) with { Name = "other" }] }],
        }));
        await LoadClient.RunAsync(load);
        await BooksOf.BalanceAsync(gateway.Host, 2 * Users);

        Assert.ProperSubset(Copied(mirror, Users), few);
        Assert.Equal(few, Copied(other, Users));
    }

    [Fact]
    public async Task Without_a_user_nothing_is_copied_where_the_fallback_skips()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Sticky(mirror, 100) with { Sampling = ByUser with { Fallback = StickyFallback.Skip } }));
        await using var client = await gateway.ConnectAsync();

        await client.AskAsync("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.AskAsync("GET /empty HTTP/1.1\r\nHost: a\r\nX-User:\r\n\r\n");
        await client.AskAsync("GET /there HTTP/1.1\r\nHost: a\r\nX-User: 7\r\n\r\n");
        await BooksOf.BalanceAsync(gateway.Host, 3);

        Assert.Equal((0, 0, 1), (mirror.Of("/none"), mirror.Of("/empty"), mirror.Of("/there")));
        Assert.Equal(2, BooksOf.Mirror(gateway.Host).Books[Halfsilver.Sending.Fate.NotSampled]);
    }

    // Traefik's own cases: 10 % and 50 % of 100 and of 10, and which of them.
    [Theory]
    [InlineData(100, 10, 50)]
    [InlineData(10, 1, 5)]
    public async Task The_counter_copies_the_requests_that_Traefik_copies(int requests, int tenth, int half)
    {
        await using var primary = CountingUpstream.Start();
        await using var first = CountingUpstream.Start();
        await using var second = CountingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary, Counted(first, 10, "first"), Counted(second, 50, "second")));

        await LoadClient.RunAsync(new Load { To = gateway.Address, RequestsEach = requests, Request = ByTurns(requests) });
        await BooksOf.BalanceAsync(gateway.Host, requests, "first");
        await BooksOf.BalanceAsync(gateway.Host, requests, "second");

        Assert.Equal((requests, tenth, half), (primary.Count, first.Count, second.Count));
        Assert.Equal(Enumerable.Range(0, tenth).Select(i => i * 10), Copied(first, requests).Order());
        Assert.Equal(Enumerable.Range(0, half).Select(i => i * 2), Copied(second, requests).Order());
    }

    [Fact]
    public async Task Routes_that_share_a_service_share_the_count_of_its_mirrors()
    {
        await using var primary = CountingUpstream.Start();
        await using var mirror = CountingUpstream.Start();
        var plan = Plans.To(primary, Counted(mirror, 10, "mirror"));
        var watched = new MirroringService { Name = "watched", Primary = new ServiceRef("primary"), Mirrors = plan.Routes[0].Mirrors };
        await using var gateway = await TestGateway.StartAsync(plan with
        {
            Services = plan.Services.Add("watched", watched),
            Routes = [.. new[] { "/a", "/b" }.Select(path => new Route { Name = path, Rule = new PathPrefixRule(path), Action = new ForwardAction(new ServiceRef("watched")) })],
        });
        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < 10; i++)
        {
            await client.AskAsync("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
            await client.AskAsync("GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        await BooksOf.PageBalancesAsync(gateway.Host, "mirror");
        await Bound.Eventually(() => mirror.Count == 2, "two of twenty are copied");
        Assert.Equal((2, 0), (mirror.Of("/a"), mirror.Of("/b")));
    }

    private static Func<int, ReadOnlyMemory<byte>> ByTurns(int users)
    {
        var requests = Enumerable.Range(0, users).Select(user => (ReadOnlyMemory<byte>)Bytes.Of($"GET /{user} HTTP/1.1\r\nHost: a\r\nX-User: {user}\r\n\r\n")).ToArray();
        return n => requests[n % users];
    }

    private static HashSet<int> Copied(CountingUpstream mirror, int users) => [.. Enumerable.Range(0, users).Where(user => mirror.Of($"/{user}") > 0)];

    private static Mirror Sticky(CountingUpstream to, decimal percent) => Patient(Plans.Mirror(to, percent) with { Sampling = ByUser });

    private static Mirror Counted(CountingUpstream to, decimal percent, string name) => Patient(Plans.Mirror(to, percent, name) with { Sampling = MirrorSampling.Counter });

    private static Mirror Patient(Mirror mirror) => mirror with
    {
        Budget = new MirrorBudget { MaxQueue = 100_000 },
        Timeouts = new CopyTimeouts { Connect = TimeSpan.FromSeconds(30), Deadline = TimeSpan.FromSeconds(60), Idle = TimeSpan.FromSeconds(60) },
    };
}
