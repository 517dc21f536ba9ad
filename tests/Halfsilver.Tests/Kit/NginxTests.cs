using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class NginxTests
{
    [Fact]
    public async Task It_tells_and_logs_what_it_got()
    {
        Assert.SkipUnless(Nginx.Available, "nginx is not installed");
        await using var nginx = await Nginx.StartAsync("X-Id");
        await using var client = await RawClient.ConnectAsync(nginx.Port);
        var plain = await client.AskAsync("GET /a%2Fb//c?x=%41 HTTP/1.1\r\nHost: shop.test\r\nX-Id: 7\r\n\r\n");
        var chunked = await client.AskAsync("POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\"b\r\n2\r\ncd\r\n0\r\n\r\n");

        Assert.Equal("method=GET\nuri=/a%2Fb//c?x=%41\nhost=shop.test\nlength=\nX-Id=7\n", plain.BodyText);
        Assert.Contains("length=5\n", chunked.BodyText, StringComparison.Ordinal);
        var entries = await nginx.WaitForAsync(2);
        Assert.Equal(("GET", "/a%2Fb//c?x=%41", "shop.test", 200, 0L), (entries[0].Method, entries[0].Target, entries[0].Host, entries[0].Status, entries[0].BodyLength));
        Assert.Equal(("POST", "/up", 5L, "a\"bcd"), (entries[1].Method, entries[1].Target, entries[1].BodyLength, entries[1].Body));
        Assert.Equal((entries[0].Connection, 2), (entries[1].Connection, entries[1].Sequence));
    }

    [Fact]
    public async Task It_counts_every_request_of_a_load_and_its_long_bodies()
    {
        Assert.SkipUnless(Nginx.Available, "nginx is not installed");
        await using var nginx = await Nginx.StartAsync();
        var body = new PatternBody(300_000);
        var head = Bytes.Of($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {body.Length}\r\n\r\n");
        var result = await LoadClient.RunAsync(
            new Load { To = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, nginx.Port), Connections = 4, RequestsEach = 10, Request = _ => head, Body = body });

        Assert.Equal(40, result.Statuses[200]);
        var entries = await nginx.WaitForAsync(40);
        Assert.Equal(40, entries.Count);
        Assert.All(entries, entry => Assert.Equal(body.Length, entry.BodyLength));
    }
}
