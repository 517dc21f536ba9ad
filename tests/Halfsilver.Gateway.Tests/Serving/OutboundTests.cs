using System.Net;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Serving;

/// <summary>A gateway dials neither itself nor what is no service, unless it is told to.</summary>
public sealed class OutboundTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_primary_that_is_the_gateway_itself_is_answered_with_502(string host)
    {
        await using var first = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(first));
        Assert.Empty(gateway.Host.Plans.TrySwap(Plans.To($"{host}:{gateway.Address.Port}")));
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync(Get);

        // A machine where the name is IPv6's loopback first finds nobody there, which is a 502 as well.
        Assert.Equal(502, answer.Status);
        Assert.Equal(0, first.Count);
    }

    [Fact]
    public async Task What_the_plan_denies_is_no_exception_and_no_connection()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        var plan = Plans.To(primary, Plans.Mirror(mirror));
        await using var gateway = await TestGateway.StartAsync(plan with { Outbound = new OutboundSettings { Deny = ["192.0.2.0/24"] } });
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(200, (await client.AskAsync(Get)).Status);
        await mirror.WaitForAsync(1);
        var renamed = Plans.To("localhost:9", Plans.Mirror("localhost:10"));

        Assert.Empty(gateway.Host.Plans.TrySwap(renamed with { Outbound = new OutboundSettings { Deny = ["127.0.0.0/8", "::1/128"], Allow = ["127.0.0.0/8"] } }));

        var answer = await client.AskAsync(Get);
        Assert.Equal(502, answer.Status);
        Assert.Contains("none that this gateway dials", answer.BodyText, StringComparison.Ordinal);
        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.FailedForbidden]);
        Assert.Equal(1, BooksOf.Page(gateway.Host).Sum("halfsilver_mirror_errors_total", ("mirror", "mirror"), ("reason", "forbidden")));
    }

    [Fact]
    public async Task A_mirror_that_is_the_gateway_itself_costs_a_count()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        Assert.Empty(gateway.Host.Plans.TrySwap(Plans.To(primary, Plans.Mirror($"127.0.0.1:{gateway.Address.Port}"))));
        await using var client = await gateway.ConnectAsync();

        Assert.Equal(200, (await client.AskAsync(Get)).Status);

        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.FailedForbidden]);
        Assert.Equal(1, primary.Count);
    }

    [Fact]
    public async Task A_mirror_of_itself_that_is_meant_comes_back_once_and_is_not_copied_again()
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(primary));
        var plan = Plans.To(primary, Plans.Mirror($"127.0.0.1:{gateway.Address.Port}"));
        Assert.Empty(gateway.Host.Plans.TrySwap(plan with { Outbound = new OutboundSettings { OwnListeners = true } }));
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
        }

        await BooksOf.BalanceAsync(gateway.Host, 10);
        var books = BooksOf.Mirror(gateway.Host).Books;
        Assert.Equal((5, 5, 10), (books[Fate.Answered], books[Fate.Loop], primary.Count));
    }

    [Fact]
    public async Task The_admin_sides_listener_is_its_own_too()
    {
        await using var other = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(Plans.To(other));
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(200, (await client.AskAsync(Get)).Status);

        // As if the admin side stood there: what was connected before stays, what is dialled now is refused.
        gateway.Host.ListensAlso(new IPEndPoint(IPAddress.Loopback, other.Port));
        Assert.Empty(gateway.Host.Plans.TrySwap(Plans.To(other, Plans.Mirror(other))));

        await client.AskAsync(Get);
        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Fate.FailedForbidden]);
    }
}
