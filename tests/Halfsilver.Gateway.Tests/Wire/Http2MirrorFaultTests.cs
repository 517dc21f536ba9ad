using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Mirrors that speak HTTP/2 badly: the primary is unharmed, the fates are right, the sockets bounded.</summary>
public sealed class Http2MirrorFaultTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    // Only for copies that end by it.
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_mirror_that_never_answers_costs_copies_and_no_primary()
    {
        await using var mirror = BadHttp2Mirror.NeverAnswers();
        Assert.Equal(5, (await RunAsync(mirror.Authority, 5, Get, s_short))[Fate.FailedAnswerTimeout]);
    }

    [Fact]
    public async Task A_mirror_whose_window_never_opens_is_a_write_timeout()
    {
        await using var mirror = BadHttp2Mirror.NeverOpensItsWindow();

        // More than fits the window of a connection whose settings have not come yet.
        var request = $"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n{new string('x', 200_000)}";
        Assert.Equal(3, (await RunAsync(mirror.Authority, 3, request, s_short))[Fate.FailedWriteTimeout]);
    }

    [Theory]
    [InlineData(0x2, Fate.FailedReset)]
    [InlineData(0x7, Fate.FailedReset)]
    [InlineData(0x8, Fate.FailedReset)]
    [InlineData(0x1, Fate.FailedProtocol)]
    public async Task A_stream_that_the_mirror_ends_is_reset_or_no_HTTP(int code, object fate)
    {
        await using var mirror = BadHttp2Mirror.Resets(code);
        Assert.Equal(5, (await RunAsync(mirror.Authority, 5, Get))[(Fate)fate]);
    }

    [Fact]
    public async Task A_mirror_that_talks_nonsense_has_no_HTTP_to_say()
    {
        await using var mirror = BadHttp2Mirror.TalksNonsense();
        Assert.Equal(3, (await RunAsync(mirror.Authority, 3, Get))[Fate.FailedProtocol]);
    }

    [Fact]
    public async Task A_mirror_that_speaks_HTTP_1_has_no_HTTP_2_to_say()
    {
        await using var mirror = RecordingUpstream.Start();
        var books = await RunAsync(mirror.Authority, 3, Get);
        Assert.Equal(3, books[Fate.FailedProtocol] + books[Fate.FailedReset] + books[Fate.FailedTruncated]);
    }

    [Fact]
    public async Task A_mirror_that_goes_away_every_ten_streams_loses_no_copy_that_comes_after()
    {
        await using var mirror = BadHttp2Mirror.GoesAwayEvery(10);
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(PlanOf(primary, mirror.Authority));
        await using var client = await gateway.ConnectAsync();
        for (var i = 1; i <= 100; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
            await BooksOf.BalanceAsync(gateway.Host, i);
        }

        Assert.Equal(100, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
        Assert.Equal(10, mirror.Connections);
    }

    [Fact]
    public async Task A_mirror_that_goes_away_under_a_hundred_copies_at_once_loses_some_and_the_books_balance()
    {
        // Streams that a mirror has not looked at are begun again elsewhere, three times.
        await using var mirror = BadHttp2Mirror.GoesAwayEvery(10);
        var books = await RunAsync(mirror.Authority, 100, Get);
        Assert.InRange(books[Fate.Answered], 10, 100);
        Assert.Equal(100, books[Fate.Answered] + books[Fate.FailedReset] + books[Fate.FailedTruncated]);
        Assert.InRange(mirror.Connections, 2, 30);
    }

    [Fact]
    public async Task Two_hundred_copies_at_once_share_few_connections()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var mirror = await Http2Upstream.StartAsync(answer: _ => gate.Task);
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(PlanOf(primary, mirror.Authority));
        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(200, (await client.AskAsync(Get)).Status);
        }

        await mirror.WaitForAsync(200);
        Assert.InRange(mirror.Connections, 1, 4);
        gate.SetResult();
        await BooksOf.BalanceAsync(gateway.Host, 200);
        Assert.Equal(200, BooksOf.Mirror(gateway.Host).Books[Fate.Answered]);
        Assert.InRange(mirror.Connections, 1, 4);
    }

    [Fact]
    public async Task Clients_that_name_many_hosts_do_not_open_a_connection_for_each_that_stays()
    {
        using var certificates = new CertificateFolder();
        await using var backend = await Backend.StartAsync(Speaks.Http2Tls, certificates);
        var plan = Plans.To("127.0.0.1:1");
        plan = plan with { Services = plan.Services.SetItem("primary", backend.Service("primary")) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(200, (await client.AskAsync($"GET / HTTP/1.1\r\nHost: h{i}.test\r\n\r\n")).Status);
        }

        await Bound.Eventually(() => backend.Http2!.OpenConnections <= 32, "connections of hosts long ago are closed");
        Assert.Equal("h99.test", backend.Http2!.Requests[^1].Fields.First("host"));
    }

    [Fact]
    public async Task A_client_that_goes_away_resets_the_stream_of_the_primary()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var primary = await Http2Upstream.StartAsync();
        primary.Talks = async context =>
        {
            context.RequestAborted.Register(gone.SetResult);
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await gone.Task;
        };
        var plan = Plans.To(primary.Authority);
        plan = plan with { Services = plan.Services.SetItem("primary", H2c(Plans.Service("primary", primary.Authority))) };
        await using var gateway = await TestGateway.StartAsync(plan);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Get);
        await client.ReadSomeAsync();
        client.Abort();

        await Bound.Within(gone.Task, Bound.Usual, "the stream's end is seen");
        Assert.Equal(1, primary.OpenConnections);
    }

    [Fact]
    public async Task An_answer_that_ends_is_no_abort_for_the_server()
    {
        var aborted = 0;
        await using var primary = await Http2Upstream.StartAsync();
        primary.Talks = async context =>
        {
            context.RequestAborted.Register(() => Interlocked.Increment(ref aborted));
            context.Response.ContentLength = 5;
            await context.Response.WriteAsync("whole");
            await context.Response.Body.FlushAsync();

            // The stream's end comes behind its last bytes, as it does from servers that do more after an answer.
            await Task.Yield();
        };
        var plan = Plans.To(primary.Authority);
        plan = plan with { Services = plan.Services.SetItem("primary", H2c(Plans.Service("primary", primary.Authority))) };

        // The end of a stream is waited for a second at most: in a time that stands still, for ever.
        await using var host = await GatewayHost.StartAsync(new LaunchRequest { Plan = plan, Logs = NullLoggerFactory.Instance, Time = new FakeTime() });
        await using var client = await RawClient.ConnectAsync(host.Bound[0].Address);

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("whole", (await client.AskAsync(Get)).BodyText);
        }

        Assert.Equal(0, Volatile.Read(ref aborted));
        Assert.Equal(1, primary.Connections);
    }

    private static EndpointsService H2c(EndpointsService service) => service with { Protocol = UpstreamProtocol.H2c };

    private static Plan PlanOf(RecordingUpstream primary, string mirror, TimeSpan? limit = null)
    {
        var patience = limit ?? TimeSpan.FromSeconds(30);
        var copy = Plans.Mirror(mirror) with
        {
            Timeouts = Plans.Unhurried with { Deadline = patience, Idle = patience },
            Circuit = new CircuitSettings { OpenAfter = 1_000_000 },
        };
        var plan = Plans.To(primary, copy);
        return plan with { Services = plan.Services.SetItem(mirror, H2c(Plans.Service(mirror, mirror))) };
    }

    private static async Task<Books> RunAsync(string mirror, int requests, string request, TimeSpan? limit = null)
    {
        await using var primary = RecordingUpstream.Start();
        await using var gateway = await TestGateway.StartAsync(PlanOf(primary, mirror, limit));
        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < requests; i++)
        {
            Assert.Equal(200, (await client.AskAsync(request)).Status);
        }

        await BooksOf.BalanceAsync(gateway.Host, requests);
        Assert.Equal(requests, primary.Count);
        await BooksOf.NothingHeldAsync(gateway.Host);
        return BooksOf.Mirror(gateway.Host).Books;
    }
}
