using System.Text;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Microsoft.AspNetCore.Http;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>What a client sends is what primary and mirror get, whatever they speak, but for <see cref="ByDesign"/> and what HTTP/2 says otherwise.</summary>
public sealed class UpstreamMatrixTests : IAsyncLifetime
{
    private readonly CertificateFolder _certificates = new();
    private readonly List<IAsyncDisposable> _started = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_started))
        {
            await one.DisposeAsync();
        }

        _certificates.Dispose();
    }

    public static TheoryData<Speaks> Kinds() => [.. Enum.GetValues<Speaks>()];

    public static TheoryData<Speaks, int, bool> Bodies() => new(
        from kind in Enum.GetValues<Speaks>()
        from length in new[] { 0, 1, 1024, 1024 * 1024 }
        from chunked in new[] { false, true }
        select (kind, length, chunked));

    public static TheoryData<Speaks, string, int> Bare() => new(
        from kind in Enum.GetValues<Speaks>()
        from one in new[] { ("HEAD", 200), ("GET", 204), ("GET", 304) }
        select (kind, one.Item1, one.Item2));

    public static TheoryData<Speaks, string, string, string[]> Heads() => new(
        from kind in Enum.GetValues<Speaks>()
        from head in new (string, string, string[])[]
        {
            ("GET", "/", ["Host: a.test"]),
            ("HEAD", "/x?y=1", ["Host: a.test", "Accept: */*"]),
            ("DELETE", "/items/7", ["Host: a.test"]),
            ("OPTIONS", "*", ["Host: a.test"]),
            ("PATCH", "/x", ["Host: a.test", "Content-Length: 0"]),
            ("PURGE", "/cache/all", ["Host: a.test"]),
            ("x-Custom!method", "/x", ["Host: a.test"]),
            ("GET", "/a%2fb/%2F%7euser/%e2%82%ac", ["Host: a.test"]),
            ("GET", "//double//slashes//", ["Host: a.test"]),
            ("GET", "/q?a=1&a=2&b=&a=3&c", ["Host: a.test"]),
            ("GET", "/q??x=?&y=/../", ["Host: a.test"]),
            ("GET", "/fields", ["zEta:  spaced \t value\t", "Host: a.test:8080", "X-Empty:", "x-lower: 1", "X-UPPER:no-space", "x-lower: 2"]),
            ("GET", "/latin1", ["Host: a.test", "X-Name: M\u00fcller \u00e9\u00ff\u0080", "X-Other: \u00a0"]),
            ("GET", "/\u00e9", ["Host: a.test"]),
            ("GET", "/many", [.. Enumerable.Range(0, 90).Select(i => $"X-Field-{i}: {i * i}").Append("Host: a.test")]),
            ("GET", "/large", ["Host: a.test", .. Enumerable.Range(0, 60).Select(i => $"X-Large-{i}: {new string((char)('a' + (i % 26)), 1000)}")]),
            ("GET", "/hop", ["Host: a.test", "Connection: keep-alive, X-Only-Here", "Keep-Alive: timeout=5", "X-Only-Here: 1", "TE: trailers", "X-End: 2"]),
            ("GET", "/marks", ["Host: a.test", "Authorization: Bearer abc", "Cookie: a=1; b=2", "cookie: c=3"]),
            ("GET", "/content", ["Host: a.test", "Content-Type: text/odd", "Content-Language: de", "Expires: never"]),
        }
        select (kind, head.Item1, head.Item2, head.Item3));

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task A_head_arrives_at_primary_and_mirror(Speaks kind, string method, string target, string[] fields)
    {
        var (gateway, primary, mirror) = await StartAsync(kind);
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync($"{method} {target} HTTP/1.1\r\n{string.Join("\r\n", fields)}\r\n\r\n");

        Assert.Equal(200, answer.Status);
        foreach (var (backend, copy) in new[] { (primary, false), (mirror, true) })
        {
            var arrived = await backend.SingleAsync();
            Assert.Equal(method, arrived.Method);
            Assert.Equal(OverHttp2.Target(kind, target), arrived.Target);
            Assert.Equal(OverHttp2.Fields(kind, ByDesign.EndToEnd(fields)), OverHttp2.Fields(kind, ByDesign.Arrived(arrived.Fields, copy)));
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Bodies_arrive_whole_in_both_directions(Speaks kind, int length, bool chunked)
    {
        var body = new PatternBody(length);
        var (gateway, primary, mirror) = await StartAsync(kind, new Answer { Pattern = body, Framing = chunked ? Framing.Chunked : Framing.Declared }, async context =>
        {
            context.Response.ContentLength = chunked ? null : length;
            await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
        });
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(chunked
            ? "POST /upload HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
            : $"POST /upload HTTP/1.1\r\nHost: a.test\r\nContent-Length: {length}\r\n\r\n");
        await client.SendAsync(body, chunked ? 7777 : 0);

        var answer = await client.ReadAnswerAsync();
        Assert.Equal((200, (long)length, body.Sha256), (answer.Status, answer.BodyLength, answer.BodySha256));
        foreach (var backend in new[] { primary, mirror })
        {
            var arrived = await backend.SingleAsync();
            Assert.Equal(((long)length, body.Sha256), (arrived.BodyLength, arrived.BodySha256));
        }

        await BooksOf.BalanceAsync(gateway.Host, 1);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Sending.Fate.Answered]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_hundred_MiB_arrive_whole_in_both_directions(Speaks kind)
    {
        var body = new PatternBody(100L * 1024 * 1024);
        var (gateway, primary, mirror) = await StartAsync(kind, new Answer { Pattern = body }, context => OverHttp2.SendAsync(context, body), roomy: true);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a.test\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);

        var answer = await client.ReadAnswerAsync(timeout: TimeSpan.FromSeconds(60));
        Assert.Equal((200, body.Length, body.Sha256), (answer.Status, answer.BodyLength, answer.BodySha256));
        foreach (var backend in new[] { primary, mirror })
        {
            var arrived = await backend.SingleAsync(TimeSpan.FromSeconds(30));
            Assert.Equal((body.Length, body.Sha256), (arrived.BodyLength, arrived.BodySha256));
        }

        await BooksOf.BalanceAsync(gateway.Host, 1, within: TimeSpan.FromSeconds(60));
        await BooksOf.NothingHeldAsync(gateway.Host);
    }

    [Theory]
    [MemberData(nameof(Bare))]
    public async Task An_answer_without_a_body_has_none(Speaks kind, string method, int status)
    {
        var (gateway, _, _) = await StartAsync(kind, new Answer { Status = status, Framing = Framing.None, Fields = ["ETag: \"x\""] }, context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.ETag = "\"x\"";
            return Task.CompletedTask;
        });
        await using var client = await gateway.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            var answer = await client.AskAsync($"{method} / HTTP/1.1\r\nHost: a.test\r\n\r\n");

            Assert.Equal((status, 0L, "\"x\""), (answer.Status, answer.BodyLength, answer.Field("ETag")));
        }
    }

    [Theory]
    [InlineData(Speaks.H2c)]
    [InlineData(Speaks.Http2Tls)]
    public async Task Fields_and_trailers_of_an_answer_come_back(Speaks kind)
    {
        var (gateway, primary, _) = await StartAsync(kind, answer2: async context =>
        {
            context.Response.Headers.Append("X-Latin", "M\u00fcller");
            context.Response.Headers.Append("Set-Cookie", "a=1");
            context.Response.Headers.Append("Set-Cookie", "b=2");
            await context.Response.WriteAsync("answer");
            context.Response.AppendTrailer("grpc-status", "0");
            context.Response.AppendTrailer("grpc-message", "fine");
        });
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync("POST /svc/m HTTP/1.1\r\nHost: a.test\r\nContent-Type: application/grpc+proto\r\nContent-Length: 1\r\n\r\nx");

        Assert.Equal((200, "answer", "M\u00fcller"), (answer.Status, answer.BodyText, answer.Field("X-Latin")));
        Assert.Equal(["a=1", "b=2"], answer.Fields.All("Set-Cookie"));
        Assert.Equal(["grpc-message: fine", "grpc-status: 0"], answer.Trailers.Lines().Order(StringComparer.Ordinal));
        Assert.Equal("trailers", (await primary.SingleAsync()).Fields.First("te"));
    }

    [Theory]
    [InlineData(Speaks.H2c)]
    [InlineData(Speaks.Http2Tls)]
    public async Task A_piece_goes_up_and_one_comes_down_again_and_again_before_the_end(Speaks kind)
    {
        var (gateway, primary, mirror) = await StartAsync(kind);
        primary.Http2!.Talks = OverHttp2.EchoAsync;
        mirror.Http2!.Talks = OverHttp2.EchoAsync;
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST /talk HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n");
        var came = new StringBuilder();
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync($"6\r\npiece{i}\r\n");
            while (!came.ToString().Contains($"echo:piece{i}", StringComparison.Ordinal))
            {
                came.Append(await SomeAsync(client));
            }
        }

        await client.SendAsync("0\r\n\r\n");
        while (!came.ToString().EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
        {
            came.Append(await SomeAsync(client));
        }
    }

    [Theory]
    [InlineData(Speaks.H2c)]
    [InlineData(Speaks.Http2Tls)]
    public async Task An_answer_that_comes_before_the_body_has_ended_is_passed_on(Speaks kind)
    {
        var (gateway, primary, _) = await StartAsync(kind);
        primary.Http2!.Talks = context =>
        {
            context.Response.StatusCode = 413;
            return context.Response.WriteAsync("too much");
        };
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000000\r\n\r\nthe first bytes");
        var answer = await client.ReadAnswerAsync();

        Assert.Equal((413, "too much"), (answer.Status, answer.BodyText));
    }

    [Theory]
    [InlineData(Speaks.H2c)]
    [InlineData(Speaks.Http2Tls)]
    public async Task A_request_for_another_protocol_is_refused_and_no_copy_is_made(Speaks kind)
    {
        var (gateway, primary, _) = await StartAsync(kind);
        await using var client = await gateway.ConnectAsync();

        var answer = await client.AskAsync("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

        Assert.Equal(502, answer.Status);
        Assert.Empty(primary.Http2!.Requests);
        Assert.Equal(1, BooksOf.Mirror(gateway.Host).Books[Sending.Fate.Upgrade]);
    }

    private async Task<(TestGateway Gateway, Backend Primary, Backend Mirror)> StartAsync(
        Speaks kind, Answer? answer = null, Func<HttpContext, Task>? answer2 = null, bool roomy = false)
    {
        var primary = Started(await Backend.StartAsync(kind, _certificates, answer, answer2));
        var mirror = Started(await Backend.StartAsync(kind, _certificates, answer, answer2));
        var copy = Plans.Mirror("127.0.0.1:1") with
        {
            Budget = roomy ? new MirrorBudget { Window = 256L * 1024 * 1024 } : new MirrorBudget(),
            Timeouts = Plans.Unhurried with { Deadline = TimeSpan.FromSeconds(30), Idle = TimeSpan.FromSeconds(30) },
        };
        copy = copy with { Budget = copy.Budget with { MaxAnswerBytes = 256L * 1024 * 1024 } };
        var services = Plans.To("127.0.0.1:1").Services.SetItem("primary", primary.Service("primary")).SetItem("127.0.0.1:1", mirror.Service("127.0.0.1:1"));
        var plan = Plans.To("127.0.0.1:1") with { Services = services, Budgets = new Budgets { MaxBufferedBytes = 512L * 1024 * 1024 } };
        plan = plan with { Routes = [plan.Routes[0] with { Mirrors = [copy] }] };
        return (Started(await TestGateway.StartAsync(plan)), primary, mirror);
    }

    private static async Task<string> SomeAsync(RawClient client)
    {
        var some = Bytes.Text(await client.ReadSomeAsync());
        Assert.NotEqual("", some);
        return some;
    }

    private T Started<T>(T one)
        where T : IAsyncDisposable
    {
        _started.Add(one);
        return one;
    }
}
