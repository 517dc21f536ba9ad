using TestKit;
using Xunit;

namespace Halfsilver.Tests.Library;

/// <summary>Clients of a mirrored application get, byte for byte, what they get without mirroring; its mirrors get what they sent.</summary>
public sealed class SameAnswerTests : IAsyncLifetime
{
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private HostedApp _with = null!;
    private HostedApp _without = null!;
    private int _asked;

    public static TheoryData<string> Readers() => [.. Pages.Readers];

    public static TheoryData<string> PlainPages() => [.. Pages.Plain];

    public async ValueTask InitializeAsync()
    {
        _with = await HostedApp.MirroredToAsync(_mirror);
        _without = await HostedApp.StartAsync(mirroring: null);
    }

    public async ValueTask DisposeAsync()
    {
        await _with.DisposeAsync();
        await _without.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(PlainPages))]
    public async Task A_get_is_answered_and_copied(string page)
    {
        await SameAsync(client => client.SendAsync($"GET {page}?a=1&a=%20 HTTP/1.1\r\nHost: shop.test\r\nX-One: 1\r\nx-two: caf\u00c3\u00a9\r\nCookie: a=b\r\n\r\n"));

        var copy = Assert.Single(await _mirror.WaitForAsync(1));
        Assert.Equal(("GET", $"{page}?a=1&a=%20", Framing.None, Anomaly.None), (copy.Method, copy.Target, copy.Framing, copy.Anomalies));
        Assert.Equal(("shop.test", "1", "caf\u00c3\u00a9", "a=b"), (copy.Field("Host"), copy.Field("X-One"), copy.Field("X-Two"), copy.Field("Cookie")));
        Assert.Equal(("1", "127.0.0.1"), (copy.Field("Halfsilver-Copy"), copy.Field("X-Forwarded-For")));
        await _with.BalancedAsync(1);
    }

    [Theory]
    [InlineData("HEAD", "/plain")]
    [InlineData("HEAD", "/large")]
    [InlineData("DELETE", "/plain")]
    [InlineData("OPTIONS", "/plain")]
    [InlineData("PATCH", "/plain")]
    [InlineData("GET", "/a%2fb/%C3%BC//c;d")]
    [InlineData("GET", "http://other.test/plain?q")]
    public async Task Any_method_and_target_is_answered_and_copied(string method, string target)
    {
        await SameAsync(client => client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: other.test\r\n\r\n"), method == "HEAD");

        var copy = Assert.Single(await _mirror.WaitForAsync(1));
        Assert.Equal((method, target.Replace("http://other.test", "", StringComparison.Ordinal)), (copy.Method, copy.Target));
        await _with.BalancedAsync(1);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_declared_body_is_copied_however_it_is_read(string page)
    {
        foreach (var length in new[] { 1, 1000, 300_000 })
        {
            var body = new PatternBody(length);
            var answer = await SameAsync(async client =>
            {
                await client.SendAsync($"POST {page} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
                await client.SendAsync(body);
            });
            Assert.Equal(Pages.Said(body), answer.BodyText);
        }

        var copies = await _mirror.WaitForAsync(3);
        Assert.Equal([1, 1000, 300_000], copies.Select(copy => copy.BodyLength));
        Assert.Equal(new[] { 1, 1000, 300_000 }.Select(length => new PatternBody(length).Sha256), copies.Select(copy => copy.BodySha256));
        Assert.All(copies, copy => Assert.Equal((Framing.Declared, Anomaly.None), (copy.Framing, copy.Anomalies)));
        await _with.BalancedAsync(3);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_chunked_body_is_copied_however_it_is_read(string page)
    {
        foreach (var length in new[] { 0, 1000, 300_000 })
        {
            var body = new PatternBody(length);
            var answer = await SameAsync(async client =>
            {
                await client.SendAsync($"PUT {page} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                await client.SendAsync(body, chunk: 7_000);
            });
            Assert.Equal(Pages.Said(body), answer.BodyText);
        }

        var copies = await _mirror.WaitForAsync(3);
        Assert.Equal(new[] { 0, 1000, 300_000 }.Select(length => new PatternBody(length).Sha256), copies.Select(copy => copy.BodySha256));
        Assert.All(copies, copy => Assert.Equal((Framing.Chunked, Anomaly.None), (copy.Framing, copy.Anomalies)));
        await _with.BalancedAsync(3);
    }

    [Theory]
    [InlineData("/stream")]
    [InlineData("/reader")]
    public async Task Ten_mebibytes_go_through(string page)
    {
        var body = new PatternBody(10 * 1024 * 1024);
        await SameAsync(async client =>
        {
            await client.SendAsync($"POST {page} HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
            await client.SendAsync(body);
        });

        Assert.Equal(body.Sha256, Assert.Single(await _mirror.WaitForAsync(1)).BodySha256);
        await _with.BalancedAsync(1);
    }

    [Fact]
    public async Task An_answer_that_begins_before_the_body_has_ended_begins_then()
    {
        foreach (var app in new[] { _with, _without })
        {
            await using var client = await app.ConnectAsync();
            await client.SendAsync("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
            Assert.Contains("early ", Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
            await client.SendAsync("llo");
            Assert.Contains("2cf24dba5fb0", Bytes.Text(await client.ReadSomeAsync()), StringComparison.Ordinal);
        }

        Assert.Equal("hello", Assert.Single(await _mirror.WaitForAsync(1)).BodyText);
        await _with.BalancedAsync(1);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_is_asked_by_the_application_alone()
    {
        foreach (var (page, asked) in new[] { ("/stream", true), ("/plain", false) })
        {
            foreach (var app in new[] { _with, _without })
            {
                await using var client = await app.ConnectAsync();
                await client.SendAsync($"POST {page} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
                var first = Bytes.Text(await client.ReadSomeAsync());
                Assert.StartsWith(asked ? "HTTP/1.1 100" : "HTTP/1.1 200", first, StringComparison.Ordinal);
                if (asked)
                {
                    await client.SendAsync("ok");
                    Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
                }
            }
        }

        Assert.Equal("ok", Assert.Single(await _mirror.WaitForAsync(1)).BodyText);
        var books = await _with.BalancedAsync(2);
        Assert.Equal(1, books[Halfsilver.Sending.Fate.CutBody]);
    }

    [Fact]
    public async Task Forms_and_models_are_bound()
    {
        const string Multipart = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\nfile\r\n--x--\r\n";
        (string Path, string Type, string Body, string Said)[] posts =
        [
            ("/form", "application/x-www-form-urlencoded", "a=1&b=%C3%BC", "1/\u00c3\u00bc/0"),
            ("/form", "multipart/form-data; boundary=x", Multipart, "1//1"),
            ("/model", "application/json", "{\"id\":7,\"name\":\"n\"}", "7:n"),
        ];
        foreach (var (path, type, body, said) in posts)
        {
            var answer = await SameAsync(client => client.SendAsync(
                $"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            Assert.Equal(said, answer.BodyText);
        }

        Assert.Equal(posts.Select(post => post.Body), (await _mirror.WaitForAsync(3)).Select(copy => copy.BodyText));
        await _with.BalancedAsync(3);
    }

    [Fact]
    public async Task Trailers_reach_application_and_mirror()
    {
        var answer = await SameAsync(client => client.SendAsync(
            "POST /shows-trailers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n"));

        Assert.Equal("X-Sum=7", answer.BodyText);
        Assert.Equal(["X-Sum: 7"], Assert.Single(await _mirror.WaitForAsync(1)).Trailers.Lines());
        await _with.BalancedAsync(1);
    }

    [Fact]
    public async Task Connections_live_on_after_bodies_that_were_read_in_part()
    {
        foreach (var app in new[] { _with, _without })
        {
            await using var client = await app.ConnectAsync();
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal("0123456789", (await client.AskAsync("POST /part HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n01234567890123456789")).BodyText);
                Assert.Equal("hello", (await client.AskAsync("POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")).BodyText);
            }
        }

        var copies = await _mirror.WaitForAsync(6);
        Assert.Equal(["01234567890123456789", "abc"], copies.Select(copy => copy.BodyText).Distinct().OrderByDescending(text => text.Length));
        await _with.BalancedAsync(6);
    }

    /// <summary>Asks both applications; their answers may differ in Date alone. The answer.</summary>
    private async Task<ReceivedAnswer> SameAsync(Func<RawClient, Task> ask, bool toHead = false)
    {
        var with = await AskAsync(_with, ask, toHead);

        // One after the other: copies of requests side by side may pass each other.
        await _mirror.WaitForAsync(++_asked);
        var without = await AskAsync(_without, ask, toHead);
        Assert.Equal(Shown(without), Shown(with));
        return with;
    }

    private static async Task<ReceivedAnswer> AskAsync(HostedApp app, Func<RawClient, Task> ask, bool toHead)
    {
        await using var client = await app.ConnectAsync();
        await ask(client);
        return await client.ReadAnswerAsync(toHead, TimeSpan.FromSeconds(20));
    }

    private static string Shown(ReceivedAnswer answer) => string.Join('\n', [
        $"{answer.Version} {answer.Status} {answer.Reason} {answer.Framing} whole: {answer.IsWhole}",
        .. answer.Fields.Lines().Where(line => !line.StartsWith("Date:", StringComparison.Ordinal)),
        $"{answer.BodyLength} {answer.BodySha256}",
        .. answer.Trailers.Lines()]);
}
