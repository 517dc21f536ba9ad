using System.Text;
using Halfsilver.Gateway.Tests.Admin.OpenApi;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>What the management interface answers with.</summary>
internal sealed class ManagementAnswers : IAnswerBook
{
    private const string Base = ManagedGateway.Base;
    private const string Mirror = Base + "/routes/{route}/mirror";
    private const string Plugin = Base + "/routes/{route}/plugins/{plugin}";
    private const string ThePlugin = Base + "/routes/r/plugins/traffic-mirror";
    private const string Targets = Base + "/upstreams/{upstream}/targets";
    private const string TheTarget = Base + "/upstreams/u/targets/t:1";
    private const string Canary = Base + "/services/{service}/canary";
    private const string Split = """{ "canaryHost": "h", "canaryPort": 81, "percentage": 5.5 }""";
    private const string NewPlugin = """{ "pluginName": "http-mirror", "enabled": true, "config": { "mirror_endpoints": ["http://h"] } }""";

    /// <inheritdoc/>
    public IEnumerable<AnswerCase> Answers =>
    [
        new("GET", Base + "/health", 200),
        new("GET", Base + "/health", 503) { Ask = NotReadyAsync },
        new("POST", Base + "/tenants/{tenant}/rate-limit", 501) { Path = Base + "/tenants/t/rate-limit", Body = "{}" },
        .. Services(),
        .. Mirrors(),
        .. Plugins(),
        .. Upstreams(),
    ];

    /// <inheritdoc/>
    public IEnumerable<BodySample> Bodies =>
    [
        new("POST", Base + "/services", Base + "/services", """{ "name": "new", "url": "http://h:81/a", "retries": 2, "tags": ["a"] }""") { Needed = ["/name", "/url"] },
        Sample("POST", Base + "/services/{service}/routes", Base + "/services/s/routes", """{ "name": "new", "paths": ["/n"], "stripPath": false, "headers": { "X-A": ["1"] } }""", "/name"),
        Sample("POST", Canary, Base + "/services/s/canary", Split, "/canaryHost", "/canaryPort", "/percentage"),
        Sample("POST", Mirror, Base + "/routes/r/mirror", ManagedGateway.Mirror, "/mirrorHost", "/mirrorPort"),
        Sample("PUT", Mirror, Base + "/routes/r/mirror", ManagedGateway.Mirror, "/mirrorHost", "/mirrorPort"),
        Sample("POST", Base + "/plugins", Base + "/plugins", """{ "pluginName": "traffic-mirror", "config": { "mirrorHost": "h", "mirrorPort": 1 } }""", "/pluginName", "/config"),
        Sample("PATCH", Base + "/plugins/{plugin}", Base + "/plugins/p", """{ "enabled": false, "config": { "percentage": 3, "logResponses": false } }"""),
        Sample("POST", Base + "/routes/{route}/plugins", Base + "/routes/r/plugins", NewPlugin, "/pluginName", "/config"),
        Sample("PUT", Plugin, ThePlugin, """{ "pluginName": "traffic-mirror", "config": { "mirrorHost": "h", "mirrorPort": 1 } }""", "/config"),
        Sample("PATCH", Plugin, ThePlugin, """{ "enabled": false, "config": { "percentage": 3, "logResponses": false } }"""),
        Sample("POST", Base + "/upstreams", Base + "/upstreams", """{ "name": "new", "algorithm": "LATENCY", "hashOn": "NONE", "slots": 100 }""", "/name"),
        Sample("POST", Targets, Base + "/upstreams/u/targets", """{ "target": "n:1", "weight": 5, "tags": ["a"] }""", "/target"),
        Sample("PATCH", Targets + "/{target}/weight", TheTarget + "/weight", """{ "weight": 5                                            }""", "/weight"),
    ];

    private static IEnumerable<AnswerCase> Services() =>
    [
        new("GET", Base + "/services", 200),
        .. KongAnswers.Changing(201, "POST", Base + "/services", Base + "/services", """{ "name": "new", "url": "http://h" }"""),
        new("POST", Base + "/services", 200) { Body = """{ "name": "s", "url": "http://h2" }""", Before = KongAnswers.MakeAsync },
        .. KongAnswers.Changing(204, "DELETE", Base + "/services/{service}", Base + "/services/lonely", body: null, LonelyAsync),
        new("DELETE", Base + "/services/{service}", 404) { Path = Base + "/services/nobody" },
        .. KongAnswers.Changing(201, "POST", Base + "/services/{service}/routes", Base + "/services/s/routes", """{ "name": "new", "paths": ["/n"] }"""),
        new("POST", Base + "/services/{service}/routes", 200) { Path = Base + "/services/s/routes", Body = """{ "name": "r", "paths": ["/n"] }""", Before = KongAnswers.MakeAsync },
        new("POST", Base + "/services/{service}/routes", 404) { Path = Base + "/services/nobody/routes", Body = """{ "name": "r", "paths": ["/n"] }""" },
        new("GET", Base + "/routes", 200),
        .. KongAnswers.Changing(204, "DELETE", Base + "/routes/{route}", Base + "/routes/r", body: null),
        new("DELETE", Base + "/routes/{route}", 404) { Path = Base + "/routes/nobody" },
        .. KongAnswers.Changing(201, "POST", Canary, Base + "/services/s/canary", Split),
        new("POST", Canary, 200) { Path = Base + "/services/s/canary", Body = Split, Before = CanaryAsync },
        new("POST", Canary, 404) { Path = Base + "/services/nobody/canary", Body = Split },
        new("GET", Canary, 200) { Path = Base + "/services/s/canary", Before = CanaryAsync },
        new("GET", Canary, 404) { Path = Base + "/services/s/canary", Before = KongAnswers.MakeAsync },
        .. KongAnswers.Changing(204, "DELETE", Canary, Base + "/services/s/canary", body: null, CanaryAsync),
        new("DELETE", Canary, 404) { Path = Base + "/services/s/canary", Before = KongAnswers.MakeAsync },
    ];

    private static IEnumerable<AnswerCase> Mirrors()
    {
        foreach (var method in (string[])["POST", "PUT"])
        {
            foreach (var answer in KongAnswers.Changing(200, method, Mirror, Base + "/routes/r/mirror", ManagedGateway.Mirror))
            {
                yield return answer;
            }

            yield return new(method, Mirror, 201) { Path = Base + "/routes/bare/mirror", Body = ManagedGateway.Mirror, Before = BareAsync };
            yield return new(method, Mirror, 404) { Path = Base + "/routes/nobody/mirror", Body = ManagedGateway.Mirror };
        }

        yield return new("GET", Mirror, 200) { Path = Base + "/routes/r/mirror", Before = KongAnswers.MakeAsync };
        yield return new("GET", Mirror, 404) { Path = Base + "/routes/nobody/mirror" };
        foreach (var answer in KongAnswers.Changing(204, "DELETE", Mirror, Base + "/routes/r/mirror", body: null))
        {
            yield return answer;
        }

        yield return new("DELETE", Mirror, 404) { Path = Base + "/routes/nobody/mirror" };
    }

    private static IEnumerable<AnswerCase> Plugins() =>
    [
        new("GET", Base + "/plugins", 200),
        .. KongAnswers.Changing(201, "POST", Base + "/plugins", Base + "/plugins", NewPlugin),
        .. KongAnswers.Changing(200, "PATCH", Base + "/plugins/{plugin}", Base + "/plugins/p", """{ "enabled": false }"""),
        new("PATCH", Base + "/plugins/{plugin}", 404) { Path = Base + "/plugins/nobody", Body = "{}" },
        .. KongAnswers.Changing(204, "DELETE", Base + "/plugins/{plugin}", Base + "/plugins/p", body: null),
        new("DELETE", Base + "/plugins/{plugin}", 404) { Path = Base + "/plugins/nobody" },
        new("GET", Base + "/routes/{route}/plugins", 200) { Path = Base + "/routes/all/plugins" },
        new("GET", Base + "/routes/{route}/plugins", 404) { Path = Base + "/routes/nobody/plugins" },
        .. KongAnswers.Changing(201, "POST", Base + "/routes/{route}/plugins", Base + "/routes/r/plugins", NewPlugin),
        new("POST", Base + "/routes/{route}/plugins", 404) { Path = Base + "/routes/nobody/plugins", Body = NewPlugin },
        new("GET", Plugin, 200) { Path = ThePlugin, Before = KongAnswers.MakeAsync },
        new("GET", Plugin, 404) { Path = Base + "/routes/r/plugins/nobody", Before = KongAnswers.MakeAsync },
        .. KongAnswers.Changing(200, "PUT", Plugin, ThePlugin, """{ "config": { "mirrorHost": "h", "mirrorPort": 1 } }"""),
        new("PUT", Plugin, 404) { Path = Base + "/routes/nobody/plugins/x", Body = NewPlugin },
        .. KongAnswers.Changing(200, "PATCH", Plugin, ThePlugin, """{ "enabled": false }"""),
        new("PATCH", Plugin, 404) { Path = Base + "/routes/nobody/plugins/x", Body = "{}" },
        .. KongAnswers.Changing(204, "DELETE", Plugin, ThePlugin, body: null),
        new("DELETE", Plugin, 404) { Path = Base + "/routes/nobody/plugins/x" },
        .. KongAnswers.Changing(204, "POST", Plugin + "/enable", ThePlugin + "/enable", body: null, OffAsync),
        new("POST", Plugin + "/enable", 404) { Path = Base + "/routes/nobody/plugins/x/enable" },
        .. KongAnswers.Changing(204, "POST", Plugin + "/disable", ThePlugin + "/disable", body: null),
        new("POST", Plugin + "/disable", 404) { Path = Base + "/routes/nobody/plugins/x/disable" },
    ];

    private static IEnumerable<AnswerCase> Upstreams()
    {
        const string Preset = Base + "/upstreams/preset/round-robin";
        return
        [
            new("GET", Base + "/upstreams", 200),
            .. KongAnswers.Changing(201, "POST", Base + "/upstreams", Base + "/upstreams", """{ "name": "new" }"""),
            new("POST", Base + "/upstreams", 200) { Body = """{ "name": "u", "slots": 77 }""", Before = KongAnswers.MakeAsync },
            .. KongAnswers.Changing(204, "DELETE", Base + "/upstreams/{upstream}", Base + "/upstreams/u", body: null),
            new("DELETE", Base + "/upstreams/{upstream}", 404) { Path = Base + "/upstreams/nobody" },
            .. KongAnswers.Changing(201, "POST", Preset, Preset + "?name=new", "[\"h:1\"]").Select(answer => answer with { Media = "application/json" }),
            new("POST", Preset, 200) { Path = Preset + "?name=u", Body = "[\"h:1\"]", Before = KongAnswers.MakeAsync },
            new("POST", Preset, 413) { Path = Preset + "?name=u", Body = new string(' ', 70_000) },
            new("GET", Targets, 200) { Path = Base + "/upstreams/u/targets", Before = KongAnswers.MakeAsync },
            new("GET", Targets, 404) { Path = Base + "/upstreams/nobody/targets" },
            .. KongAnswers.Changing(201, "POST", Targets, Base + "/upstreams/u/targets", """{ "target": "n:1" }"""),
            new("POST", Targets, 200) { Path = Base + "/upstreams/u/targets", Body = """{ "target": "t:1", "weight": 3 }""", Before = KongAnswers.MakeAsync },
            new("POST", Targets, 404) { Path = Base + "/upstreams/nobody/targets", Body = """{ "target": "n:1" }""" },
            .. KongAnswers.Changing(200, "PATCH", Targets + "/{target}/weight", TheTarget + "/weight", """{ "weight": 3 }"""),
            new("PATCH", Targets + "/{target}/weight", 404) { Path = Base + "/upstreams/u/targets/nobody/weight", Body = """{ "weight": 3 }""", Before = KongAnswers.MakeAsync },
            .. KongAnswers.Changing(204, "POST", Targets + "/{target}/unhealthy", TheTarget + "/unhealthy", body: null),
            new("POST", Targets + "/{target}/unhealthy", 404) { Path = Base + "/upstreams/u/targets/nobody/unhealthy", Before = KongAnswers.MakeAsync },
            .. KongAnswers.Changing(204, "POST", Targets + "/{target}/healthy", TheTarget + "/healthy", body: null, UnhealthyAsync),
            new("POST", Targets + "/{target}/healthy", 404) { Path = Base + "/upstreams/u/targets/nobody/healthy", Before = KongAnswers.MakeAsync },
            new("GET", Base + "/upstreams/{upstream}/health", 200) { Path = Base + "/upstreams/u/health", Before = KongAnswers.MakeAsync },
            new("GET", Base + "/upstreams/{upstream}/health", 404) { Path = Base + "/upstreams/nobody/health" },
        ];
    }

    private static BodySample Sample(string method, string template, string path, string body, params string[] needed) =>
        new(method, template, path, body) { Needed = needed, Before = KongAnswers.MakeAsync };

    private static async Task<int> NotReadyAsync(AnswerStage stage)
    {
        var admin = await stage.FakeAsync();
        admin.Gateway.Ready = false;
        using var answer = await admin.AskAsync("GET", Base + "/health", token: null);
        return (int)answer.StatusCode;
    }

    private static Task LonelyAsync(RevisionsUnderTest admin) => PostAsync(admin, "/services", """{"name":"lonely","url":"http://h"}""");

    private static Task CanaryAsync(RevisionsUnderTest admin) => PostAsync(admin, "/services/s/canary", """{"canaryHost":"c","canaryPort":80,"percentage":1}""");

    private static Task BareAsync(RevisionsUnderTest admin) => PostAsync(admin, "/services/s/routes", """{"name":"bare","paths":["/bare"]}""");

    private static Task OffAsync(RevisionsUnderTest admin) => PostAsync(admin, "/routes/r/plugins/traffic-mirror/disable", "{}");

    private static Task UnhealthyAsync(RevisionsUnderTest admin) => PostAsync(admin, "/upstreams/u/targets/t:1/unhealthy", "{}");

    private static async Task PostAsync(RevisionsUnderTest admin, string path, string body)
    {
        await KongAnswers.MakeAsync(admin);
        await admin.SendAsync(HttpMethod.Post, Base + path, Encoding.UTF8.GetBytes(body), "application/json");
    }
}
