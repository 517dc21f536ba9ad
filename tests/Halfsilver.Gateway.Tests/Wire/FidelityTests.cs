using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>What a client sends is what primary and mirrors get, but for the list in <see cref="ByDesign"/>.</summary>
public sealed class FidelityTests : IAsyncLifetime
{
    private readonly RecordingUpstream _primary = RecordingUpstream.Start();
    private readonly RecordingUpstream _first = RecordingUpstream.Start();
    private readonly RecordingUpstream _second = RecordingUpstream.Start();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(
        Plans.To(_primary, Plans.Mirror(_first, name: "first"), Plans.Mirror(_second, name: "second")));

    public async ValueTask DisposeAsync()
    {
        await BooksOf.BalanceWithAsync(_gateway.Host, _first, "first");
        await BooksOf.BalanceWithAsync(_gateway.Host, _second, "second");
        await _gateway.DisposeAsync();
        await _primary.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    public static TheoryData<string, string, string[]> Heads() => new()
    {
        { "GET", "/", ["Host: a.test"] },
        { "HEAD", "/x?y=1", ["Host: a.test", "Accept: */*"] },
        { "DELETE", "/items/7", ["Host: a.test"] },
        { "OPTIONS", "/x", ["Host: a.test"] },
        { "OPTIONS", "*", ["Host: a.test"] },
        { "PATCH", "/x", ["Host: a.test", "Content-Length: 0"] },
        { "PURGE", "/cache/all", ["Host: a.test"] },
        { "x-Custom!method", "/x", ["Host: a.test"] },
        { "GET", "/a%2fb/%2F%7euser/%e2%82%ac", ["Host: a.test"] },
        { "GET", "//double//slashes//", ["Host: a.test"] },
        { "GET", "/p;v=1;w=2/q;x", ["Host: a.test"] },
        { "GET", "/q?a=1&a=2&b=&a=3&c", ["Host: a.test"] },
        { "GET", "/q?", ["Host: a.test"] },
        { "GET", "/q??x=?&y=/../", ["Host: a.test"] },
        { "GET", "/fields", ["zEta:  spaced \t value\t", "Host: a.test:8080", "X-Empty:", "x-lower: 1", "X-UPPER:no-space", "x-lower: 2"] },
        { "GET", "/latin1", ["Host: a.test", "X-Name: M\u00fcller \u00e9\u00ff\u0080", "X-Other: \u00a0"] },
        { "GET", "/\u00e9", ["Host: a.test"] },
        { "GET", "/many", [.. Enumerable.Range(0, 95).Select(i => $"X-Field-{i}: {i * i}").Append("Host: a.test")] },
        { "GET", "/large", ["Host: a.test", .. Enumerable.Range(0, 60).Select(i => $"X-Large-{i}: {new string((char)('a' + (i % 26)), 1000)}")] },
        { "GET", "/hop", ["Host: a.test", "Connection: keep-alive, X-Only-Here", "Keep-Alive: timeout=5", "X-Only-Here: 1", "TE: trailers", "X-End: 2"] },
        { "GET", "/marks", ["Host: a.test", "Authorization: Bearer abc", "Cookie: a=1; b=2", "cookie: c=3"] },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task A_head_arrives_byte_for_byte_at_the_primary_and_at_every_mirror(string method, string target, string[] fields)
    {
        await using var client = await _gateway.ConnectAsync();

        var answer = await client.AskAsync($"{method} {target} HTTP/1.1\r\n{string.Join("\r\n", fields)}\r\n\r\n");

        Assert.Equal(200, answer.Status);
        foreach (var (upstream, copy) in new[] { (_primary, false), (_first, true), (_second, true) })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal(method, arrived.Method);
            Assert.Equal(target, arrived.Target);
            Assert.Equal(ByDesign.EndToEnd(fields), ByDesign.Arrived(arrived, copy));
            Assert.Equal(Anomaly.None, arrived.Anomalies & ~Anomaly.OddRequestLine);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(1024 * 1024)]
    public async Task A_declared_body_arrives_whole_at_all_three(int length)
    {
        var body = new PatternBody(length);
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync($"POST /upload HTTP/1.1\r\nHost: a.test\r\nContent-Length: {length}\r\n\r\n");
        await client.SendAsync(body);

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await AssertBodiesAsync(body, Framing.Declared);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1024, 100)]
    [InlineData(1024 * 1024, 7777)]
    public async Task A_chunked_body_arrives_whole_at_all_three(int length, int chunk)
    {
        var body = new PatternBody(length);
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync("POST /upload HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.SendAsync(body, chunk);

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        await AssertBodiesAsync(body, Framing.Chunked);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    [InlineData("REPORT")]
    public async Task Every_method_may_carry_a_body(string method)
    {
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync($"{method} /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello");

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        foreach (var upstream in new[] { _primary, _first, _second })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal(method, arrived.Method);
            Assert.Equal("hello", arrived.BodyText);
        }
    }

    [Fact]
    public async Task A_client_that_expects_100_is_told_to_go_on_and_nobody_behind_has_to_wait()
    {
        await using var client = await _gateway.ConnectAsync();

        await client.SendAsync("POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        var head = Bytes.Text(await client.ReadSomeAsync());
        await client.SendAsync("abc");

        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", head);
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        foreach (var upstream in new[] { _primary, _first, _second })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Null(arrived.Field("Expect"));
            Assert.Equal("abc", arrived.BodyText);
        }
    }

    [Fact]
    public async Task Trailers_arrive_behind_the_body_at_all_three()
    {
        await using var client = await _gateway.ConnectAsync();

        var answer = await client.AskAsync(
            "POST /x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n");

        Assert.Equal(200, answer.Status);
        foreach (var upstream in new[] { _primary, _first, _second })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal("abc", arrived.BodyText);
            Assert.Equal(["X-Sum: 42"], arrived.Trailers.Lines());
            Assert.Equal(Anomaly.None, arrived.Anomalies);
        }
    }

    [Fact]
    public async Task Forwarding_fields_are_added_once_on_each_leg()
    {
        await using var client = await _gateway.ConnectAsync();

        await client.AskAsync("GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 10.1.1.1\r\nX-Forwarded-Proto: gopher\r\n\r\n");

        foreach (var upstream in new[] { _primary, _first, _second })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal(["10.1.1.1, 127.0.0.1"], arrived.Fields.All("X-Forwarded-For"));
            Assert.Equal(["a.test"], arrived.Fields.All("X-Forwarded-Host"));
            Assert.Equal(["http"], arrived.Fields.All("X-Forwarded-Proto"));
        }
    }

    [Fact]
    public async Task A_copy_carries_its_marks_and_the_primary_does_not()
    {
        await using var client = await _gateway.ConnectAsync();

        await client.AskAsync("GET / HTTP/1.1\r\nHost: a.test\r\nVia: 1.1 before\r\n\r\n");

        var primary = Assert.Single(await _primary.WaitForAsync(1));
        var copy = Assert.Single(await _first.WaitForAsync(1));
        Assert.Equal(["1.1 before"], primary.Fields.All("Via"));
        Assert.Null(primary.Field("Halfsilver-Copy"));
        Assert.Equal("1.1 before", copy.Fields.All("Via").First());
        Assert.Matches("^1\\.1 halfsilver-[0-9a-f]{8}$", copy.Fields.All("Via").Last());
        Assert.Equal("1", copy.Field("Halfsilver-Copy"));
    }

    [Fact]
    public async Task An_absolute_target_goes_on_in_origin_form_with_its_own_host()
    {
        await using var client = await _gateway.ConnectAsync();

        await client.AskAsync("GET http://b.test:81/x?y HTTP/1.1\r\nHost: a.test\r\nX-After: 1\r\n\r\n");

        foreach (var upstream in new[] { _primary, _first })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal("/x?y", arrived.Target);
            Assert.Equal(["b.test:81"], arrived.Fields.All("Host"));
        }
    }

    private async Task AssertBodiesAsync(PatternBody body, Framing framing)
    {
        foreach (var upstream in new[] { _primary, _first, _second })
        {
            var arrived = Assert.Single(await upstream.WaitForAsync(1));
            Assert.Equal(body.Length, arrived.BodyLength);
            Assert.Equal(body.Sha256, arrived.BodySha256);
            Assert.Equal(framing, arrived.Framing);
        }
    }
}
