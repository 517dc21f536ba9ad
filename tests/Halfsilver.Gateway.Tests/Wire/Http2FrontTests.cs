using System.Net;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>A client that opens with HTTP/2 is served by the same journey.</summary>
public sealed class Http2FrontTests : IAsyncLifetime
{
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        // Room for the largest body here: how long a mirror may lag is held elsewhere.
        var mirror = Plans.Mirror(_mirror) with { Budget = new MirrorBudget { Window = 8 * 1024 * 1024 } };
        _gateway = await TestGateway.StartAsync(Plans.To(_primary, mirror));
        _client.BaseAddress = new Uri($"http://{_gateway.Address}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Fact]
    public async Task A_request_without_a_body_reaches_primary_and_mirror_and_its_answer_the_client()
    {
        _primary.Answers = _ => new Answer { Status = 201, Fields = ["X-Back: \u00e9"], Body = Bytes.Of("hello") };

        using var answer = await _client.GetAsync(new Uri("/a%2fb?x=1&x=2", UriKind.Relative));

        Assert.Equal((HttpVersion.Version20, HttpStatusCode.Created), (answer.Version, answer.StatusCode));
        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
        foreach (var upstream in new[] { _primary, _mirror })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal(("GET", "/a%2fb?x=1&x=2", Framing.None), (arrived.Method, arrived.Target, arrived.Framing));
            Assert.Equal(_gateway.Address.ToString(), arrived.Field("Host"));
        }

        await BooksOf.BalanceWithAsync(_gateway.Host, _mirror);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3_000_000, true)]
    [InlineData(1, false)]
    [InlineData(3_000_000, false)]
    public async Task A_body_arrives_whole_declared_or_not(int length, bool declared)
    {
        var body = new PatternBody(length);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(new MemoryStream(body.ToArray())),
        };
        request.Content.Headers.ContentLength = declared ? length : null;
        request.Headers.TransferEncodingChunked = declared ? null : true;

        using var answer = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await BooksOf.BalanceAsync(_gateway.Host, 1);
        Assert.Equal("Answered 1", FaultRun.Text(BooksOf.Mirror(_gateway.Host).Books));
        foreach (var upstream in new[] { _primary, _mirror })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal((body.Length, body.Sha256), (arrived.BodyLength, arrived.BodySha256));
            Assert.Equal(Anomaly.None, arrived.Anomalies);
        }

        await BooksOf.BalanceWithAsync(_gateway.Host, _mirror);
    }

    [Fact]
    public async Task Many_streams_of_one_connection_are_served_side_by_side()
    {
        _primary.Answers = request => Answer.Text(request.Target);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _client.GetStringAsync(new Uri($"/{i}", UriKind.Relative))));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"/{i}"), answers);
        await BooksOf.BalanceAsync(_gateway.Host, 50);
    }
}
