using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Wire;

/// <summary>Real nginx as primary and as mirror sees the same request.</summary>
public sealed class NginxTests
{
    [Fact]
    public async Task Two_real_servers_see_the_same_request()
    {
        Assert.SkipUnless(Nginx.Available, "nginx is not installed");
        await using var primary = await Nginx.StartAsync();
        await using var mirror = await Nginx.StartAsync();
        await using var gateway = await TestGateway.StartAsync(Plans.To($"127.0.0.1:{primary.Port}", Plans.Mirror($"127.0.0.1:{mirror.Port}")));
        (string Method, string Target, string Body)[] requests =
        [
            ("GET", "/", ""), ("HEAD", "/head?x", ""), ("POST", "/post", "hello"), ("PUT", "/put", new string('x', 100_000)), ("PATCH", "/p", "1"),
            ("DELETE", "/d", "gone"), ("OPTIONS", "/o", ""), ("GET", "/a%2fb/%7Ec", ""), ("GET", "//double//", ""), ("GET", "/p;v=1?a=1&a=2&b", ""),
            ("POST", "/empty", ""), ("REPORT", "/custom", "body"),
        ];
        await using var client = await gateway.ConnectAsync();

        foreach (var (method, target, body) in requests)
        {
            var length = body.Length > 0 || method == "POST" ? $"Content-Length: {body.Length}\r\n" : "";
            await client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: a.test\r\n{length}\r\n{body}");
            Assert.True((await client.ReadAnswerAsync(toHead: method == "HEAD")).Status < 500, $"{method} {target}");
        }

        var (seen, copied) = (await primary.WaitForAsync(requests.Length), await mirror.WaitForAsync(requests.Length));
        Assert.Equal(requests.Select(request => (request.Method, request.Target)), seen.Select(entry => (entry.Method, entry.Target)));
        Assert.Equal(
            seen.Select(entry => (entry.Method, entry.Target, entry.BodyLength)).Order(), copied.Select(entry => (entry.Method, entry.Target, entry.BodyLength)).Order());
        await BooksOf.BalanceAsync(gateway.Host, requests.Length);
    }
}
