using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Abuse;

/// <summary>Clients that open streams and reset them as fast as they can.</summary>
public sealed class RapidResetTests : IAsyncLifetime
{
    private const int Connections = 20;
    private const int Streams = 200;

    private readonly TaskCompletionSource _never = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _primary.Answers = request => request.Target == "/normal" ? Answer.Ok : new Answer { Gate = _never.Task };
        _gateway = await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)));
    }

    public async ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Fact]
    public async Task Others_are_served_calls_are_cancelled_and_the_books_balance_while_thousands_of_streams_are_reset()
    {
        var resetting = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ResetAsync("GET", end: true)));
        await ServeNormalAsync();
        await Bound.Within(resetting, TimeSpan.FromSeconds(30), "all streams are reset");
        await ServeNormalAsync();

        var books = BooksOf.Mirror(_gateway.Host).Books;
        await Bound.Eventually(() => BooksOf.Page(_gateway.Host).Sum("halfsilver_client_connections") == 0, TimeSpan.FromSeconds(20), "connections are gone");
        await BooksOf.BalanceAsync(_gateway.Host, books.MatchedCount);

        // No call waits on for an answer that nobody wants, and no mirror has seen what the primary has not.
        await Bound.Eventually(
            () => _primary.Begun.All(request => request.Target != "/reset" || request.IsAbandoned), TimeSpan.FromSeconds(20), "calls are cancelled");
        await Bound.Eventually(
            () => _primary.Connections <= _primary.Begun.Count + (Connections * Streams / 4) && books.SentCount <= _primary.Begun.Count,
            () => $"{_primary.Connections} connections for {_primary.Begun.Count} requests, {books.SentCount} copies of them");
    }

    [Fact]
    public async Task Copies_of_streams_that_are_reset_within_their_body_are_never_whole()
    {
        var resetting = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => ResetAsync("POST", end: false)));
        await ServeNormalAsync();
        await Bound.Within(resetting, TimeSpan.FromSeconds(30), "all streams are reset");

        var books = BooksOf.Mirror(_gateway.Host).Books;
        await Bound.Eventually(() => BooksOf.Page(_gateway.Host).Sum("halfsilver_client_connections") == 0, TimeSpan.FromSeconds(20), "connections are gone");
        await BooksOf.BalanceAsync(_gateway.Host, books.MatchedCount);
        Assert.All(_mirror.Requests, request => Assert.Equal("/normal", request.Target));
        Assert.All(_primary.Requests, request => Assert.Equal("/normal", request.Target));
        Assert.Equal(books.MatchedCount, books[Fate.Answered] + books[Fate.ClientAbort] + books[Fate.CutClientAbort]);
    }

    [Fact]
    public async Task A_request_whose_client_is_gone_before_the_primary_has_it_is_not_copied()
    {
        await using var blackhole = await BadMirror.BlackHoleSynAsync();
        var plan = Plans.To(blackhole, Plans.Mirror(_mirror));

        // The client goes while the gateway connects; how that ends is looked at when connecting is given up.
        var never = Plans.Service("primary", blackhole.Authority) with { Timeouts = new ServiceTimeouts { Connect = TimeSpan.FromSeconds(5) } };
        await using var gateway = await TestGateway.StartAsync(plan with { Services = plan.Services.SetItem("primary", never) });
        await using var client = await Http2Client.ConnectAsync(gateway.Address);
        await client.SendRequestAsync(1, "GET", "/reset", end: true);
        await Bound.Eventually(() => BooksOf.Mirror(gateway.Host).Books.MatchedCount == 1, "the request is there");

        await client.ResetAsync(1);

        await Bound.Eventually(() => BooksOf.Mirror(gateway.Host).Books[Fate.ClientAbort] == 1, "its copy is counted");
        Assert.Equal(0, _mirror.Connections);
        await BooksOf.BalanceAsync(gateway.Host, 1);
    }

    private async Task ServeNormalAsync()
    {
        await using var normal = await _gateway.ConnectAsync();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(200, (await normal.AskAsync("GET /normal HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        }
    }

    /// <summary>Streams and their resets in one piece; the server may end the connection when it has had enough.</summary>
    private async Task ResetAsync(string method, bool end)
    {
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        var block = Http2Client.Block((":method", method), (":scheme", "http"), (":path", "/reset"), (":authority", "a.test"));
        for (var stream = 1; stream < Streams * 2; stream += 2)
        {
            byte[] frames =
            [
                .. Http2Client.Frame(1, (byte)(end ? 5 : 4), stream, block),
                .. end ? [] : Http2Client.Frame(0, 0, stream, Bytes.Of("half of it")),
                .. Http2Client.Frame(3, 0, stream, [0, 0, 0, 8]),
            ];
            if (await client.FloodAsync(frames, 1) == 0)
            {
                return;
            }
        }
    }
}
