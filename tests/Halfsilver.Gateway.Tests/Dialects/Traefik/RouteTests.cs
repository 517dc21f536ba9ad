using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Dialects.Traefik;

/// <summary>Routers with their rules, priorities and middlewares, as requests see them.</summary>
public sealed class RouteTests
{
    [Theory]
    [InlineData("stripPrefix: { prefixes: [/api] }", "/api/orders?a=1", "/orders?a=1")]
    [InlineData("stripPrefix: { prefixes: [/api] }", "/api", "/")]
    [InlineData("stripPrefix: { prefixes: [/api] }", "/apiorders", "/orders")]
    [InlineData("stripPrefix: { prefixes: [/api/] }", "/api/orders", "/orders")]
    [InlineData("stripPrefix: { prefixes: [/v1, /api] }", "/api/orders", "/orders")]
    [InlineData("stripPrefix: { prefixes: [/v1] }", "/api/orders", "/api/orders")]
    [InlineData("stripPrefixRegex: { regex: [\"/api/[0-9]+\"] }", "/api/17/orders", "/orders")]
    [InlineData("addPrefix: { prefix: /shop }", "/api/orders", "/shop/api/orders")]
    [InlineData("replacePath: { path: /health }", "/api/orders?a=1", "/health?a=1")]
    [InlineData("replacePathRegex: { regex: \"^/api/(.*)\", replacement: \"/v2/$1\" }", "/api/orders", "/v2/orders")]
    public async Task A_path_reaches_primary_and_mirror_as_the_middleware_leaves_it(string middleware, string asked, string got)
    {
        await using var run = await StartAsync("PathPrefix(`/api`)", middleware);
        await run.Gateway.AskAsync(1, $"GET {asked} HTTP/1.1\r\nHost: a\r\n\r\n");
        await run.Gateway.CopiesAsync("v2", run.Mirror, 1, 1);
        Assert.Equal((got, got), (run.Primary.Requests[0].Target, run.Mirror.Requests[0].Target));
    }

    [Fact]
    public async Task A_chain_strips_and_adds_in_its_order()
    {
        await using var run = await StartAsync("PathPrefix(`/api`)", "chain: { middlewares: [strip, add] }");
        await run.Gateway.AskAsync(1, "GET /api/orders HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(("/v9/orders", "/api"), (run.Primary.Requests[0].Target, run.Primary.Requests[0].Field("X-Forwarded-Prefix")));
    }

    [Fact]
    public async Task Headers_are_set_taken_out_and_the_Host_is_replaced()
    {
        await using var run = await StartAsync("PathPrefix(`/`)", "headers: { customRequestHeaders: { X-Env: blue, X-Secret: \"\", Host: inner.test } }");
        await run.Gateway.AskAsync(1, "GET / HTTP/1.1\r\nHost: a\r\nX-Env: red\r\nX-Secret: 1\r\n\r\n");
        await run.Gateway.CopiesAsync("v2", run.Mirror, 1, 1);
        Assert.All(run.Primary.Requests.Concat(run.Mirror.Requests), request =>
            Assert.Equal(("blue", null, "inner.test"), (request.Field("X-Env"), request.Field("X-Secret"), request.Field("Host"))));
    }

    [Theory]
    [InlineData("redirectScheme: { scheme: https, permanent: true }", 308, "https://shop.test/a?b=1")]
    [InlineData("redirectScheme: { scheme: https, port: 8443 }", 307, "https://shop.test:8443/a?b=1")]
    [InlineData("redirectRegex: { regex: \"^https?://shop\\\\.test/(.*)\", replacement: \"https://new.test/${1}\" }", 307, "https://new.test/a?b=1")]
    public async Task A_redirect_answers_in_the_services_place(string middleware, int status, string location)
    {
        await using var run = await StartAsync("PathPrefix(`/`)", middleware);
        await using var client = await run.Gateway.ConnectAsync();
        var answer = await client.AskAsync("GET /a?b=1 HTTP/1.1\r\nHost: shop.test:8000\r\n\r\n");
        Assert.Equal((status, location), (answer.Status, answer.Field("Location")));
        Assert.Equal(0, run.Primary.Count);
    }

    [Fact]
    public async Task A_redirect_to_the_scheme_that_is_spoken_is_none()
    {
        await using var run = await StartAsync("PathPrefix(`/`)", "redirectScheme: { scheme: http }");
        await run.Gateway.AskAsync(1);
        Assert.Equal(1, run.Primary.Count);
    }

    [Theory]
    [InlineData("[127.0.0.0/8]", 200)]
    [InlineData("[10.0.0.0/8, \"::1\"]", 403)]
    public async Task A_list_of_clients_keeps_all_others_out(string networks, int status)
    {
        await using var run = await StartAsync("PathPrefix(`/`)", $"ipAllowList: {{ sourceRange: {networks} }}");
        await using var client = await run.Gateway.ConnectAsync();
        Assert.Equal(status, (await client.AskAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Status);
        Assert.Equal(status == 200 ? 1 : 0, run.Primary.Count);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_answered_with_413()
    {
        await using var run = await StartAsync("PathPrefix(`/`)", "buffering: { maxRequestBodyBytes: 5 }");
        await using var client = await run.Gateway.ConnectAsync();
        Assert.Equal(413, (await client.AskAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabcdef")).Status);
        Assert.Equal(0, run.Primary.Count);
    }

    [Theory]
    [InlineData("/a", "long")]
    [InlineData("/a/b", "long")]
    [InlineData("/z", "short")]
    [InlineData("/first", "first")]
    public async Task Longer_rules_are_tried_first_unless_a_priority_says_otherwise(string path, string service)
    {
        await using var upstream = RecordingUpstream.Start(request => Answer.Text(request.Field("X-Route") ?? ""));
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers:
                short: { rule: PathPrefix(`/`), service: all, middlewares: [short] }
                long: { rule: "PathPrefix(`/a`) || PathPrefix(`/first`) && Method(`GET`)", service: all, middlewares: [long] }
                first: { rule: Path(`/first`), service: all, middlewares: [first], priority: 1000 }
              middlewares:
                short: { headers: { customRequestHeaders: { X-Route: short } } }
                long: { headers: { customRequestHeaders: { X-Route: long } } }
                first: { headers: { customRequestHeaders: { X-Route: first } } }
              services:
                all: { loadBalancer: { servers: [{ url: "{{upstream.Url}}" }] } }
            """);
        await using var client = await gateway.ConnectAsync();
        Assert.Equal(service, (await client.AskAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).BodyText);
    }

    [Theory]
    [InlineData("/base", "/v2", "/base/x?q=1", "/v2/x?q=1")]
    [InlineData("/base", "", "/base/x?q=1", "/x?q=1")]
    [InlineData("", "/v2", "/x?q=1", "/v2/x?q=1")]
    [InlineData("/base", "/base", "/base/x?q=1", "/base/x?q=1")]
    public async Task A_server_that_preserves_its_path_puts_it_before_the_requests(string primaryPath, string mirrorPath, string atPrimary, string atMirror)
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers: { all: { rule: PathPrefix(`/`), service: copied } }
              services:
                copied: { mirroring: { service: v1, mirrors: [{ name: v2, percent: 100 }] } }
                v1: { loadBalancer: { servers: [{ url: "http://{{primary.Authority}}{{primaryPath}}", preservePath: true }] } }
                v2: { loadBalancer: { servers: [{ url: "http://{{mirror.Authority}}{{mirrorPath}}", preservePath: true }] } }
            """);
        await gateway.AskAsync(1, "GET /x?q=1 HTTP/1.1\r\nHost: a\r\n\r\n");
        await gateway.CopiesAsync("v2", mirror, 1, 1);
        Assert.Equal((atPrimary, atMirror), (primary.Requests[0].Target, mirror.Requests[0].Target));
    }

    [Fact]
    public async Task A_Host_that_a_middleware_sets_gives_way_to_a_service_that_names_its_own()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers: { all: { rule: PathPrefix(`/`), service: copied, middlewares: [host] } }
              middlewares: { host: { headers: { customRequestHeaders: { Host: set.test } } } }
              services:
                copied: { mirroring: { service: v1, mirrors: [{ name: v2, percent: 100 }] } }
                v1: { loadBalancer: { servers: [{ url: "{{primary.Url}}" }] } }
                v2: { loadBalancer: { passHostHeader: false, servers: [{ url: "{{mirror.Url}}" }] } }
            """);
        await gateway.AskAsync(1);
        await gateway.CopiesAsync("v2", mirror, 1, 1);
        Assert.Equal(("set.test", mirror.Authority), (primary.Requests[0].Field("Host"), mirror.Requests[0].Field("Host")));
    }

    [Fact]
    public async Task Weights_and_a_failover_lead_where_they_say()
    {
        await using var one = RecordingUpstream.Start();
        await using var three = RecordingUpstream.Start();
        await using var gateway = await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers:
                split: { rule: Path(`/whoami`), service: split }
                safe: { rule: Path(`/safe`), service: safe }
              services:
                split: { weighted: { services: [{ name: one, weight: 1 }, { name: three, weight: 3 }] } }
                safe: { failover: { service: dead, fallback: one } }
                one: { loadBalancer: { servers: [{ url: "{{one.Url}}" }] } }
                three: { loadBalancer: { servers: [{ url: "{{three.Url}}" }] } }
                dead: { loadBalancer: { servers: [] } }
            """);
        await gateway.AskAsync(40);
        Assert.Equal((10, 30), (one.Count, three.Count));
        await gateway.AskAsync(1, "GET /safe HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(11, one.Count);
    }

    private static async Task<Run> StartAsync(string rule, string middleware)
    {
        var (primary, mirror) = (RecordingUpstream.Start(), RecordingUpstream.Start());
        return new Run(primary, mirror, await DialectGateway.StartAsync("traefik", [], $$"""
            http:
              routers:
                all: { rule: "{{rule}}", service: copied, middlewares: [tried] }
              middlewares:
                tried: { {{middleware}} }
                strip: { stripPrefix: { prefixes: [/api] } }
                add: { addPrefix: { prefix: /v9 } }
              services:
                copied: { mirroring: { service: v1, mirrors: [{ name: v2, percent: 100 }] } }
                v1: { loadBalancer: { servers: [{ url: "{{primary.Url}}" }] } }
                v2: { loadBalancer: { servers: [{ url: "{{mirror.Url}}" }] } }
            """));
    }

    private sealed record Run(RecordingUpstream Primary, RecordingUpstream Mirror, TestGateway Gateway) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Primary.DisposeAsync();
            await Mirror.DisposeAsync();
        }
    }
}
