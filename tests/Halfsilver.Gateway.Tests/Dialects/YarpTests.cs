using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

using static Halfsilver.Gateway.Tests.Dialects.YarpGateway;

namespace Halfsilver.Gateway.Tests.Dialects;

/// <summary>YARP's routes, and the mirrors in their metadata, by its own files.</summary>
public sealed class YarpTests
{
    private const string Get = "GET /orders/1 HTTP/1.1\r\nHost: shop.test\r\n\r\n";

    [Fact]
    public async Task Two_lines_of_metadata_copy_a_tenth_of_the_requests()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(
            """
            { "ReverseProxy": { "Routes": { "orders": { "ClusterId": "orders-v1", "Match": { "Path": "/orders/{**rest}" },
                "Metadata": { "Mirror.ClusterId": "orders-v2", "Mirror.Percent": "10" } } },
              "Clusters": { "orders-v1": { "Destinations": { "d": { "Address": "http://v1" } } }, "orders-v2": { "Destinations": { "d": { "Address": "http://v2" } } } } } }
            """,
            ("v1", a),
            ("v2", b));

        await gateway.AskAsync(100, Get);

        await gateway.CopiesAsync("orders-v2", b, 100, 10);
        Assert.Equal(404, (await gateway.AskOnceAsync(Get.Replace("/orders", "/other", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task C12_Each_leg_has_its_own_address_and_base_path_and_the_transforms_of_the_route()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        const string Transforms = """, "Transforms": [{ "PathRemovePrefix": "/api" }, { "PathPrefix": "/v2" }, { "RequestHeader": "X-Env", "Set": "prod" }, { "QueryRemoveParameter": "debug" }]""";
        await using var gateway = await StartAsync(Mirrored(more: Transforms), ("a", a), ("b", b));

        await gateway.AskOnceAsync("GET /Api/x%2Fy?q=1&debug=2 HTTP/1.1\r\nHost: shop.test\r\nX-Env: test\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n");
        var (first, copy) = (Assert.Single(await a.WaitForAsync(1)), Assert.Single(await b.WaitForAsync(1)));

        Assert.Equal(("/v2/x%2Fy?q=1", "a", "prod"), (first.Target, first.Field("Host"), first.Field("X-Env")));
        Assert.Equal(("/base/v2/x%2Fy?q=1", "b", "prod"), (copy.Target, copy.Field("Host"), copy.Field("X-Env")));
        foreach (var request in (RecordedRequest[])[first, copy])
        {
            Assert.Equal(("10.0.0.1, 127.0.0.1", "shop.test", null), (request.Field("X-Forwarded-For"), request.Field("X-Forwarded-Host"), request.Field("X-Hop")));
            Assert.Null(request.Field("Halfsilver-Copy"));
        }
    }

    [Fact]
    public async Task The_client_s_Host_goes_on_where_the_route_says_so_and_a_destination_s_own_else()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("a"));
        await using var c = RecordingUpstream.Start(Answer.Text("c"));
        await using var gateway = await StartAsync(
            File("""
                "kept": { "ClusterId": "a", "Match": { "Path": "/kept" }, "Transforms": [{ "RequestHeaderOriginalHost": "true" }], "Metadata": { "Mirror.ClusterId": "c", "Mirror.Percent": "100" } },
                "own": { "ClusterId": "c", "Match": { "Path": "/own" } }
                """),
            ("a", a),
            ("c", c));

        await gateway.AskOnceAsync(Get.Replace("/orders/1", "/kept", StringComparison.Ordinal));
        Assert.Equal("shop.test", Assert.Single(await a.WaitForAsync(1)).Field("Host"));
        Assert.Equal("shop.test", Assert.Single(await c.WaitForAsync(1)).Field("Host"));
        await gateway.AskOnceAsync(Get.Replace("/orders/1", "/own", StringComparison.Ordinal));
        Assert.Equal("inner.test", (await c.WaitForAsync(2))[1].Field("Host"));
    }

    [Theory]
    [InlineData("GET /Orders/7/ HTTP/1.1", "a /v1/7")]
    [InlineData("GET /orders/seven HTTP/1.1", "b /base/orders/seven")]
    [InlineData("POST /orders/7 HTTP/1.1", "b /base/orders/7")]
    [InlineData("GET /ORDERS HTTP/1.1", "b /base/ORDERS")]
    [InlineData("GET /orders/7/lines/2 HTTP/1.1", "b /base/orders/7/lines/2")]
    [InlineData("GET /x?kind=New HTTP/1.1", "c /x?kind=New")]
    [InlineData("GET /x HTTP/1.1\r\nX-Kind: old, \"new\"", "c /x")]
    [InlineData("GET /x HTTP/1.1\r\nX-Kind: newer", "")]
    [InlineData("GET /files/a.b.txt HTTP/1.1", "c /files/a.b.txt")]
    [InlineData("GET /files/a HTTP/1.1", "")]
    public async Task Routes_are_tried_in_the_order_of_ASP_NET_Core(string request, string sent)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("a"));
        await using var b = RecordingUpstream.Start(Answer.Text("b"));
        await using var c = RecordingUpstream.Start(Answer.Text("c"));
        await using var gateway = await StartAsync(
            File("""
                "rest": { "ClusterId": "b", "Match": { "Path": "/orders/{**rest}" } },
                "one": { "ClusterId": "a", "Match": { "Path": "/orders/{id:int}", "Methods": ["GET"] }, "Transforms": [{ "PathPattern": "/v1/{id}" }] },
                "kind": { "ClusterId": "c", "Match": { "Path": "/x", "QueryParameters": [{ "Name": "kind", "Values": ["new"] }] } },
                "field": { "ClusterId": "c", "Match": { "Path": "/x", "Headers": [{ "Name": "X-Kind", "Values": ["new"] }] } },
                "file": { "ClusterId": "c", "Match": { "Path": "/files/{name}.{ext}" } }
                """),
            ("a", a),
            ("b", b),
            ("c", c));

        var answer = await gateway.AskOnceAsync($"{request}\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n");

        var target = a.Requests.Concat(b.Requests).Concat(c.Requests).Select(one => one.Target).SingleOrDefault();
        Assert.Equal(sent, target is null ? "" : $"{answer.BodyText} {target}");
        Assert.Equal(sent.Length == 0 ? 404 : 200, answer.Status);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(", \"Mirror.Methods\": \"all\"", 1)]
    [InlineData(", \"Mirror.Methods\": \"put, post\"", 1)]
    [InlineData(", \"Mirror.Methods\": \"all\", \"Mirror.Enabled\": \"false\"", 0)]
    public async Task Only_safe_methods_are_copied_unless_the_file_says_more(string metadata, int copies)
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var b = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var gateway = await StartAsync(Mirrored(metadata), ("a", a), ("b", b));

        await gateway.AskOnceAsync("POST /x HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\nhi");

        await BooksOf.BalanceAsync(gateway.Host, metadata.Contains("Enabled", StringComparison.Ordinal) ? 0 : 1, "b");
        Assert.Equal(copies, b.Requests.Count);
        Assert.All(b.Requests, copy => Assert.Equal("hi", copy.BodyText));
    }

    [Fact]
    public async Task C17_A_mirror_that_is_nowhere_leaves_its_route_served()
    {
        await using var a = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await StartAsync(Mirrored().Replace("\"Mirror.ClusterId\": \"b\"", "\"Mirror.ClusterId\": \"gone\"", StringComparison.Ordinal), ("a", a));

        Assert.Equal("primary", (await gateway.AskOnceAsync(Get)).BodyText);
        Assert.Empty(gateway.Host.Mirrors.All);
    }

    [Fact]
    public async Task A_route_without_a_cluster_is_answered_with_503()
    {
        await using var gateway = await StartAsync(File("\"all\": { \"ClusterId\": \"gone\", \"Match\": { \"Path\": \"{**rest}\" } }"));

        Assert.Equal(503, (await gateway.AskOnceAsync(Get)).Status);
    }
}
