using System.Text;
using Halfsilver.Gateway.Admin.Kong;
using Halfsilver.Gateway.Tests.Admin.OpenApi;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>What Kong's paths answer with.</summary>
internal sealed class KongAnswers : IAnswerBook
{
    private static readonly Kind[] s_kinds =
    [
        new("/kong/services", "/kong/services", "s",
            """{ "name": "new", "host": "h", "port": 81, "tags": ["a"], "enabled": true }""",
            """{ "host": "h2", "retries": 4, "tags": ["b"] }""",
            """{ "retries": 7, "tags": ["c"], "path": "/v2" }""") { Needed = ["/host"] },
        new("/kong/routes", "/kong/routes", "r",
            """{ "name": "new", "paths": ["/new"], "service": { "name": "s" }, "strip_path": false, "headers": { "X-A": ["b"] } }""",
            """{ "paths": ["/r2"], "service": { "name": "s" } }""",
            """{ "paths": ["/r3"], "preserve_host": true }"""),
        new("/kong/plugins", "/kong/plugins", "p",
            """{ "name": "http-mirror", "config": { "mirror_endpoints": ["http://h"], "mirror_request_body": true } }""",
            """{ "name": "traffic-mirror", "route": { "name": "r" }, "config": { "mirror_host": "h", "mirror_port": 82 } }""",
            """{ "enabled": false, "tags": ["a"], "protocols": ["http", "https"] }""") { Needed = ["/name", "/config/mirror_endpoints"] },
        new("/kong/upstreams", "/kong/upstreams", "u",
            """{ "name": "new", "slots": 100, "tags": ["a"], "algorithm": "round-robin" }""",
            """{ "slots": 200, "tags": ["b"], "use_srv_name": false }""",
            """{ "slots": 300, "tags": ["c"], "host_header": "x.test" }""") { Needed = ["/name"] },
        new("/kong/targets", "/kong/targets", "t:1",
            """{ "target": "n:1", "weight": 5, "upstream": { "name": "u" } }""",
            """{ "weight": 6, "upstream": { "name": "u" }, "tags": ["a"] }""",
            """{ "weight": 7, "tags": ["a"] , "target": "t:1" }""") { Needed = ["/target", "/upstream"] },
        new("/kong/services/{parent}/routes", "/kong/services/s/routes", "r",
            """{ "name": "new", "paths": ["/new"], "strip_path": false, "methods": ["GET"] }""",
            """{ "paths": ["/r2"], "regex_priority": 4, "tags": ["a"] }""",
            """{ "paths": ["/r3"], "regex_priority": 4, "tags": ["a"] }"""),
        new("/kong/services/{parent}/plugins", "/kong/services/s/plugins", "sp",
            """{ "name": "traffic-mirror", "config": { "mirrorHost": "h", "mirrorPort": 82 } }""",
            """{ "name": "http-mirror", "config": { "mirror_endpoints": ["http://h2"] } }""",
            """{ "config": { "mirror_endpoints": ["http://h3"] }, "tags": ["a"] }""") { Needed = ["/name", "/config"] },
        new("/kong/routes/{parent}/plugins", "/kong/routes/r/plugins", "p",
            """{ "name": "http-mirror", "config": { "mirror_endpoints": ["http://h"], "mirror_request_body": true } }""",
            """{ "name": "traffic-mirror", "config": { "mirror_host": "h", "mirror_port": 82 } }""",
            """{ "config": { "percentage": 7, "log_responses": false }, "tags": ["a"] }""") { Needed = ["/name", "/config"] },
        new("/kong/upstreams/{parent}/targets", "/kong/upstreams/u/targets", "t:1",
            """{ "target": "n:1", "weight": 5, "tags": ["a"] }""",
            """{ "weight": 6, "tags": ["a"], "target": "t:1" }""",
            """{ "weight": 7, "tags": ["a"], "target": "t:1" }""") { Needed = ["/target"] },
    ];

    /// <inheritdoc/>
    public IEnumerable<AnswerCase> Answers => [.. s_kinds.SelectMany(Of), .. Service(), .. About()];

    /// <inheritdoc/>
    public IEnumerable<BodySample> Bodies =>
    [
        .. s_kinds.SelectMany(kind => (BodySample[])
        [
            new("POST", kind.Template, kind.Path, kind.Post) { Needed = kind.Needed, Before = MakeAsync },
            new("PUT", kind.Template + "/{key}", $"{kind.Path}/{kind.Key}", kind.Put) { Before = MakeAsync },
            new("PATCH", kind.Template + "/{key}", $"{kind.Path}/{kind.Key}", kind.Patch) { Before = MakeAsync },
        ]),
        new("PUT", "/kong/routes/{parent}/service", "/kong/routes/r/service", """{ "name": "s", "host": "h2", "tags": ["b"] }""") { Needed = ["/host"], Before = MakeAsync },
        new("PATCH", "/kong/routes/{parent}/service", "/kong/routes/r/service", """{ "retries": 9, "tags": ["b"], "path": "/v2" }""") { Before = MakeAsync },
    ];

    /// <summary>One of each kind: s, r, p on r, sp on s, u, t:1.</summary>
    internal static async Task MakeAsync(RevisionsUnderTest admin)
    {
        foreach (var (path, body) in ((string, string)[])
        [
            ("/kong/services", """{"name":"s","host":"h"}"""),
            ("/kong/routes", """{"name":"r","paths":["/r"],"service":{"name":"s"}}"""),
            ("/kong/routes/r/plugins", """{"name":"traffic-mirror","instance_name":"p","config":{"mirror_host":"m","mirror_port":80}}"""),
            ("/kong/services/s/plugins", """{"name":"http-mirror","instance_name":"sp","config":{"mirror_endpoints":["http://m"]}}"""),
            ("/kong/upstreams", """{"name":"u"}"""),
            ("/kong/upstreams/u/targets", """{"target":"t:1"}"""),
        ])
        {
            var made = await admin.SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), "application/json");
            Assert.True(made.Code == 201, made.Text);
        }
    }

    /// <summary>What a change answers with, whatever its good status is.</summary>
    internal static IEnumerable<AnswerCase> Changing(int good, string method, string template, string path, string? body, Func<RevisionsUnderTest, Task>? before = null) =>
        NativeAnswers.Changing(method, template, path, body, before ?? MakeAsync).Select(one => one.Status == 200 ? one with { Status = good } : one);

    private static IEnumerable<AnswerCase> Of(Kind kind)
    {
        var one = kind.Template + "/{key}";
        var path = $"{kind.Path}/{kind.Key}";
        var isNested = kind.Template.Contains('{', StringComparison.Ordinal);
        var nowhere = kind.Template.Replace("{parent}", "nobody", StringComparison.Ordinal);
        yield return new("GET", kind.Template, 200) { Path = kind.Path, Before = MakeAsync };
        yield return new("GET", kind.Template, 400) { Path = kind.Path + "?size=0", Before = MakeAsync };
        yield return new("GET", one, 200) { Path = path, Before = MakeAsync };
        yield return new("GET", one, 404) { Path = kind.Path + "/nobody", Before = MakeAsync };
        yield return new("PATCH", one, 404) { Path = kind.Path + "/nobody", Body = "{}", Before = MakeAsync };
        if (isNested)
        {
            yield return new("GET", kind.Template, 404) { Path = nowhere };
            yield return new("POST", kind.Template, 404) { Path = nowhere, Body = kind.Post };
            yield return new("PUT", one, 404) { Path = nowhere + "/x", Body = kind.Put };
            yield return new("DELETE", one, 404) { Path = nowhere + "/x" };
        }

        // A service goes when its routes are gone.
        var gone = kind.Key == "s" ? "/kong/services/lonely" : path;
        foreach (var answer in (AnswerCase[])
        [
            .. Changing(201, "POST", kind.Template, kind.Path, kind.Post), .. Changing(200, "PUT", one, path, kind.Put),
            .. Changing(200, "PATCH", one, path, kind.Patch), .. Changing(204, "DELETE", one, gone, body: null, LonelyAsync),
        ])
        {
            yield return answer;
        }
    }

    private static async Task LonelyAsync(RevisionsUnderTest admin)
    {
        await MakeAsync(admin);
        await admin.SendAsync(HttpMethod.Put, "/kong/services/lonely", Encoding.UTF8.GetBytes("""{"host":"h"}"""), "application/json");
    }

    private static IEnumerable<AnswerCase> Service()
    {
        const string Template = "/kong/routes/{parent}/service";
        return
        [
            new("GET", Template, 200) { Path = "/kong/routes/r/service", Before = MakeAsync },
            new("GET", Template, 404) { Path = "/kong/routes/nobody/service" },
            .. Changing(200, "PUT", Template, "/kong/routes/r/service", """{ "name": "s", "host": "h2" }"""),
            new("PUT", Template, 404) { Path = "/kong/routes/nobody/service", Body = """{ "host": "h2" }""" },
            .. Changing(200, "PATCH", Template, "/kong/routes/r/service", """{ "retries": 9 }"""),
            new("PATCH", Template, 404) { Path = "/kong/routes/nobody/service", Body = "{}" },
        ];
    }

    private static IEnumerable<AnswerCase> About()
    {
        const string Rest = "/kong/{**rest}";
        return
        [
            new("GET", "/kong", 200),
            new("GET", "/kong/plugins/enabled", 200),
            new("GET", "/kong/plugins/schema/{name}", 200) { Path = "/kong/plugins/schema/traffic-mirror" },
            new("GET", "/kong/plugins/schema/{name}", 404) { Path = "/kong/plugins/schema/key-auth" },
            new("GET", "/kong/schemas/plugins/{name}", 200) { Path = "/kong/schemas/plugins/http-mirror" },
            new("GET", "/kong/schemas/plugins/{name}", 404) { Path = "/kong/schemas/plugins/key-auth" },
            new("GET", "/kong/schemas/{name}", 200) { Path = "/kong/schemas/routes" },
            new("GET", "/kong/schemas/{name}", 404) { Path = "/kong/schemas/planets" },
            .. KongAbout.Empty.Select(name => new AnswerCase("GET", $"/kong/{name}", 200)),
            new("GET", Rest, 501) { Path = "/kong/workspaces" },
            new("POST", Rest, 501) { Path = "/kong/consumers", Body = "{}" },
            new("PUT", Rest, 405) { Path = "/kong/services", Body = "{}" },
            new("PUT", Rest, 501) { Path = "/kong/consumers/x", Body = "{}" },
            new("PATCH", Rest, 405) { Path = "/kong/routes", Body = "{}" },
            new("PATCH", Rest, 501) { Path = "/kong/consumers/x", Body = "{}" },
            new("DELETE", Rest, 405) { Path = "/kong/plugins" },
            new("DELETE", Rest, 501) { Path = "/kong/consumers/x" },
        ];
    }

    /// <summary>Objects of one kind at one path.</summary>
    private sealed record Kind(string Template, string Path, string Key, string Post, string Put, string Patch)
    {
        public string[] Needed { get; init; } = [];
    }
}
