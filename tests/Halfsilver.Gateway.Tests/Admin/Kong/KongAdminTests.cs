using System.Text.Json;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>Kong's admin interface, as Kong's users and tools write to it.</summary>
public sealed class KongAdminTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [Fact]
    public async Task M12_A_plugin_of_a_route_by_Kong_s_own_calls_copies_and_goes_by_its_id()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await ManagedGateway.StartAsync(("ai-service:8000", primary), ("m:80", mirror));
        await MakeAsync(gateway);

        var made = await gateway.SendAsync("POST", "/kong/routes/r/plugins", """{"name":"traffic-mirror","config":{"mirror_host":"m","mirror_port":80}}""");
        await gateway.AskAsync(3);
        await mirror.WaitForAsync(3);

        Assert.Equal(201, made.Code);
        var config = made.Json.GetProperty("config");
        Assert.Equal(("m", 80, 100, true), (config.GetProperty("mirror_host").GetString(), config.GetProperty("mirror_port").GetInt32(), config.GetProperty("percentage").GetInt32(), config.GetProperty("log_responses").GetBoolean()));
        var id = made.Json.GetProperty("id").GetString();
        Assert.False((await gateway.SendAsync("PATCH", $"/kong/plugins/{id}", """{"enabled":false}""")).Json.GetProperty("enabled").GetBoolean());
        await gateway.AskAsync(3);
        Assert.Equal(3, mirror.Count);

        await gateway.SendAsync("PATCH", $"/kong/routes/r/plugins/{id}", """{"enabled":true,"config":{"percentage":0}}""");
        Assert.Equal(("m", 0), ((await gateway.SendAsync("GET", $"/kong/plugins/{id}")).Json.GetProperty("config").GetProperty("mirror_host").GetString(), gateway.Plan.Routes[0].Mirrors[0].Share.Millionths));
        Assert.Equal(204, (await gateway.SendAsync("DELETE", $"/kong/plugins/{id}")).Code);
        Assert.Empty(gateway.Plan.Routes[0].Mirrors);
        Assert.Equal(404, (await gateway.SendAsync("GET", $"/kong/plugins/{id}")).Code);
    }

    [Fact]
    public async Task M12_Forms_as_curl_sends_them_say_the_same()
    {
        await using var gateway = await ManagedGateway.StartAsync();

        Assert.Equal(201, (await gateway.SendAsync("POST", "/kong/services", "name=ai-service&url=http%3A%2F%2Fai-service%3A8000", Form)).Code);
        var route = await gateway.SendAsync("POST", "/kong/services/ai-service/routes", "name=r&paths[]=/ai&paths[]=/ml&methods=GET&strip_path=false", Form);
        var plugin = await gateway.SendAsync("POST", "/kong/routes/r/plugins", "name=traffic-mirror&config.mirror_host=m&config.mirror_port=8000&config.percentage=12.5&config.synchronous=true", Form);

        Assert.Equal((201, """["/ai","/ml"]""", """["GET"]""", false), (route.Code, Flat(route.Json.GetProperty("paths")), Flat(route.Json.GetProperty("methods")), route.Json.GetProperty("strip_path").GetBoolean()));
        Assert.Equal((201, 12.5m), (plugin.Code, plugin.Json.GetProperty("config").GetProperty("percentage").GetDecimal()));
        Assert.Equal(415, (await gateway.SendAsync("POST", "/kong/services", "name=x", Form, ("Sec-Fetch-Site", "none"))).Code);
        Assert.Equal(415, (await gateway.SendAsync("POST", "/api/v1/gateway/services", "name=x", Form)).Code);
    }

    [Fact]
    public async Task Objects_have_Kong_s_defaults_and_the_parts_of_their_url()
    {
        await using var gateway = await ManagedGateway.StartAsync();

        var service = (await gateway.SendAsync("POST", "/kong/services", """{"name":"a","url":"https://example.test/v1","tags":["x"]}""")).Json;
        var route = (await gateway.SendAsync("POST", "/kong/routes", """{"name":"r","paths":["/a"],"service":{"name":"a"}}""")).Json;

        Assert.Equal(
            ("https", "example.test", 443, "/v1", 5, 60000, true, """["x"]"""),
            (service.GetProperty("protocol").GetString(), service.GetProperty("host").GetString(), service.GetProperty("port").GetInt32(), service.GetProperty("path").GetString(),
                service.GetProperty("retries").GetInt32(), service.GetProperty("read_timeout").GetInt32(), service.GetProperty("enabled").GetBoolean(), Flat(service.GetProperty("tags"))));
        Assert.False(service.TryGetProperty("url", out _));
        Assert.True(service.GetProperty("created_at").GetInt64() > 1_700_000_000);
        Assert.Equal(service.GetProperty("id").GetString(), route.GetProperty("service").GetProperty("id").GetString());
        Assert.Equal(
            ("""["http","https"]""", true, false, 426, "v0", JsonValueKind.Null),
            (Flat(route.GetProperty("protocols")), route.GetProperty("strip_path").GetBoolean(), route.GetProperty("preserve_host").GetBoolean(),
                route.GetProperty("https_redirect_status_code").GetInt32(), route.GetProperty("path_handling").GetString(), route.GetProperty("hosts").ValueKind));
        Assert.Equal("a", (await gateway.SendAsync("GET", "/kong/routes/r/service")).Json.GetProperty("name").GetString());
        Assert.Equal(9, (await gateway.SendAsync("PATCH", "/kong/routes/r/service", """{"retries":9}""")).Json.GetProperty("retries").GetInt32());
    }

    [Fact]
    public async Task Put_makes_and_replaces_patch_changes_and_delete_is_done_whether_it_was_there_or_not()
    {
        await using var gateway = await ManagedGateway.StartAsync();
        const string Id = "9748f662-7711-4a90-8186-dc02f10eb0f5";

        Assert.Equal("a", (await gateway.SendAsync("PUT", $"/kong/services/{Id}", """{"name":"a","host":"one","retries":1}""")).Json.GetProperty("name").GetString());
        var put = await gateway.SendAsync("PUT", "/kong/services/a", """{"host":"two"}""");
        Assert.Equal((200, Id, "two", 5), (put.Code, put.Json.GetProperty("id").GetString(), put.Json.GetProperty("host").GetString(), put.Json.GetProperty("retries").GetInt32()));
        var patched = await gateway.SendAsync("PATCH", $"/kong/services/{Id}", """{"path":"/v2","tags":null}""");
        Assert.Equal((200, "two", "/v2"), (patched.Code, patched.Json.GetProperty("host").GetString(), patched.Json.GetProperty("path").GetString()));
        Assert.Equal(204, (await gateway.SendAsync("DELETE", "/kong/services/a")).Code);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", "/kong/services/a")).Code);
        Assert.Equal(404, (await gateway.SendAsync("PATCH", "/kong/services/a", "{}")).Code);
        Assert.Empty(gateway.Plan.Objects);
    }

    [Theory]
    [InlineData("POST", "/kong/services", """{"name":"b"}""", 400, 2, "schema violation", "host")]
    [InlineData("POST", "/kong/services", """{"name":"b c","host":"x"}""", 400, 2, "schema violation", "name")]
    [InlineData("POST", "/kong/services", """{"name":"b","host":"x","port":70000}""", 400, 2, "schema violation", "port")]
    [InlineData("POST", "/kong/services", """{"name":"b","host":"x","colour":"red"}""", 400, 2, "schema violation", "colour")]
    [InlineData("POST", "/kong/services", """{"name":"b","url":"nowhere"}""", 400, 2, "schema violation", "url")]
    [InlineData("POST", "/kong/services", """{"name":"ai-service","host":"x"}""", 409, 5, "unique constraint violation", "name")]
    [InlineData("POST", "/kong/routes", """{"name":"q","service":{"id":"ai-service"}}""", 400, 2, "schema violation", "paths")]
    [InlineData("POST", "/kong/routes", """{"name":"q","paths":["a"]}""", 400, 2, "schema violation", "paths")]
    [InlineData("POST", "/kong/routes", """{"name":"q","paths":["~/("]}""", 400, 2, "schema violation", "paths")]
    [InlineData("POST", "/kong/routes", """{"name":"q","paths":["/q"],"service":{"name":"no"}}""", 400, 4, "foreign key violation", "service")]
    [InlineData("POST", "/kong/plugins", """{"name":"key-auth"}""", 400, 2, "schema violation", "name")]
    [InlineData("POST", "/kong/plugins", """{"name":"http-mirror","config":{"mirror_endpoints":["x"]}}""", 400, 2, "schema violation", "config")]
    [InlineData("POST", "/kong/plugins", """{"name":"traffic-mirror","config":{"mirror_host":"m"}}""", 400, 2, "schema violation", "config")]
    [InlineData("POST", "/kong/upstreams", """{"name":"u","slots":1}""", 400, 2, "schema violation", "slots")]
    [InlineData("DELETE", "/kong/services/ai-service", null, 400, 4, "foreign key violation", "@referenced_by")]
    [InlineData("GET", "/kong/services/nobody", null, 404, 6, "not found", null)]
    [InlineData("GET", "/kong/services?size=0", null, 400, 9, "invalid size", null)]
    [InlineData("GET", "/kong/services?offset=!", null, 400, 7, "invalid offset", null)]
    public async Task Errors_have_Kong_s_numbers_names_and_fields(string method, string path, string? body, int status, int code, string name, string? field)
    {
        await using var gateway = await ManagedGateway.StartAsync();
        await MakeAsync(gateway);

        var answer = await gateway.SendAsync(method, path, body);

        Assert.Equal((status, code, name), (answer.Code, answer.Json.GetProperty("code").GetInt32(), answer.Json.GetProperty("name").GetString()));
        Assert.NotEqual("", answer.Json.GetProperty("message").GetString());
        if (field is not null)
        {
            Assert.Equal([field], answer.Json.GetProperty("fields").EnumerateObject().Select(one => one.Name));
        }
    }

    [Fact]
    public async Task Lists_come_in_pages_and_by_tags()
    {
        await using var gateway = await ManagedGateway.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await gateway.SendAsync("POST", "/kong/services", $$"""{"name":"s{{i}}","host":"h","tags":["all","n{{i}}"]}""");
        }

        var names = new List<string>();
        for (var path = "/kong/services?size=2"; path is not null;)
        {
            var page = (await gateway.SendAsync("GET", path)).Json;
            names.AddRange(page.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("name").GetString()!));
            Assert.Equal(page.GetProperty("next").ValueKind == JsonValueKind.Null, !page.TryGetProperty("offset", out _));
            path = page.GetProperty("next").GetString();
        }

        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], names);
        Assert.Equal(["s3"], await NamesAsync(gateway, "/kong/services?tags=all,n3"));
        Assert.Equal(["s1", "s3"], await NamesAsync(gateway, "/kong/services?tags=n1/n3"));
    }

    [Fact]
    public async Task Tools_learn_what_there_is_and_the_rest_is_said_not_to_be_here()
    {
        await using var gateway = await ManagedGateway.StartAsync();

        var root = (await gateway.SendAsync("GET", "/kong/")).Json;
        Assert.True(Version.TryParse(root.GetProperty("version").GetString(), out _));
        Assert.NotEqual("off", root.GetProperty("configuration").GetProperty("database").GetString());
        Assert.Contains("traffic-mirror", Flat((await gateway.SendAsync("GET", "/kong/plugins/enabled")).Json.GetProperty("enabled_plugins")), StringComparison.Ordinal);
        foreach (var path in (string[])["/kong/plugins/schema/traffic-mirror", "/kong/schemas/plugins/http-mirror", "/kong/schemas/services"])
        {
            Assert.NotEmpty((await gateway.SendAsync("GET", path)).Json.GetProperty("fields").EnumerateArray());
        }

        Assert.Equal(404, (await gateway.SendAsync("GET", "/kong/plugins/schema/key-auth")).Code);
        Assert.Equal(404, (await gateway.SendAsync("GET", "/kong/schemas/planets")).Code);
        Assert.Empty((await gateway.SendAsync("GET", "/kong/consumers")).Json.GetProperty("data").EnumerateArray());
        foreach (var (method, path) in ((string, string)[])[("POST", "/kong/consumers"), ("GET", "/kong/workspaces"), ("PUT", "/kong/certificates/x"), ("PATCH", "/kong/a/b"), ("DELETE", "/kong/vaults/x")])
        {
            var answer = await gateway.SendAsync(method, path, method == "GET" ? null : "{}");
            Assert.Equal((501, true), (answer.Code, answer.Json.GetProperty("message").GetString()!.Contains("not a part", StringComparison.Ordinal)));
        }

        Assert.Equal(405, (await gateway.SendAsync("DELETE", "/kong/services")).Code);
    }

    [Fact]
    public async Task Upstreams_and_their_targets_answer_for_a_service_that_names_them()
    {
        await using var one = RecordingUpstream.Start(Answer.Text("one"));
        await using var gateway = await ManagedGateway.StartAsync(("t1:8000", one));
        await gateway.SendAsync("PUT", "/kong/upstreams/pool", "{}");
        var target = await gateway.SendAsync("POST", "/kong/upstreams/pool/targets", """{"target":"t1:8000"}""");
        await gateway.SendAsync("POST", "/kong/services", """{"name":"s","host":"pool"}""");
        await gateway.SendAsync("POST", "/kong/services/s/routes", """{"name":"r","paths":["/"]}""");

        Assert.Equal((201, 100), (target.Code, target.Json.GetProperty("weight").GetInt32()));
        Assert.Equal("one", (await gateway.AskAsync("/x")).BodyText);
        Assert.Equal(["t1:8000"], (await gateway.SendAsync("GET", "/kong/upstreams/pool/targets")).Json.GetProperty("data").EnumerateArray().Select(each => each.GetProperty("target").GetString()));
        Assert.Equal(409, (await gateway.SendAsync("POST", "/kong/upstreams/pool/targets", """{"target":"t1:8000"}""")).Code);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", "/kong/upstreams/pool/targets/t1:8000")).Code);
        Assert.Equal(503, (await gateway.AskAsync("/x")).Status);
    }

    private static async Task MakeAsync(ManagedGateway gateway)
    {
        Assert.Equal(201, (await gateway.SendAsync("POST", "/kong/services", """{"name":"ai-service","url":"http://ai-service:8000"}""")).Code);
        Assert.Equal(201, (await gateway.SendAsync("POST", "/kong/services/ai-service/routes", """{"name":"r","paths":["/ai"]}""")).Code);
    }

    private static async Task<string[]> NamesAsync(ManagedGateway gateway, string path) =>
        [.. (await gateway.SendAsync("GET", path)).Json.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];

    private static string Flat(JsonElement json) => JsonSerializer.Serialize(json);
}
