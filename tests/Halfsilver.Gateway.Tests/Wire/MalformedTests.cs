using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Every odd request is refused, or arrives as exactly one request that is the same at primary and mirror.</summary>
public sealed class MalformedTests : IAsyncLifetime
{
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)));

    public async ValueTask DisposeAsync()
    {
        await BooksOf.BalanceAsync(_gateway.Host, BooksOf.Mirror(_gateway.Host).Books.MatchedCount);
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    public static TheoryData<string> Classes() => [.. MalformedRequests.All.Select(request => request.Class).Distinct()];

    [Fact]
    public void There_are_at_least_120_cases() => Assert.True(MalformedRequests.All.Count >= 120);

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task Odd_requests_are_refused_or_arrive_as_one_and_the_same(string kind)
    {
        foreach (var request in MalformedRequests.All.Where(request => string.Equals(request.Class, kind, StringComparison.Ordinal)))
        {
            var (before, copies) = (_primary.Count, _mirror.Count);
            await using var client = await _gateway.ConnectAsync();
            await client.SendAsync(request.Bytes);
            var answer = await client.ReadAnswerAsync(toHead: request.Bytes.AsSpan().StartsWith("HEAD "u8));

            if (request.Expected == Expected.Refused)
            {
                Assert.True(answer.Status is 400 or 431 or 505, $"{request}: {answer}");
                Assert.True(await client.IsClosedAsync(TimeSpan.FromSeconds(5)), $"{request}: the connection goes on");

                // A refused body may have begun to travel; it never ends as a request.
                Assert.True(_primary.Count == before, $"{request}: reached the primary");
                continue;
            }

            Assert.True(answer.Status == 200, $"{request}: {answer}");
            await _mirror.WaitForAsync(copies + 1);
            var (primary, copy) = (Assert.Single(_primary.Requests.Skip(before)), Assert.Single(_mirror.Requests.Skip(copies)));
            Assert.Equal((primary.Method, primary.Target, primary.BodySha256), (copy.Method, copy.Target, copy.BodySha256));
            Assert.Equal(Lines(request, primary, copy: false), Lines(request, copy, copy: true));
            Assert.Equal(Anomaly.None, (primary.Anomalies | copy.Anomalies) & ~Anomaly.OddRequestLine);
        }
    }

    // A request of HTTP/1.0 may come without a Host; each leg then names its own endpoint.
    private static string[] Lines(MalformedRequest sent, RecordedRequest arrived, bool copy) =>
        [.. ByDesign.Arrived(arrived, copy).Where(line => Bytes.Text(sent.Bytes).Contains("\r\nhost:", StringComparison.OrdinalIgnoreCase)
            || !line.StartsWith("Host:", StringComparison.Ordinal))];

    [Fact]
    public async Task Bytes_behind_a_refused_request_are_never_read_as_another()
    {
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(400, (await client.ReadAnswerAsync()).Status);
        Assert.True(await client.IsClosedAsync(TimeSpan.FromSeconds(5)));
        Assert.Empty(_primary.Begun);
        Assert.Empty(_mirror.Begun);
    }
}
