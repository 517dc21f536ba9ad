using System.Net;
using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>The same message whatever a client and a service speak, with a mirror on.</summary>
public sealed class FrontMatrixTests : IAsyncLifetime
{
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _mirror = RecordingUpstream.Start();

    public static TheoryData<Front, Behind> All() => [.. Fronts.Matrix];

    public static TheoryData<Front, Behind, string> Methods() => new(
        from pair in Fronts.Matrix
        from method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE", "x-Custom!method" }
        select (pair.Front, pair.Behind, method));

    public static TheoryData<Front, Behind, int, bool> Bodies() => new(
        from pair in Fronts.Matrix
        from length in new[] { 0, 1, 1024, 1024 * 1024 }
        from declared in new[] { true, false }
        select (pair.Front, pair.Behind, length, declared));

    public static TheoryData<Front, Behind, string, int> Bare() => new(
        from pair in Fronts.Matrix
        from answer in new[] { ("HEAD", 200), ("GET", 204), ("GET", 304), ("HEAD", 404) }
        select (pair.Front, pair.Behind, answer.Item1, answer.Item2));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_head_arrives_with_every_field_and_the_target_as_it_was_written(Front front, Behind behind)
    {
        await using var gateway = await StartAsync(front, behind);
        using var client = front.Client(gateway);
        const string Target = "/a%2fb/%7Ec;v=1//d?a=1&a=2&b=&x=%2f";
        using var request = front.Request("GET", "/");
        request.RequestUri = new Uri(
            $"{client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        request.Headers.TryAddWithoutValidation("X-Name", "M\u00fcller \u00e9\u00ff\u0080");
        request.Headers.TryAddWithoutValidation("X-Twice", ["1", "2"]);
        request.Headers.TryAddWithoutValidation("Accept", "text/html;q=0.5, */*");
        request.Headers.TryAddWithoutValidation("Cookie", "a=1; b=2");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer abc");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "gopher");
        request.Headers.TryAddWithoutValidation("Halfsilver-Copy", "0");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.Host = "a.test";

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var arrived = Assert.Single(await _primary.WaitForAsync(1));
        Assert.Equal(("GET", Target, Anomaly.None), (arrived.Method, arrived.Target, arrived.Anomalies));
        Assert.Equal(
            [
                "accept: text/html;q=0.5, */*", "authorization: Bearer abc", "cookie: a=1; b=2", "host: a.test", "x-forwarded-for: 127.0.0.1",
                "x-forwarded-host: a.test", $"x-forwarded-proto: {(front.IsTls() ? "https" : "http")}", "x-name: M\u00fcller \u00e9\u00ff\u0080",
                "x-twice: 1, 2",
            ],
            arrived.Fields.Select(field => $"{field.Name.ToLowerInvariant()}: {field.Value}").Order(StringComparer.Ordinal));

        // A request that already bears the gateway's mark is somebody's copy.
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Sending.Fate.Loop]);
        await BooksOf.BalanceWithAsync(gateway.Host, _mirror);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Every_method_arrives_with_its_body_at_both(Front front, Behind behind, string method)
    {
        await using var gateway = await StartAsync(front, behind);
        using var client = front.Client(gateway);
        using var request = front.Request(method, "/x");
        request.Content = new ByteArrayContent("hello"u8.ToArray());

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (var upstream in new[] { _primary, _mirror })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal((method, "hello"), (arrived.Method, arrived.BodyText));
        }

        await BooksOf.BalanceWithAsync(gateway.Host, _mirror);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Bodies_arrive_whole_in_both_directions_declared_or_not(Front front, Behind behind, int length, bool declared)
    {
        var body = new PatternBody(length);
        _primary.Answers = _ => new Answer { Pattern = body, Framing = declared ? Framing.Declared : Framing.Chunked };
        await using var gateway = await StartAsync(front, behind);
        using var client = front.Client(gateway);
        using var request = front.Request("POST", "/upload");
        request.Content = new StreamContent(new MemoryStream(body.ToArray()));
        request.Content.Headers.ContentLength = declared ? length : null;
        request.Headers.TransferEncodingChunked = declared ? null : true;

        using var answer = await client.SendAsync(request);

        Assert.Equal(body.Sha256, Bytes.Sha256(await answer.Content.ReadAsByteArrayAsync()));
        Assert.Equal(declared ? [$"{length}"] : [], answer.Content.Headers.NonValidated.TryGetValues("Content-Length", out var told) ? told : default);
        foreach (var upstream in new[] { _primary, _mirror })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal((body.Length, body.Sha256), (arrived.BodyLength, arrived.BodySha256));
            Assert.Equal(Anomaly.None, arrived.Anomalies);
            if (length > 0 || declared)
            {
                // Whether nothing at all was a body, HTTP/2 does not always say.
                Assert.Equal(declared ? Framing.Declared : Framing.Chunked, arrived.Framing);
            }
        }

        await BooksOf.BalanceWithAsync(gateway.Host, _mirror);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_comes_back_with_its_status_fields_and_trailers(Front front, Behind behind)
    {
        _primary.Answers = _ => new Answer
        {
            Status = 418,
            Fields = ["X-Back: \u00e9\u00ff", "Set-Cookie: a=1", "Set-Cookie: b=2", "Server: own", "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Trailer: X-Sum"],
            Body = Bytes.Of("hello"),
            Framing = Framing.Chunked,
            Trailers = ["X-Sum: 42", "X-Other: \u00fc"],
        };
        await using var gateway = await StartAsync(front, behind);
        using var client = front.Client(gateway);
        using var request = front.Request("GET", "/");

        using var answer = await client.SendAsync(request);

        Assert.Equal((418, "hello"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["X-Back: \u00e9\u00ff"], answer.Headers.NonValidated["X-Back"].Select(value => $"X-Back: {value}"));
        Assert.Equal(["a=1", "b=2"], answer.Headers.NonValidated["Set-Cookie"]);
        Assert.Equal(["own"], answer.Headers.NonValidated["Server"]);
        Assert.Equal(["Thu, 01 Jan 1970 00:00:00 GMT"], answer.Headers.NonValidated["Date"]);
        Assert.Equal(["42"], answer.TrailingHeaders.NonValidated["X-Sum"]);
        Assert.Equal(["\u00fc"], answer.TrailingHeaders.NonValidated["X-Other"]);
        await BooksOf.BalanceWithAsync(gateway.Host, _mirror);
    }

    [Theory]
    [MemberData(nameof(Bare))]
    public async Task An_answer_without_a_body_keeps_what_it_tells_and_the_connection(Front front, Behind behind, string method, int status)
    {
        _primary.Answers = request => status == 204
            ? new Answer { Status = 204, Framing = Framing.None }
            : new Answer { Status = status, Framing = Framing.None, Fields = ["Content-Length: 7", "ETag: \"x\""] };
        await using var gateway = await StartAsync(front, behind);
        using var client = front.Client(gateway);

        for (var i = 1; i <= 2; i++)
        {
            using var request = front.Request(method, "/");
            using var answer = await client.SendAsync(request);
            Assert.Equal((status, 0), ((int)answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync()).Length));
            Assert.Equal(status == 204 ? [] : ["7"], answer.Content.Headers.NonValidated.TryGetValues("Content-Length", out var told) ? told : default);
        }

        await BooksOf.BalanceAsync(gateway.Host, 2);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_that_pauses_reaches_the_client_as_far_as_it_is(Front front, Behind behind)
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _primary.Answers = _ => new Answer { Body = Bytes.Of("later"), BodyGate = rest.Task, Fields = ["Content-Type: text/event-stream"], Framing = Framing.Chunked };
        await using var gateway = await StartAsync(front, behind);
        using var client = front.Client(gateway);
        using var request = front.Request("GET", "/events");

        using var answer = await Bound.Within(client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead), Bound.Usual, "the head comes first");
        rest.SetResult();

        Assert.Equal("later", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_that_is_cut_is_an_error_for_the_client_and_no_clean_end(Front front, Behind behind)
    {
        _primary.Answers = _ => new Answer { Fields = ["Content-Length: 100"], Framing = Framing.None, Close = true };
        await using var gateway = await StartAsync(front, behind);
        using var client = front.Client(gateway);
        using var request = front.Request("GET", "/");

        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var answer = await client.SendAsync(request);
            Assert.Fail($"A whole answer of {(await answer.Content.ReadAsByteArrayAsync()).Length} bytes.");
        });
        await BooksOf.BalanceAsync(gateway.Host, 1);
    }

    private async Task<TestGateway> StartAsync(Front front, Behind behind)
    {
        Assert.Equal(Behind.Http1, behind);
        return await TestGateway.StartAsync(Plans.To(_primary, Plans.Mirror(_mirror)).For(front));
    }
}
