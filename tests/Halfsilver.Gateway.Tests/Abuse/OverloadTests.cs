using System.Globalization;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Abuse;

/// <summary>More requests than the entry point takes: copies go first, then those requests that came too late, and never the others.</summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const int Most = 8;
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private readonly List<RawClient> _clients = [];
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _primary.Answers = _ => new Answer { Gate = _gate.Task };
        _gateway = await TestGateway.StartAsync(
            Plans.To(_primary, Plans.Mirror(_mirror)).WithLimits(new ConnectionLimits { MaxRequests = Most }));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Fact]
    public async Task One_more_than_allowed_is_told_so_at_once_and_served_later_on_the_same_connection()
    {
        await FillAsync(Most);
        await using var late = await _gateway.ConnectAsync();

        var refused = await late.AskAsync(Get);

        Assert.Equal((503, "application/problem+json", "1"), (refused.Status, refused.Field("Content-Type"), refused.Field("Retry-After")));
        Assert.Contains(refused.Field("X-Request-Id")!, refused.BodyText);
        Assert.Equal(Most, _primary.Begun.Count);
        Assert.Equal(1, BooksOf.Page(_gateway.Host).Sum("halfsilver_requests_refused_total", ("reason", "max_requests")));

        await LetGoAsync();
        Assert.Equal(200, (await late.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task Copies_are_shed_in_the_last_quarter_and_requests_are_not()
    {
        await FillAsync(Most);

        var books = BooksOf.Mirror(_gateway.Host).Books;
        await _mirror.WaitForAsync(Most - (Most / 4));
        await Bound.Eventually(() => books[Fate.Overload] == Most / 4, "the last ones are not copied");
        Assert.Equal(Most, _primary.Begun.Count);

        await LetGoAsync();
        await BooksOf.BalanceAsync(_gateway.Host, Most);
        Assert.Equal(Most - (Most / 4), _mirror.Begun.Count);
        Assert.Equal(Most / 4, BooksOf.Page(_gateway.Host).Sum("halfsilver_mirror_skipped_total", ("reason", "overload")));

        // With room again, requests are copied again.
        Assert.Equal(200, (await _clients[0].AskAsync(Get)).Status);
        await BooksOf.BalanceAsync(_gateway.Host, Most + 1);
        Assert.Equal(Most - (Most / 4) + 1, books.SentCount);
    }

    [Fact]
    public async Task Streams_of_one_HTTP_2_connection_count_each()
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        for (var i = 0; i < Most; i++)
        {
            await client.SendRequestAsync((2 * i) + 1, "GET", "/", end: true);
        }

        await _primary.WaitForAsync(Most);
        await client.SendRequestAsync((2 * Most) + 1, "GET", "/", end: true);

        Assert.Equal(503, (await client.ReadAnswerAsync((2 * Most) + 1)).Status);
        Assert.Equal(Most, _primary.Begun.Count);
        _gate.SetResult();
        for (var i = 0; i < Most; i++)
        {
            Assert.Equal(200, (await client.ReadAnswerAsync((2 * i) + 1)).Status);
        }
    }

    [Theory]
    [InlineData("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    public async Task A_refused_request_leaves_nothing_of_itself_before_the_next_one(string request)
    {
        await FillAsync(Most);
        await using var late = await _gateway.ConnectAsync();

        Assert.Equal(503, (await late.AskAsync(request)).Status);

        await LetGoAsync();
        Assert.Equal(200, (await late.AskAsync(Get)).Status);
        await Bound.Eventually(() => _primary.Requests.Count == Most + 1, "the next one has arrived");
        Assert.All(_primary.Requests, arrived => Assert.Equal("GET", arrived.Method));
    }

    [Fact]
    public async Task Clients_who_leave_make_room()
    {
        await FillAsync(Most);
        for (var i = 0; i < Most; i++)
        {
            _clients[i].Abort();
        }

        await _primary.WaitForAbandonedAsync(Most);
        _gate.SetResult();
        await using var next = await _gateway.ConnectAsync();
        await Bound.Eventually(() => BooksOf.Page(_gateway.Host).Sum("halfsilver_client_connections") == 1, "they have left");
        Assert.Equal(200, (await next.AskAsync(Get)).Status);
    }

    [Fact]
    public async Task At_four_times_the_bound_as_many_are_served_as_fit_and_each_of_the_others_is_told()
    {
        _gate.SetResult();
        await using var slow = BadMirror.Slow(TimeSpan.FromMilliseconds(5));
        await using var gateway = await TestGateway.StartAsync(
            Plans.To(slow, Plans.Mirror(_mirror)).WithLimits(new ConnectionLimits { MaxRequests = Most }));

        var load = await LoadClient.RunAsync(Load.Get(gateway.Address, "/", connections: 4 * Most, requestsEach: 100));

        Assert.Equal((4 * Most * 100, 0), (load.Answered, load.Failed));
        Assert.Equal([200, 503], load.Statuses.Keys);
        Assert.Equal(load.Statuses[200], slow.Requests);
        Assert.Equal(load.Statuses[503], BooksOf.Page(gateway.Host).Sum("halfsilver_requests_refused_total", ("reason", "max_requests")));
        await BooksOf.BalanceAsync(gateway.Host, slow.Requests);
        Assert.True(BooksOf.Mirror(gateway.Host).Books[Fate.Overload] > 0, "copies were shed");
    }

    [Fact]
    public async Task A_bound_of_one_still_serves_one_after_the_other()
    {
        _gate.SetResult();
        await using var gateway = await TestGateway.StartAsync(
            Plans.To(_primary, Plans.Mirror(_mirror)).WithLimits(new ConnectionLimits { MaxRequests = 1 }));
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await client.AskAsync($"GET /{i.ToString(CultureInfo.InvariantCulture)} HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        }

        await BooksOf.BalanceAsync(gateway.Host, 5);
        Assert.Equal(0, BooksOf.Mirror(gateway.Host).Books[Fate.Overload]);
    }

    /// <summary>The primary answers all of them.</summary>
    private async Task LetGoAsync()
    {
        _gate.SetResult();
        foreach (var client in _clients)
        {
            // A client that asks again may be faster than the end of its request here.
            Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        }
    }

    /// <summary>So many requests, one after the other, that wait for the primary.</summary>
    private async Task FillAsync(int requests)
    {
        for (var i = 1; i <= requests; i++)
        {
            _clients.Add(await _gateway.ConnectAsync());
            await _clients[^1].SendAsync(Get);
            await _primary.WaitForAsync(i);
        }
    }
}
