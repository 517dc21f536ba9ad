using System.Text.Json;
using Halfsilver.Gateway.Demo;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Demo;

public sealed class ShopTests
{
    private static readonly Shop V1 = new(ShopVersion.V1, 1);
    private static readonly Shop V2 = new(ShopVersion.V2, 1);

    private static JsonElement Get(Shop shop, string path) => JsonDocument.Parse(shop.Answer("GET", path).Body).RootElement;

    [Theory]
    [InlineData("/products/7")]
    [InlineData("/orders/7")]
    [InlineData("/search")]
    [InlineData("/recommendations/7")]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_another_shop(string path)
    {
        Assert.Equal(V1.Answer("GET", path), new Shop(ShopVersion.V1, 1).Answer("GET", path));
        if (!path.StartsWith("/recommendations", StringComparison.Ordinal))
            Assert.NotEqual(V1.Answer("GET", path), new Shop(ShopVersion.V1, 2).Answer("GET", path));
    }

    [Fact]
    public void A_product_differs_in_its_time_and_in_the_type_of_its_price_alone()
    {
        var (a, b) = (Get(V1, "/products/7"), Get(V2, "/products/7"));

        Assert.Equal(a.GetProperty("name").GetString(), b.GetProperty("name").GetString());
        Assert.Equal(a.GetProperty("stock").GetInt32(), b.GetProperty("stock").GetInt32());
        Assert.False(string.Equals(a.GetProperty("generatedAt").GetString(), b.GetProperty("generatedAt").GetString(), StringComparison.Ordinal));
        Assert.Equal(JsonValueKind.Number, a.GetProperty("price").ValueKind);
        Assert.Equal(JsonValueKind.String, b.GetProperty("price").ValueKind);
        Assert.Equal(a.GetProperty("price").GetRawText(), b.GetProperty("price").GetString());
    }

    [Fact]
    public void One_of_fifty_products_has_no_stock_in_v2()
    {
        var without = Enumerable.Range(1, 100).Where(id => !Get(V2, $"/products/{id}").TryGetProperty("stock", out _));

        Assert.True(without.SequenceEqual([13, 63]));
        Assert.All(Enumerable.Range(1, 100), id => Assert.True(Get(V1, $"/products/{id}").TryGetProperty("stock", out _)));
    }

    [Fact]
    public void An_order_differs_in_its_uuid_alone()
    {
        var (a, b) = (Get(V1, "/orders/7"), Get(V2, "/orders/7"));

        Assert.Equal(a.GetProperty("total").GetInt32(), b.GetProperty("total").GetInt32());
        Assert.NotEqual(Guid.Parse(a.GetProperty("requestId").GetString()!), Guid.Parse(b.GetProperty("requestId").GetString()!));
    }

    [Fact]
    public void A_search_is_the_same_and_forty_milliseconds_slower()
    {
        var (a, b) = (V1.Answer("GET", "/search"), V2.Answer("GET", "/search"));

        Assert.Equal(a.Body, b.Body);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(40)), (a.Delay, b.Delay));
    }

    [Fact]
    public void Recommendations_fail_in_v2()
    {
        Assert.Equal(200, V1.Answer("GET", "/recommendations/7").Status);
        Assert.Equal(500, V2.Answer("GET", "/recommendations/7").Status);
    }

    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/products/x", 404)]
    [InlineData("GET", "/products/99999999999", 404)]
    [InlineData("DELETE", "/products/7", 404)]
    [InlineData("POST", "/orders", 201)]
    [InlineData("HEAD", "/products/7", 200)]
    public void Every_answer_is_json_with_a_status(string method, string path, int status)
    {
        var answer = V2.Answer(method, path);

        Assert.Equal(status, answer.Status);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(answer.Body).RootElement.ValueKind);
    }

    [Fact]
    public async Task A_shop_serves_over_a_socket_what_it_answers()
    {
        await using var server = await ShopServer.StartAsync(V1, TimeProvider.System);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };

        using var answer = await client.GetAsync("/products/7?x=1");
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/products/7"));

        Assert.Equal(V1.Answer("GET", "/products/7").Body, await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(answer.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    [Fact]
    public void A_hundred_customers_meet_every_difference()
    {
        var paths = Enumerable.Range(0, 500).Select(number => DemoTraffic.Request(number, 1)).ToArray();

        Assert.Contains(("GET", "/search?q=lamp"), paths);
        Assert.Contains(("POST", "/orders"), paths);
        Assert.Contains(paths, request => request.Path is "/products/13" or "/products/63");
        Assert.Contains(paths, request => request.Path.StartsWith("/orders/", StringComparison.Ordinal));
        Assert.Contains(paths, request => request.Path.StartsWith("/recommendations/", StringComparison.Ordinal));
        Assert.All(paths.Where(request => request.Method == "GET"), request => Assert.NotEqual(404, V1.Answer("GET", request.Path.Split('?')[0]).Status));
    }

    [Fact]
    public async Task Traffic_comes_at_its_rate_and_ends()
    {
        var time = new FakeTime { FiresOnThreadPool = true };
        await using var server = await ShopServer.StartAsync(V1, TimeProvider.System);
        using var traffic = new DemoTraffic(new Uri($"http://127.0.0.1:{server.Port}"), time);
        using var over = new CancellationTokenSource();

        await Bound.Within(traffic.RunAsync(0, 1, over.Token), Bound.Usual, "no traffic at all");
        var running = traffic.RunAsync(20, 1, over.Token);
        await over.CancelAsync();

        await Bound.Within(running, Bound.Usual, "the end of the traffic");
    }
}
