using System.Net;
using Halfsilver.Gateway.Tests.Kit;
using Microsoft.AspNetCore.Http;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Every protocol of a client before every protocol of a service, with a mirror that speaks the same as the service.</summary>
public sealed class ProtocolMatrixTests : IDisposable
{
    private readonly CertificateFolder _certificates = new();

    public static TheoryData<Front, Speaks> All() => new(from front in Enum.GetValues<Front>() from speaks in Enum.GetValues<Speaks>() select (front, speaks));

    public static TheoryData<Front, Speaks, string> Methods() => new(
        from front in Enum.GetValues<Front>()
        from speaks in Enum.GetValues<Speaks>()
        from method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "x-Custom!method" }
        select (front, speaks, method));

    public static TheoryData<Front, Speaks, int, bool> Bodies() => new(
        from front in Enum.GetValues<Front>()
        from speaks in Enum.GetValues<Speaks>()
        from length in new[] { 0, 1, 1024 * 1024 }
        from declared in new[] { true, false }
        select (front, speaks, length, declared));

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_head_with_Latin1_and_an_odd_target_arrives_at_both(Front front, Speaks speaks)
    {
        await using var pair = await Pair.StartAsync(front, speaks, _certificates);
        using var client = front.Client(pair.Gateway);
        const string Target = "/a%2fb/%7Ec;v=1//d?a=1&a=2&b=&x=%2f";
        using var request = front.Request("GET", "/");
        request.RequestUri = new Uri(
            $"{client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        request.Headers.TryAddWithoutValidation("X-Name", "M\u00fcller \u00e9\u00ff\u0080");
        request.Headers.TryAddWithoutValidation("X-Twice", ["1", "2"]);
        request.Headers.TryAddWithoutValidation("Cookie", "a=1; b=2");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer abc");
        request.Headers.Host = "a.test";

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string[] sent =
        [
            "authorization: Bearer abc", "cookie: a=1; b=2", "host: a.test", "x-forwarded-for: 127.0.0.1", "x-forwarded-host: a.test",
            $"x-forwarded-proto: {(front.IsTls() ? "https" : "http")}", "x-name: M\u00fcller \u00e9\u00ff\u0080", "x-twice: 1, 2",
        ];
        await pair.BalanceAsync();
        foreach (var backend in new[] { pair.Primary, pair.Mirror })
        {
            var arrived = await backend.SingleAsync();
            Assert.Equal(("GET", Target), (arrived.Method, arrived.Target));
            Assert.Equal(
                sent,
                arrived.Fields.Where(field => !field.Is("Via") && !field.Is("Halfsilver-Copy") && field.Name[0] != ':')
                    .Select(field => $"{field.Name.ToLowerInvariant()}: {field.Value}").Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Every_method_arrives_with_its_body_at_both(Front front, Speaks speaks, string method)
    {
        await using var pair = await Pair.StartAsync(front, speaks, _certificates);
        using var client = front.Client(pair.Gateway);
        using var request = front.Request(method, "/x");
        request.Content = new ByteArrayContent("hello"u8.ToArray());

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await pair.BalanceAsync();
        foreach (var backend in new[] { pair.Primary, pair.Mirror })
        {
            var arrived = await backend.SingleAsync();
            Assert.Equal((method, "hello"), (arrived.Method, arrived.BodyText));
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Bodies_arrive_whole_in_both_directions(Front front, Speaks speaks, int length, bool declared)
    {
        var body = new PatternBody(length);
        await using var pair = await Pair.StartAsync(
            front, speaks, _certificates, new Answer { Pattern = body, Framing = declared ? Framing.Declared : Framing.Chunked }, async context =>
            {
                context.Response.ContentLength = declared ? length : null;
                await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
            });
        using var client = front.Client(pair.Gateway);
        using var request = front.Request("POST", "/upload");
        request.Content = new StreamContent(new MemoryStream(body.ToArray()));
        request.Content.Headers.ContentLength = declared ? length : null;
        request.Headers.TransferEncodingChunked = declared ? null : true;

        using var answer = await client.SendAsync(request);

        Assert.Equal(body.Sha256, Bytes.Sha256(await answer.Content.ReadAsByteArrayAsync()));
        await pair.BalanceAsync();
        foreach (var backend in new[] { pair.Primary, pair.Mirror })
        {
            var arrived = await backend.SingleAsync();
            Assert.Equal((body.Length, body.Sha256), (arrived.BodyLength, arrived.BodySha256));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_comes_back_with_status_fields_and_trailers(Front front, Speaks speaks)
    {
        var plain = new Answer
        {
            Status = 418,
            Fields = ["X-Back: \u00e9\u00ff", "Set-Cookie: a=1", "Set-Cookie: b=2"],
            Body = Bytes.Of("hello"),
            Framing = Framing.Chunked,
            Trailers = ["X-Sum: 42"],
        };
        await using var pair = await Pair.StartAsync(front, speaks, _certificates, plain, async context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers.Append("X-Back", "\u00e9\u00ff");
            context.Response.Headers.Append("Set-Cookie", "a=1");
            context.Response.Headers.Append("Set-Cookie", "b=2");
            await context.Response.WriteAsync("hello");
            context.Response.AppendTrailer("X-Sum", "42");
        });
        using var client = front.Client(pair.Gateway);
        using var request = front.Request("GET", "/");

        using var answer = await client.SendAsync(request);

        Assert.Equal((418, "hello"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["\u00e9\u00ff"], answer.Headers.NonValidated["X-Back"]);
        Assert.Equal(["a=1", "b=2"], answer.Headers.NonValidated["Set-Cookie"]);
        Assert.Equal(["42"], answer.TrailingHeaders.NonValidated["X-Sum"]);
        await pair.BalanceAsync();
    }

    /// <summary>A gateway between two servers of one kind.</summary>
    private sealed record Pair(TestGateway Gateway, Backend Primary, Backend Mirror) : IAsyncDisposable
    {
        public static async Task<Pair> StartAsync(
            Front front, Speaks speaks, CertificateFolder certificates, Answer? answer = null, Func<HttpContext, Task>? answer2 = null)
        {
            var primary = await Backend.StartAsync(speaks, certificates, answer, answer2);
            var mirror = await Backend.StartAsync(speaks, certificates, answer, answer2);
            var plan = Plans.To("127.0.0.1:1");
            plan = plan with
            {
                Services = plan.Services.SetItem("primary", primary.Service("primary")).SetItem("copies", mirror.Service("copies")),
                Routes = [plan.Routes[0] with { Mirrors = [Plans.Mirror("copies")] }],
            };
            return new Pair(await TestGateway.StartAsync(plan.For(front)), primary, mirror);
        }

        /// <summary>Where the copy was not answered, the failure says what became of it.</summary>
        public async Task BalanceAsync()
        {
            await BooksOf.BalanceAsync(Gateway.Host, 1);
            Assert.Equal("Answered 1", FaultRun.Text(BooksOf.Mirror(Gateway.Host).Books));
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Primary.DisposeAsync();
            await Mirror.DisposeAsync();
        }
    }
}
