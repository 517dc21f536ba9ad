using System.Net;
using TestKit;
using Xunit;

namespace Samples.Tests;

/// <summary>YARP forwards as it does without mirroring, and the mirror gets what the client sent.</summary>
public sealed class YarpProxyTests : IAsyncLifetime
{
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Fact]
    public async Task What_the_primary_gets_and_answers_is_the_same_with_and_without_a_mirror()
    {
        await using var with = await StartAsync("Mirroring:Mirrors:v2:Enabled=true");
        await using var without = await StartAsync("Mirroring:Mirrors:v2:Enabled=false");
        _primary.Answers = request => request.Target switch
        {
            "/none" => Answer.Of(204),
            "/chunked" => new Answer { Body = Bytes.Of("chunked"), Framing = Framing.Chunked },
            "/large" => new Answer { Pattern = new PatternBody(3_000_000) },
            _ => new Answer { Status = 201, Reason = "Created", Fields = ["X-Back: 1", "Set-Cookie: a=b"], Body = request.Body },
        };
        string[] heads =
        [
            "GET /a%2fb?x=%20 HTTP/1.1\r\nHost: shop.test\r\nX-One: 1\r\nAccept: */*\r\n\r\n",
            "HEAD /none HTTP/1.1\r\nHost: shop.test\r\n\r\n",
            "GET /none HTTP/1.1\r\nHost: shop.test\r\n\r\n",
            "GET /chunked HTTP/1.1\r\nHost: shop.test\r\n\r\n",
            "GET /large HTTP/1.1\r\nHost: shop.test\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhello",
            "PUT /echo HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ];

        IReadOnlyList<RecordedRequest> copies = [];
        foreach (var head in heads)
        {
            var toHead = head.StartsWith("HEAD", StringComparison.Ordinal);
            Assert.Equal(await AskAsync(without, head, toHead), await AskAsync(with, head, toHead));
            copies = await _mirror.WaitForAsync(copies.Count + 1);
        }

        Assert.Equal(heads.Select(head => head[..head.IndexOf(" HTTP", StringComparison.Ordinal)]), copies.Select(copy => $"{copy.Method} {copy.Target}"));
        Assert.Equal(["hello", "hello"], copies.TakeLast(2).Select(copy => copy.BodyText));
        Assert.All(copies, copy => Assert.Equal("shop.test", copy.Field("Host")));
        Assert.Equal(Anomaly.None, _mirror.Anomalies);
        var forwarded = _primary.Requests.Select(request => $"{request.Method} {request.Target} {request.Framing} {request.BodyText}").ToArray();
        Assert.Equal(forwarded.Where((_, i) => i % 2 == 0), forwarded.Where((_, i) => i % 2 == 1));
        await with.BalancedAsync(heads.Length);
        await without.BalancedAsync(0);
    }

    [Fact]
    public async Task A_large_upload_reaches_both()
    {
        await using var app = await StartAsync();
        using var client = app.Client();
        var body = new PatternBody(10 * 1024 * 1024);

        using var answer = await client.PostAsync(new Uri("/upload", UriKind.Relative), new ByteArrayContent(body.ToArray()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body.Sha256, Assert.Single(_primary.Requests).BodySha256);
        Assert.Equal(body.Sha256, Assert.Single(await _mirror.WaitForAsync(1)).BodySha256);
        await app.BalancedAsync(1);
    }

    [Fact]
    public async Task A_primary_that_is_down_is_the_proxys_matter_and_copies_go_on()
    {
        await using var down = BadMirror.Refuses();
        await using var app = await StartAsync($"ReverseProxy:Clusters:v1:Destinations:one:Address=http://{down.EndPoint}");
        using var client = app.Client();

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal(1, (await app.BalancedAsync(1)).Sum("halfsilver_mirror_responses_total"));
    }

    private Task<SampleProcess> StartAsync(params string[] settings) => SampleProcess.StartAsync("YarpProxy", [
        $"ReverseProxy:Clusters:v1:Destinations:one:Address=http://{_primary.EndPoint}",
        $"Mirroring:Mirrors:v2:Url=http://{_mirror.EndPoint}",
        "Mirroring:Mirrors:v2:Percent=100",
        "Mirroring:Mirrors:v2:Methods=all",
        "Mirroring:Mirrors:v2:Budget:Window=33554432",
        SampleProcess.Patient,
        .. settings]);

    private static async Task<string> AskAsync(SampleProcess app, string request, bool toHead)
    {
        await using var client = await RawClient.ConnectAsync(app.Address);
        await client.SendAsync(request);
        var answer = await client.ReadAnswerAsync(toHead);
        return string.Join('\n', [
            $"{answer.Version} {answer.Status} {answer.Reason} {answer.Framing} {answer.BodyLength} {answer.BodySha256}",
            .. answer.Fields.Lines().Where(line => !line.StartsWith("Date:", StringComparison.Ordinal))]);
    }
}
