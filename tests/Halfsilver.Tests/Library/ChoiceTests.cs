using System.Net;
using Halfsilver.Planning;
using Halfsilver.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>Which requests are copied.</summary>
public sealed class ChoiceTests : IAsyncLifetime
{
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();

    private string Url => $"http://{_mirror.EndPoint}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _mirror.DisposeAsync();

    [Fact]
    public async Task The_short_way_copies_a_share_of_the_safe_requests()
    {
        await using var app = await HostedApp.StartAsync(options => options.Mirror("v2", Url, percent: 25));
        await using var client = await app.ConnectAsync();
        for (var i = 0; i < 40; i++)
        {
            await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
            await client.AskAsync("POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1");
        }

        var books = await app.BalancedAsync(80);

        Assert.Equal((40, 30, 10), (books[Fate.Method], books[Fate.NotSampled], books.SentCount));
        Assert.All(_mirror.Begun, copy => Assert.Equal("GET", copy.Method));
    }

    [Fact]
    public async Task Writes_are_copied_when_it_is_said()
    {
        await using var app = await HostedApp.StartAsync(options => options.Mirror("v2", Url, percent: 100, allMethods: true));
        await using var client = await app.ConnectAsync();

        await client.AskAsync("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1");

        Assert.Equal("1", Assert.Single(await _mirror.WaitForAsync(1)).BodyText);
    }

    [Fact]
    public async Task A_request_that_a_mirror_does_not_match_is_not_counted_by_it()
    {
        await using var app = await HostedApp.StartAsync(options => options
            .Mirror("all", Url, percent: 100)
            .Mirror("orders", Url, percent: 100, new PathPrefixRule("/orders")));
        await using var client = await app.ConnectAsync();

        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.AskAsync("GET /orders/7 HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.AskAsync("GET /%6Frders HTTP/1.1\r\nHost: a\r\n\r\n");

        await app.BalancedAsync(3, "all");
        Assert.Equal(2, (await app.BalancedAsync(2, "orders")).SentCount);
    }

    [Fact]
    public async Task A_copy_is_not_copied_again()
    {
        await using var app = await HostedApp.StartAsync(options => options.Mirror("v2", Url, percent: 100));
        await using var client = await app.ConnectAsync();

        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\nHalfsilver-Copy: 1\r\n\r\n");
        await client.AskAsync($"GET /plain HTTP/1.1\r\nHost: a\r\nVia: 1.1 halfsilver-{app.Mirroring.Instance.Id}\r\n\r\n");
        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\nVia: 1.1 halfsilver-someother\r\n\r\n");

        Assert.Equal((2, 1), ((await app.BalancedAsync(3))[Fate.Loop], _mirror.Begun.Count));
    }

    [Fact]
    public async Task A_copy_that_comes_back_to_the_application_is_not_copied_again()
    {
        await using var app = await HostedApp.StartAsync(options => options.Mirror("v2", Url, percent: 100));
        await using var client = await app.ConnectAsync();
        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
        var copy = Assert.Single(await _mirror.WaitForAsync(1));

        Assert.Equal("hello", (await client.AskAsync(copy.HeadText)).BodyText);

        Assert.Equal((1, 1), ((await app.BalancedAsync(2))[Fate.Loop], _mirror.Begun.Count));
    }

    [Fact]
    public async Task Upgrades_are_never_copied()
    {
        await using var app = await HostedApp.StartAsync(
            options => options.Mirror("v2", Url, percent: 100, allMethods: true), map: web => web.Map("/socket", context =>
            {
                context.Response.StatusCode = 426;
                return Task.CompletedTask;
            }));
        await using var client = await app.ConnectAsync();

        await client.AskAsync("GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

        Assert.Equal(1, (await app.BalancedAsync(1))[Fate.Upgrade]);
        Assert.Empty(_mirror.Begun);
    }

    [Fact]
    public async Task What_is_stopped_is_stopped_at_once_and_goes_on_when_it_is_let()
    {
        await using var app = await HostedApp.StartAsync(options => options.Mirror("v2", Url, percent: 100).Mirror("v3", Url, percent: 100));
        var mirroring = app.Services.GetRequiredService<MirroringSwitch>();
        await using var client = await app.ConnectAsync();

        mirroring.Stop("v2");
        Assert.Equal((true, false, false), (mirroring.IsStopped("v2"), mirroring.IsStopped("v3"), mirroring.IsStopped()));
        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
        mirroring.Stop();
        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
        mirroring.Resume();
        mirroring.Resume("v2");
        Assert.False(mirroring.IsStopped("v2"));
        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(2, (await app.BalancedAsync(3, "v2"))[Fate.Killed]);
        Assert.Equal(1, (await app.BalancedAsync(3, "v3"))[Fate.Killed]);
        Assert.Throws<ArgumentException>(() => mirroring.Stop("v4"));
    }

    [Fact]
    public async Task The_metrics_page_counts_and_is_not_copied_nor_is_what_says_so()
    {
        await using var app = await HostedApp.StartAsync(options => options.Mirror("v2", Url, percent: 100), before: web => web.UseRouting(), map: web =>
        {
            web.MapMirroringMetrics();
            web.MapGet("/private", () => "private").DisableMirroring();
        });
        await using var client = await app.ConnectAsync();
        await client.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
        await client.AskAsync("GET /private HTTP/1.1\r\nHost: a\r\n\r\n");
        await app.BalancedAsync(1);

        var answer = await client.AskAsync("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Field("Content-Type"));
        var page = PromText.Parse(answer.BodyText);
        Assert.Equal(1, page.Sum("halfsilver_mirror_matched_total", ("mirror", "v2"), ("route", "app")));
        Assert.Equal(1, page.Sum("halfsilver_mirror_responses_total", ("mirror", "v2")));
        await app.BalancedAsync(1);
    }

    [Fact]
    public async Task Http2_requests_are_copied_with_their_bodies()
    {
        await using var app = await HostedApp.MirroredToAsync(_mirror);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://{app.Http2}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var body = new PatternBody(500_000);

        Assert.Equal("hello", await client.GetStringAsync(new Uri("/plain?x=%2f", UriKind.Relative)));
        var copies = await _mirror.WaitForAsync(1);
        foreach (var page in new[] { "/stream", "/reader", "/copy" })
        {
            using var answer = await client.PostAsync(new Uri(page, UriKind.Relative), new ByteArrayContent(body.ToArray()));
            Assert.Equal(Pages.Said(body), await answer.Content.ReadAsStringAsync());
            copies = await _mirror.WaitForAsync(copies.Count + 1);
        }

        Assert.Equal(["/plain?x=%2f", "/stream", "/reader", "/copy"], copies.Select(copy => copy.Target));
        Assert.All(copies.Skip(1), copy => Assert.Equal(body.Sha256, copy.BodySha256));
        Assert.All(copies, copy => Assert.Equal((Anomaly.None, app.Http2.ToString()), (copy.Anomalies, copy.Field("Host"))));
        await app.BalancedAsync(4);
    }

    [Fact]
    public async Task A_copy_can_go_when_the_client_has_its_answer()
    {
        var gate = new TaskCompletionSource();
        await using var app = await HostedApp.MirroredToAsync(_mirror, mirror => mirror with { Timing = CopyTiming.AfterPrimary }, map: web =>
            web.Map("/gate", async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync(await reader.ReadToEndAsync());
                await context.Response.Body.FlushAsync();
                await gate.Task;
            }));
        await using var client = await app.ConnectAsync();
        await client.SendAsync("POST /gate HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
        Assert.Contains("ok", Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
        Assert.Empty(_mirror.Begun);

        gate.SetResult();

        Assert.Equal("ok", Assert.Single(await _mirror.WaitForAsync(1)).BodyText);
        await using var other = await app.ConnectAsync();
        await other.AskAsync("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
        await other.SendAsync("GET /throws-late HTTP/1.1\r\nHost: a\r\n\r\n");
        var books = await app.BalancedAsync(3);
        Assert.Equal((2, 1), (books[Fate.Answered], books[Fate.PrimaryCut]));
    }

    [Fact]
    public async Task An_answer_can_wait_for_its_copy_and_no_longer_than_it_may()
    {
        var gate = new TaskCompletionSource();
        _mirror.Answers = request => Answer.Ok with { Gate = request.Target == "/stream" ? gate.Task : null };
        await using var patient = await HostedApp.MirroredToAsync(_mirror, mirror => Awaited(mirror, TimeSpan.FromSeconds(30)));
        await using (var asking = await patient.ConnectAsync())
        {
            await asking.AskAsync("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal(1, _mirror.Count);
        }

        await using var app = await HostedApp.MirroredToAsync(_mirror, mirror => Awaited(mirror, TimeSpan.FromMilliseconds(200)));
        await using var client = await app.ConnectAsync();
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        Assert.Equal(200, (await client.AskAsync("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n1")).Status);

        Assert.True(time.GetElapsedTime(began) > TimeSpan.FromMilliseconds(190), "the answer waited");
        gate.SetResult();
        await patient.BalancedAsync(1);
        await app.BalancedAsync(1);

        static Mirror Awaited(Mirror mirror, TimeSpan atMost) => mirror with { Timing = CopyTiming.Await, AwaitAtMost = atMost };
    }
}
