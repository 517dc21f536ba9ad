using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>Bodies that are not what a path takes: each is refused as the caller's fault, with a place, and changes nothing.</summary>
public sealed class BadBodyTests
{
    private const string Base = ManagedGateway.Base;

    private static readonly (string Method, string Path, string Good)[] s_calls =
    [
        ("POST", $"{Base}/services", """{"name":"n","url":"http://h:1","retries":2,"tags":["a"]}"""),
        ("POST", $"{Base}/services/ai-service/routes", """{"name":"n","paths":["/n"],"stripPath":true,"headers":{"X-A":["1"]}}"""),
        ("POST", $"{Base}/services/ai-service/canary", """{"canaryHost":"h","canaryPort":1,"percentage":5}"""),
        ("POST", $"{Base}/routes/ai-service-route/mirror", ManagedGateway.Mirror),
        ("PUT", $"{Base}/routes/ai-service-route/mirror", ManagedGateway.Mirror),
        ("POST", $"{Base}/plugins", """{"pluginName":"traffic-mirror","config":{"mirrorHost":"h","mirrorPort":1}}"""),
        ("POST", $"{Base}/routes/ai-service-route/plugins", """{"pluginName":"http-mirror","config":{"mirror_endpoints":["http://h"]}}"""),
        ("POST", $"{Base}/upstreams", """{"name":"u","algorithm":"ROUND_ROBIN","slots":100}"""),
        ("POST", $"{Base}/upstreams/pool/targets", """{"target":"h:1","weight":5}"""),
        ("PATCH", $"{Base}/upstreams/pool/targets/t:1/weight", """{"weight":5}"""),
        ("POST", "/kong/services", """{"name":"n","host":"h","port":1,"tags":["a"]}"""),
        ("PUT", "/kong/services/n", """{"host":"h","retries":2}"""),
        ("POST", "/kong/services/ai-service/routes", """{"name":"n","paths":["/n"],"headers":{"X-A":["1"]}}"""),
        ("POST", "/kong/routes", """{"name":"n","hosts":["h"],"service":{"name":"ai-service"}}"""),
        ("POST", "/kong/routes/ai-service-route/plugins", """{"name":"traffic-mirror","config":{"mirror_host":"h","mirror_port":1}}"""),
        ("POST", "/kong/upstreams", """{"name":"u","healthchecks":{"active":{"http_path":"/"}}}"""),
        ("POST", "/kong/upstreams/pool/targets", """{"target":"h:1"}"""),
    ];

    [Fact]
    public async Task Every_broken_body_is_the_caller_s_fault_names_a_place_and_changes_nothing()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();
        await gateway.PostAsync("/upstreams/preset/round-robin?name=pool", """["t:1"]""");
        var revision = gateway.Gateway.Revision;
        var tried = 0;

        foreach (var (method, path, good) in s_calls)
        {
            foreach (var body in Broken(good))
            {
                tried++;
                var answer = await gateway.SendAsync(method, path, body, "application/json");

                Assert.True(answer.Code is >= 400 and < 500, $"{method} {path} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length)))}: {answer.Code} {answer.Text}");
                Assert.True(HasPlace(answer), $"{method} {path} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length)))}: {answer.Text}");
                Assert.Equal(revision, gateway.Gateway.Revision);
            }
        }

        Assert.True(tried >= 50 * s_calls.Length / 2, $"{tried} bodies were tried");
        foreach (var (method, path, good) in s_calls)
        {
            var answer = await gateway.SendAsync(method, path + "?dryRun=true", good);
            Assert.True(answer.Code is 200 or 201, $"{method} {path}: {answer.Text}");
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("[\"\"]")]
    [InlineData("[\"a b:80\"]")]
    [InlineData("[\"a:99999\"]")]
    [InlineData("[\"a:80\"")]
    public async Task A_preset_takes_a_list_of_addresses_and_nothing_else(string body)
    {
        await using var gateway = await ManagedGateway.StartAsync();
        await gateway.PostAsync("/services", """{"name":"s","url":"http://pool"}""");
        await gateway.PostAsync("/services/s/routes", """{"name":"r","paths":["/"]}""");

        Assert.Equal("400 VALIDATION_FAILED", (await gateway.PostAsync("/upstreams/preset/round-robin?name=pool", body)).Error);
    }

    [Fact]
    public async Task Every_path_with_a_body_takes_part()
    {
        await using var gateway = await ManagedGateway.StartAsync();
        var paths = gateway.AdminSide.Endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(Base, StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Where(path => path.StartsWith('P') && !path.EndsWith("able", StringComparison.Ordinal) && !path.EndsWith("healthy", StringComparison.Ordinal));

        // Changes of plugins share the reading of POST; the preset has a test of its own; limits are not there.
        string[] others = ["PATCH " + Base + "/plugins/{plugin}", "PUT " + Base + "/routes/{route}/plugins/{plugin}", "PATCH " + Base + "/routes/{route}/plugins/{plugin}",
            "POST " + Base + "/upstreams/preset/round-robin", "POST " + Base + "/tenants/{tenant}/rate-limit"];
        var templates = s_calls.Select(call => $"{call.Method} {call.Path}".Replace("ai-service-route", "{route}", StringComparison.Ordinal)
            .Replace("ai-service", "{service}", StringComparison.Ordinal).Replace("/pool", "/{upstream}", StringComparison.Ordinal).Replace("/t:1", "/{target}", StringComparison.Ordinal));
        Assert.Empty(paths.Except(templates).Except(others));
    }

    private static bool HasPlace(ManagedGateway.Answered answer) => answer.Json.TryGetProperty("success", out _)
        ? answer.Json.GetProperty("error").GetProperty("details") is { ValueKind: JsonValueKind.Array } details && details.GetArrayLength() > 0
        : answer.Json.TryGetProperty("fields", out var fields) && fields.EnumerateObject().Any();

    private static IEnumerable<byte[]> Broken(string good)
    {
        foreach (var text in (string[])["", "null", "true", "7", "\"x\"", "[]", "[{}]", "{", good[..^1], good + "x", good + good, "{\"a\":}", "'x'", new string('[', 100), $"{{\"a\":{new string('[', 90)}"])
        {
            yield return Encoding.UTF8.GetBytes(text);
        }

        yield return [0];
        yield return [.. Encoding.UTF8.GetBytes(good[..5]), 0xFF, 0xFE, .. Encoding.UTF8.GetBytes(good[5..])];
        yield return [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("{")];
        var map = JsonNode.Parse(good)!.AsObject();
        yield return Encoding.UTF8.GetBytes(good[..^1] + ",\"unknownMember\":1}");
        yield return Encoding.UTF8.GetBytes(good[..^1] + ",\"\":1}");
        yield return Encoding.UTF8.GetBytes(good[..^1] + $",{JsonSerializer.Serialize(map.First().Key)}:{map.First().Value!.ToJsonString()}}}");
        foreach (var (name, value) in map)
        {
            foreach (var wrong in WrongFor(value!))
            {
                yield return Encoding.UTF8.GetBytes(With(map, name, wrong));
            }
        }
    }

    // A name in any place takes one kind of value; these are of others, or no value of that kind.
    private static IEnumerable<string> WrongFor(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => ["1", "true", "{}", "[]", "[\"x\"]", "\"\"", "\"\\u0000\"", "\"\\ud800\"", $"\"{new string('x', 5_000)}\""],
        JsonValueKind.Number => ["\"1\"", "true", "{}", "[]", "-1", "1e400", "99999999999999999999", "1.0000000000000000000000000001e30"],
        JsonValueKind.True or JsonValueKind.False => ["1", "\"true\"", "{}", "[]", "0"],
        JsonValueKind.Array => ["1", "\"x\"", "{}", "true", "[1]", "[null]", "[{}]", "[\"\\u0000\"]"],
        _ => ["1", "\"x\"", "[]", "true", "{\"\\u0000\":1}", "{\"unknown\":\"\\ud800\"}"],
    };

    private static string With(JsonObject map, string name, string wrong) =>
        $"{{{string.Join(',', map.Select(member => $"{JsonSerializer.Serialize(member.Key)}:{(member.Key == name ? wrong : member.Value!.ToJsonString())}"))}}}";
}
