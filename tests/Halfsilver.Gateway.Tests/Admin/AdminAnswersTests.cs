using System.Net;
using Halfsilver.Gateway.Running;
using Halfsilver.Sending;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

public sealed class AdminAnswersTests
{
    [Theory]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/ping", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    public async Task Health_is_plain_text(string path, string expected)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        using var answer = await admin.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_draining_gateway_is_alive_and_not_ready()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Ready = false;

        using var ready = await admin.Client.GetAsync("/readyz");
        using var alive = await admin.Client.GetAsync("/healthz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task A_stopped_mirror_is_told_by_readiness_but_does_not_take_it_away()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Engage(new KillScope("shop", "v2"), "v2 paging", "ops");

        using var ready = await admin.Client.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("ready\nmirroring stopped: shop/v2 (v2 paging)\n", await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Metrics_come_in_the_prometheus_text_format()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        admin.Gateway.Metrics = "# TYPE halfsilver_x counter\nhalfsilver_x 3\n";

        using var answer = await admin.Client.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("# TYPE halfsilver_x counter\nhalfsilver_x 3\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Status_shows_entry_points_routes_and_mirrors_also_those_of_services()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (_, status) = await admin.SendAsync(HttpMethod.Get, "/api/v1/status");

        Assert.Equal("test", status.GetProperty("gateway").GetString());
        Assert.Equal(1, status.GetProperty("revision").GetInt32());
        Assert.True(status.GetProperty("ready").GetBoolean());
        Assert.Equal("127.0.0.1:41234", status.GetProperty("entryPoints")[0].GetProperty("address").GetString());
        var routes = status.GetProperty("routes");
        Assert.Equal(25m, routes[0].GetProperty("mirrors")[0].GetProperty("percent").GetDecimal());
        Assert.Equal("inner", routes[1].GetProperty("mirrors")[0].GetProperty("name").GetString());
        Assert.False(status.GetProperty("killSwitch").GetProperty("engaged").GetBoolean());
    }

    [Fact]
    public async Task A_reload_says_how_it_ended()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (accepted, body) = await admin.SendAsync(HttpMethod.Post, "/-/reload");
        admin.Gateway.NextReload = new ReloadReport(ReloadOutcome.Refused, 2, ["routes[shop]: no service 'v3'"]);
        var (refused, why) = await admin.SendAsync(HttpMethod.Post, "/-/reload");

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal("accepted", body.GetProperty("outcome").GetString());
        Assert.Equal(2, body.GetProperty("revision").GetInt32());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("routes[shop]: no service 'v3'", why.GetProperty("problems")[0].GetString());
        Assert.Equal(["reload api", "reload api"], admin.Gateway.Asked);
    }

    [Fact]
    public async Task An_explanation_hands_on_method_address_and_headers_in_order()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (_, body) = await admin.SendAsync(HttpMethod.Post, "/api/v1/explain",
            """{"method":"POST","url":"https://shop.test/orders?a=1","headers":[{"name":"X-User","value":"7"},{"name":"X-User","value":"8"}]}""");

        Assert.Equal("POST https://shop.test/orders?a=1 → route shop", body.GetProperty("text").GetString());
        Assert.Equal("7,8", string.Join(",", admin.Gateway.Explained!.Headers.Select(field => field.Value)));
    }

    [Theory]
    [InlineData("""{"url":"http://a/"}""", "method: is missing")]
    [InlineData("""{"method":"GET","url":"/orders"}""", "url: '/orders' is no absolute http address")]
    [InlineData("""{"method":"GET","url":"http://a/","body":"x"}""", "body")]
    [InlineData("""{"method":""", "")]
    public async Task A_question_that_cannot_be_answered_is_a_400_that_says_why(string json, string part)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, body) = await admin.SendAsync(HttpMethod.Post, "/api/v1/explain", json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(part, body.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/-/reload", "POST")]
    [InlineData("GET", "/api/v1/explain", "POST")]
    [InlineData("PUT", "/api/v1/kill-switch", "DELETE, GET, POST")]
    [InlineData("POST", "/metrics", "GET")]
    [InlineData("DELETE", "/healthz", "GET")]
    public async Task A_wrong_method_is_405_with_the_allowed_ones_and_does_nothing(string method, string path, string allowed)
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, body) = await admin.SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        Assert.Equal("urn:halfsilver:problem:method-not-allowed", body.GetProperty("type").GetString());
        Assert.Empty(admin.Gateway.Asked);
    }

    [Fact]
    public async Task An_unknown_path_is_a_problem_with_a_request_id_and_an_error()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, body) = await admin.SendAsync(HttpMethod.Get, "/api/v1/nothing");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(404, body.GetProperty("status").GetInt32());
        Assert.Equal("/api/v1/nothing", body.GetProperty("instance").GetString());
        Assert.NotEmpty(body.GetProperty("requestId").GetString()!);
        Assert.Equal(body.GetProperty("detail").GetString(), body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_body_above_64_KiB_is_a_413()
    {
        await using var admin = await AdminUnderTest.StartAsync();

        var (answer, _) = await admin.SendAsync(HttpMethod.Post, "/api/v1/kill-switch", $$"""{"reason":"{{new string('x', 70_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(admin.Gateway.Asked);
    }
}
