using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>The management interface beside mirrors: services, routes, plugins, upstreams, canaries, and what its errors look like.</summary>
public sealed class ManagementTests
{
    [Fact]
    public async Task Services_and_routes_are_made_changed_listed_and_taken_out()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();

        var service = await gateway.PostAsync("/services", """{"name":"ai-service","url":"http://other:81/v2","connectTimeout":500,"tags":["a"]}""");
        Assert.Equal((200, 500, 60000, 3, "http://other:81/v2"), (service.Code, service.Data.GetProperty("connectTimeout").GetInt32(),
            service.Data.GetProperty("readTimeout").GetInt32(), service.Data.GetProperty("retries").GetInt32(), service.Data.GetProperty("url").GetString()));
        var route = await gateway.PostAsync("/services/ai-service/routes", """{"name":"ai-service-route","paths":["/new"],"stripPath":false,"preserveHost":true}""");
        Assert.Equal((200, "ai-service", false), (route.Code, route.Data.GetProperty("serviceName").GetString(), route.Data.GetProperty("stripPath").GetBoolean()));
        Assert.Equal(["ai-service"], Names(await gateway.GetAsync("/services")));
        Assert.Equal(["ai-service-route"], Names(await gateway.GetAsync("/routes")));
        Assert.Equal("409 CONFLICT", (await gateway.SendAsync("DELETE", "/api/v1/gateway/services/ai-service")).Error);
        var gone = await gateway.SendAsync("DELETE", "/api/v1/gateway/routes/ai-service-route");
        Assert.Equal((204, ""), (gone.Code, gone.Text));
        Assert.Equal(204, (await gateway.SendAsync("DELETE", "/api/v1/gateway/services/ai-service")).Code);
        Assert.Equal("404 RESOURCE_NOT_FOUND", (await gateway.SendAsync("DELETE", "/api/v1/gateway/services/ai-service")).Error);
        Assert.Equal((0, 0), (gateway.Plan.Routes.Length, gateway.Plan.Services.Count));
    }

    [Fact]
    public async Task Plugins_hold_for_everything_a_service_or_a_route_and_the_nearest_counts()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();
        await gateway.MakeRouteAsync("other", "/other");
        string Body(string host, string scope) => $$"""{"pluginName":"traffic-mirror",{{scope}}"config":{"mirrorHost":"{{host}}","mirrorPort":80} }""";

        var all = await gateway.PostAsync("/plugins", Body("all", ""));
        Assert.Equal(201, (await gateway.PostAsync("/plugins", Body("of-service", "\"serviceName\":\"ai-service\","))).Code);
        Assert.Equal("kong.of-service|kong.all", Targets(gateway));
        var ofRoute = await gateway.PostAsync("/plugins", Body("of-route", "\"routeName\":\"ai-service-route\","));
        Assert.Equal("kong.of-route|kong.all", Targets(gateway));

        Assert.Equal("409 CONFLICT", (await gateway.PostAsync("/plugins", Body("again", ""))).Error);
        Assert.Equal(3, (await gateway.GetAsync("/plugins")).Data.GetProperty("configured").GetArrayLength());
        Assert.Contains("traffic-mirror", (await gateway.GetAsync("/plugins")).Data.GetProperty("available").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(204, (await gateway.SendAsync("DELETE", $"/api/v1/gateway/plugins/{Id(ofRoute)}")).Code);
        Assert.Equal(200, (await gateway.SendAsync("PATCH", $"/api/v1/gateway/plugins/{Id(all)}", """{"config":{"percentage":5}}""")).Code);
        Assert.Equal(("kong.of-service|kong.all", 50_000), (Targets(gateway), Route(gateway, "other-route").Mirrors[0].Share.Millionths));
    }

    [Fact]
    public async Task A_route_s_plugin_goes_by_its_name_too_and_is_switched()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();
        const string Plugin = "/api/v1/gateway/routes/ai-service-route/plugins/traffic-mirror";
        var made = await gateway.PostAsync("/routes/ai-service-route/plugins", """{"pluginName":"traffic-mirror","config":{"mirrorHost":"m","mirrorPort":80}}""");

        Assert.Equal(201, made.Code);
        Assert.Equal(204, (await gateway.SendAsync("POST", Plugin + "/disable")).Code);
        Assert.False((await gateway.SendAsync("GET", Plugin)).Data.GetProperty("enabled").GetBoolean());
        Assert.Empty(Route(gateway, "ai-service-route").Mirrors);
        Assert.Equal(204, (await gateway.SendAsync("POST", Plugin + "/enable")).Code);
        Assert.Single(Route(gateway, "ai-service-route").Mirrors);
        var put = await gateway.SendAsync("PUT", Plugin, """{"config":{"mirrorHost":"n","mirrorPort":81}}""");
        Assert.Equal((200, Id(made), "n"), (put.Code, Id(put), put.Data.GetProperty("config").GetProperty("mirrorHost").GetString()));
        Assert.Equal("400 VALIDATION_FAILED", (await gateway.SendAsync("PATCH", Plugin, """{"config":{"mirrorPort":0}}""")).Error);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", Plugin)).Code);
        Assert.Equal("404 RESOURCE_NOT_FOUND", (await gateway.SendAsync("POST", Plugin + "/enable")).Error);
    }

    [Fact]
    public async Task Addresses_in_turn_are_a_preset_and_one_that_is_not_well_gets_nothing()
    {
        await using var one = RecordingUpstream.Start(Answer.Text("primary"));
        await using var two = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await ManagedGateway.StartAsync(("t1:8000", one), ("t2:8000", two));
        const string Pool = "/api/v1/gateway/upstreams/pool";

        Assert.Equal(201, (await gateway.PostAsync("/upstreams/preset/round-robin?name=pool", """["t1:8000","t2:8000"]""")).Code);
        await gateway.PostAsync("/services", """{"name":"s","url":"http://pool"}""");
        await gateway.PostAsync("/services/s/routes", """{"name":"r","paths":["/ai"]}""");
        await gateway.AskAsync(10);
        Assert.Equal((5, 5), (one.Count, two.Count));

        Assert.Equal(204, (await gateway.SendAsync("POST", Pool + "/targets/t1:8000/unhealthy")).Code);
        await gateway.AskAsync(4);
        Assert.Equal((5, 9), (one.Count, two.Count));
        Assert.Equal(["t1:8000 UNHEALTHY", "t2:8000 HEALTHCHECKS_OFF"], (await gateway.SendAsync("GET", Pool + "/health")).Data.GetProperty("targets").EnumerateArray()
            .Select(target => $"{target.GetProperty("target").GetString()} {target.GetProperty("health").GetString()}"));
        await gateway.SendAsync("POST", Pool + "/targets/t1:8000/healthy");
        Assert.Equal(200, (await gateway.SendAsync("PATCH", Pool + "/targets/t2:8000/weight", """{"weight":0}""")).Code);
        await gateway.AskAsync(3);
        Assert.Equal((8, 9), (one.Count, two.Count));

        Assert.Equal(201, (await gateway.PostAsync("/upstreams/pool/targets", """{"target":"t3:8000","weight":7}""")).Code);
        Assert.Equal(3, (await gateway.GetAsync("/upstreams/pool/targets")).Data.GetArrayLength());
        Assert.Equal(200, (await gateway.PostAsync("/upstreams/preset/round-robin?name=pool", """["t2:8000"]""")).Code);
        Assert.Equal("t2:8000", Assert.Single((await gateway.GetAsync("/upstreams/pool/targets")).Data.EnumerateArray()).GetProperty("target").GetString());
        Assert.Equal("400 INVALID_PARAMETER", (await gateway.PostAsync("/upstreams/preset/round-robin", "[\"a:1\"]")).Error);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", Pool)).Code);
        Assert.Equal("404 RESOURCE_NOT_FOUND", (await gateway.SendAsync("GET", Pool + "/health")).Error);
    }

    [Fact]
    public async Task Upstreams_are_written_in_the_documentation_s_words()
    {
        await using var gateway = await ManagedGateway.StartAsync();

        var made = await gateway.PostAsync("/upstreams", """{"name":"u","algorithm":"CONSISTENT_HASHING","hashOn":"HEADER","hashOnHeader":"X-User","healthchecks":{"active":{"httpPath":"/health","healthy":{"interval":5}}}}""");

        Assert.Equal(
            (201, "CONSISTENT_HASHING", "HEADER", "X-User", "/", 10000, "/health"),
            (made.Code, made.Data.GetProperty("algorithm").GetString(), made.Data.GetProperty("hashOn").GetString(), made.Data.GetProperty("hashOnHeader").GetString(),
                made.Data.GetProperty("hashOnCookiePath").GetString(), made.Data.GetProperty("slots").GetInt32(),
                made.Data.GetProperty("healthchecks").GetProperty("active").GetProperty("httpPath").GetString()));
        Assert.Equal("ROUND_ROBIN", (await gateway.PostAsync("/upstreams", """{"name":"u"}""")).Data.GetProperty("algorithm").GetString());
        Assert.Equal(["u"], Names(await gateway.GetAsync("/upstreams")));
        Assert.Equal(["hashOn"], (await gateway.PostAsync("/upstreams", """{"name":"u","hashOn":"MOON"}""")).Fields);
    }

    [Fact]
    public async Task A_canary_answers_its_share_and_nothing_once_it_is_gone()
    {
        await using var stable = RecordingUpstream.Start(Answer.Text("primary"));
        await using var canary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var gateway = await ManagedGateway.StartWithRouteAsync(null, null, ("ai-service:8000", stable), ("next:9000", canary));
        const string Path = "/api/v1/gateway/services/ai-service/canary";

        Assert.Equal(201, (await gateway.SendAsync("POST", Path, """{"canaryHost":"next","canaryPort":9000,"percentage":25}""")).Code);
        await gateway.AskAsync(40);
        Assert.Equal((30, 10), (stable.Count, canary.Count));
        Assert.Equal(25, (await gateway.SendAsync("GET", Path)).Data.GetProperty("percentage").GetInt32());
        Assert.Equal(200, (await gateway.SendAsync("POST", Path, """{"canaryHost":"next","canaryPort":9000,"percentage":100}""")).Code);
        await gateway.AskAsync(3);
        Assert.Equal(13, canary.Count);
        Assert.Equal(["percentage"], (await gateway.SendAsync("POST", Path, """{"canaryHost":"next","canaryPort":9000,"percentage":101}""")).Fields);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", Path)).Code);
        await gateway.AskAsync(3);
        Assert.Equal((33, 13), (stable.Count, canary.Count));
        Assert.Equal("404 RESOURCE_NOT_FOUND", (await gateway.SendAsync("GET", Path)).Error);
    }

    [Fact]
    public async Task All_errors_below_its_path_have_the_envelope_and_those_elsewhere_do_not()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();

        Assert.Equal("501 NOT_IMPLEMENTED", (await gateway.PostAsync("/tenants/t1/rate-limit", """{"limit":5}""")).Error);
        Assert.Equal("404 RESOURCE_NOT_FOUND", (await gateway.GetAsync("/planets")).Error);
        Assert.Equal("405 METHOD_NOT_ALLOWED", (await gateway.SendAsync("DELETE", "/api/v1/gateway/services")).Error);
        Assert.Equal("415 UNSUPPORTED_MEDIA_TYPE", (await gateway.SendAsync("POST", "/api/v1/gateway/services", "x", "text/plain")).Error);
        Assert.Equal("413 PAYLOAD_TOO_LARGE", (await gateway.PostAsync("/services", new string(' ', 70_000))).Error);
        Assert.Equal("403 FORBIDDEN", (await gateway.SendAsync("POST", "/api/v1/gateway/services", "{}", headers: ("Origin", "http://evil.test"))).Error);
        Assert.Equal("412", (await gateway.SendAsync("POST", "/api/v1/gateway/routes/ai-service-route/mirror", ManagedGateway.Mirror, headers: ("If-Match", "\"r1\""))).Error[..3]);
        Assert.Equal("application/problem+json", (await gateway.SendAsync("GET", "/api/v1/gatewayless")).Media);
        Assert.Equal("application/problem+json", (await gateway.SendAsync("GET", "/api/v1/nothing")).Media);
        Assert.Equal("Method not allowed", (await gateway.SendAsync("PATCH", "/kong/services", "{}")).Json.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_do_and_does_nothing()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();
        var revision = gateway.Gateway.Revision;

        Assert.Equal(201, (await gateway.PostAsync("/routes/ai-service-route/mirror?dryRun=true", ManagedGateway.Mirror)).Code);

        Assert.Equal((revision, 0), (gateway.Gateway.Revision, gateway.Plan.Routes[0].Mirrors.Length));
    }

    private static string Targets(ManagedGateway gateway) =>
        string.Join('|', ((string[])["ai-service-route", "other-route"]).Select(name => Assert.Single(Route(gateway, name).Mirrors).Target.Service));

    private static Planning.Route Route(ManagedGateway gateway, string name) => gateway.Plan.Routes.Single(route => route.Name == name);

    private static string? Id(ManagedGateway.Answered answer) => answer.Data.GetProperty("id").GetString();

    private static string[] Names(ManagedGateway.Answered answer) => [.. answer.Data.EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
}
