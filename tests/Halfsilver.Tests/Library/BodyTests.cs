using Halfsilver.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>What becomes of copies when the application does not simply read a body to its end, once.</summary>
public sealed class BodyTests : IAsyncLifetime
{
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _mirror.DisposeAsync();

    [Fact]
    public async Task A_body_that_the_application_leaves_unread_is_copied_when_it_is_there()
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror);
        await using var client = await app.ConnectAsync();

        Assert.Equal("hello", (await client.AskAsync("POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")).BodyText);
        Assert.Equal("hello", (await client.AskAsync("POST /plain HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")).BodyText);

        Assert.Equal("abc", (await _mirror.WaitForAsync(1))[0].BodyText);
        var books = await app.BalancedAsync(2);

        // A chunked body is read by the server behind our back: it may be late.
        Assert.Equal(2, books[Fate.Answered] + books[Fate.CutBody]);
        Assert.DoesNotContain(_mirror.Requests, copy => copy.BodyText != "abc");
    }

    [Fact]
    public async Task A_body_that_comes_after_the_answer_is_cut_and_the_answer_does_not_wait_for_it()
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror);
        await using var client = await app.ConnectAsync();

        await client.SendAsync("POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
        Assert.Equal("hello", (await client.ReadAnswerAsync()).BodyText);

        Assert.Equal(1, (await app.BalancedAsync(1))[Fate.CutBody]);
        Assert.Empty(_mirror.Requests);
        await client.SendAsync("cde");
        Assert.Equal("hello", (await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n")).BodyText);
    }

    [Fact]
    public async Task A_large_body_that_is_left_unread_is_cut()
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror);
        await using var client = await app.ConnectAsync();
        var body = new PatternBody(1_000_000);

        await client.SendAsync($"POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal("hello", (await client.ReadAnswerAsync()).BodyText);
        Assert.Equal(1, (await app.BalancedAsync(1))[Fate.CutBody]);
    }

    [Theory]
    [InlineData("/stream")]
    [InlineData("/reader")]
    public async Task A_client_that_leaves_in_the_middle_of_its_body_ends_the_copies(string page)
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror);
        await using var client = await app.ConnectAsync();

        await client.SendAsync($"POST {page} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + new string('x', 50_000));
        await _mirror.WaitForHeadsAsync(1);
        client.Abort();

        Assert.Equal(1, (await app.BalancedAsync(1))[Fate.CutClientAbort]);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public async Task A_body_that_the_server_refuses_in_the_middle_is_cut()
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror);
        await using var client = await app.ConnectAsync();

        await client.SendAsync("POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nno chunk\r\n");
        Assert.Equal(400, (await client.ReadAnswerAsync()).Status);

        Assert.Equal(1, (await app.BalancedAsync(1))[Fate.CutBody]);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public async Task An_application_that_throws_gets_its_own_exception_and_its_copies_go_on()
    {
        var seen = new TaskCompletionSource<Exception>();
        await using var app = await HostedApp.MirroredToAsync(_mirror, before: web => web.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (InvalidTimeZoneException e)
            {
                seen.SetResult(e);
                context.Response.StatusCode = 503;
            }
        }));
        await using var client = await app.ConnectAsync();

        Assert.Equal(503, (await client.AskAsync("POST /throws HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok")).Status);

        Assert.Equal("as an application may", (await Bound.Within(seen.Task, Bound.Usual, "the exception")).Message);
        Assert.Equal("ok", Assert.Single(await _mirror.WaitForAsync(1)).BodyText);
        await app.BalancedAsync(1);
    }

    [Fact]
    public async Task A_body_made_seekable_in_front_of_mirroring_is_copied_once_and_stays_seekable()
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror, before: web => web.Use((context, next) =>
        {
            context.Request.EnableBuffering();
            return next(context);
        }));
        var body = new PatternBody(200_000);
        foreach (var page in new[] { "/buffering", "/stream", "/reader", "/copy" })
        {
            await using var client = await app.ConnectAsync();
            await client.SendAsync($"POST {page} HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
            await client.SendAsync(body);
            Assert.Equal(Pages.Said(body), (await client.ReadAnswerAsync()).BodyText);
        }

        Assert.All(await _mirror.WaitForAsync(4), copy => Assert.Equal(body.Sha256, copy.BodySha256));
        await app.BalancedAsync(4);
    }

    [Fact]
    public async Task A_body_that_somebody_in_front_has_changed_reaches_the_application_and_no_mirror()
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror, before: web => web.Use((context, next) =>
        {
            context.Request.Body = new MemoryStream(Bytes.Of("another body"));
            return next(context);
        }));
        await using var client = await app.ConnectAsync();

        var answer = await client.AskAsync("POST /copy HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");

        Assert.StartsWith("12 ", answer.BodyText, StringComparison.Ordinal);
        Assert.Equal(1, (await app.BalancedAsync(1))[Fate.CutBody]);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public async Task Synchronous_reads_are_copied_where_the_server_allows_them_and_refused_where_it_does_not()
    {
        await using var allowed = await HostedApp.MirroredToAsync(_mirror, synchronous: true);
        await using var refused = await HostedApp.MirroredToAsync(_mirror);
        await using var client = await allowed.ConnectAsync();
        await using var other = await refused.ConnectAsync();
        var body = new PatternBody(100_000);

        await client.SendAsync($"POST /synchronous HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal(Pages.Said(body), (await client.ReadAnswerAsync()).BodyText);
        Assert.Equal(body.Sha256, Assert.Single(await _mirror.WaitForAsync(1)).BodySha256);
        await allowed.BalancedAsync(1);
        Assert.Equal(500, (await other.AskAsync("POST /synchronous HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1")).Status);
        await refused.BalancedAsync(1);
    }

    [Fact]
    public async Task The_body_is_the_servers_own_again_when_the_application_has_returned()
    {
        var same = new TaskCompletionSource<(bool Stream, bool Reader)>();
        await using var app = await HostedApp.MirroredToAsync(_mirror, before: web => web.Use(async (context, next) =>
        {
            var (stream, reader) = (context.Request.Body, context.Request.BodyReader);
            await next(context);
            same.SetResult((ReferenceEquals(stream, context.Request.Body), ReferenceEquals(reader, context.Request.BodyReader)));
        }));
        await using var client = await app.ConnectAsync();

        await client.AskAsync("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");

        Assert.Equal((true, true), await Bound.Within(same.Task, Bound.Usual, "the application to return"));
    }

    [Fact]
    public async Task An_application_that_reads_on_when_its_request_is_over_harms_no_copy_of_another()
    {
        var stream = new TaskCompletionSource<Stream>();
        await using var app = await HostedApp.MirroredToAsync(_mirror, map: web => web.Map("/leaks", context =>
        {
            stream.TrySetResult(context.Request.Body);
            return Task.CompletedTask;
        }));
        await using var client = await app.ConnectAsync();
        await client.SendAsync("POST /leaks HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        var leaked = await Bound.Within(stream.Task, Bound.Usual, "the leaked stream");
        await app.BalancedAsync(1);
        await using var other = await app.ConnectAsync();
        await other.SendAsync("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nwx");
        await Bound.Eventually(() => _mirror.Begun.Any(copy => copy.Target == "/stream"), "the other's copy to begin");

        // The server's own stream throws here; whatever it does, the other's spool is out of reach.
        await Assert.ThrowsAnyAsync<Exception>(async () => await leaked.ReadExactlyAsync(new byte[4]));
        await other.SendAsync("yz");

        Assert.Equal(200, (await other.ReadAnswerAsync()).Status);
        Assert.Equal("wxyz", Assert.Single(await _mirror.WaitForAsync(1)).BodyText);
        await app.BalancedAsync(2);
    }
}
