using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Abuse;

/// <summary>Two hundred clients that are slow on purpose, and one that is not.</summary>
public sealed class SlowClientTests : IAsyncDisposable
{
    private const int Slow = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private static readonly ConnectionLimits s_impatientWithBodies = new() { BodyRateGrace = TimeSpan.FromSeconds(5), MinBodyRate = 1_000 };

    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private readonly List<RawClient> _slow = [];
    private TestGateway _gateway = null!;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_slow.Select(client => client.DisposeAsync().AsTask()));
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Fact]
    public async Task Heads_that_never_end_are_told_408_and_nobody_else_waits()
    {
        await StartAsync(new() { HeadTimeout = TimeSpan.FromSeconds(5) });
        await ConnectAsync("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");

        await ServeNormalAsync();

        foreach (var client in _slow)
        {
            Assert.Equal(408, (await client.ReadAnswerAsync(timeout: s_patience)).Status);
            Assert.True(await client.IsClosedAsync(Bound.Usual));
        }

        await ServeNormalAsync();
        Assert.All(_primary.Requests, request => Assert.Equal("/normal", request.Target));
    }

    [Fact]
    public async Task Bodies_that_never_end_are_told_408_and_neither_side_has_a_whole_one()
    {
        await StartAsync(s_impatientWithBodies);
        await ConnectAsync("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");

        await ServeNormalAsync();

        foreach (var client in _slow)
        {
            Assert.Equal(408, (await client.ReadAnswerAsync(timeout: s_patience)).Status);
        }

        await ServeNormalAsync();
        Assert.All(_primary.Requests, request => Assert.Equal("/normal", request.Target));
        Assert.All(_mirror.Requests, request => Assert.Equal("/normal", request.Target));
        await BooksOf.BalanceAsync(_gateway.Host, Slow + 40, within: s_patience);
    }

    [Fact]
    public async Task A_slow_body_over_HTTP_2_ends_as_over_HTTP_1()
    {
        await StartAsync(s_impatientWithBodies);
        await using var client = await Http2Client.ConnectAsync(_gateway.Address);
        await client.SendRequestAsync(1, "POST", "/slow", end: false);
        await client.SendDataAsync(1, "abc", end: false);
        await _primary.WaitForHeadsAsync(1);
        await _mirror.WaitForHeadsAsync(1);

        await ServeNormalAsync();
        await Bound.Within(client.ReadAnswerAsync(1), s_patience, "the gateway has had enough");

        await _primary.WaitForAbandonedAsync(1, s_patience);
        await _mirror.WaitForAbandonedAsync(1, s_patience);
        Assert.All(_primary.Requests, request => Assert.Equal("/normal", request.Target));
    }

    // What a test does not mean to run into stays at its default: a busy machine is slow as well.
    private async Task StartAsync(ConnectionLimits limits)
    {
        _primary.Answers = _ => Answer.Ok;
        _gateway = await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)).WithLimits(limits));
    }

    private async Task ConnectAsync(string opening)
    {
        for (var i = 0; i < Slow; i++)
        {
            _slow.Add(await RawClient.ConnectAsync(_gateway.Address, s_patience, receiveBuffer: 4096));
            await _slow[^1].SendAsync(opening);
        }
    }

    private async Task ServeNormalAsync()
    {
        await using var normal = await _gateway.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await normal.AskAsync("GET /normal HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        }
    }
}
