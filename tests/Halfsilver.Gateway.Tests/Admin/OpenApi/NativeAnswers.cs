using System.Net.Http.Headers;
using System.Text;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using Halfsilver.Stores.Memory;

namespace Halfsilver.Gateway.Tests.Admin.OpenApi;

/// <summary>What our own paths answer with.</summary>
internal sealed class NativeAnswers : IAnswerBook
{
    private const string Explained = """{ "method": "GET", "url": "http://a.test/", "headers": [ { "name": "Accept", "value": "text/html" } ] }""";
    private const string Mirror = "/api/v1/mirrors/{route}/{mirror}";
    private const string TheMirror = "/api/v1/mirrors/all/mirror";
    private const string NoMirror = "/api/v1/mirrors/all/nobody";

    private static readonly string s_yaml = RevisionsUnderTest.Yaml(7);
    private static readonly (string, string)[] s_any = [("If-Match", "*")];
    private static readonly (string, string)[] s_stale = [("If-Match", "\"r99\"")];

    // A listener that is not open takes a restart.
    private static readonly string s_refused = NativeWriter.Yaml(RevisionsUnderTest.Written with { EntryPoints = [RevisionsUnderTest.Written.EntryPoints[0] with { Listen = "127.0.0.1:9" }] });

    /// <inheritdoc/>
    public IEnumerable<AnswerCase> Answers =>
    [
        new("GET", "/healthz", 200),
        new("GET", "/ping", 200),
        new("GET", "/readyz", 200),
        new("GET", "/readyz", 503) { Ask = stage => FakeAsync(stage, "GET", "/readyz", gateway => gateway.Ready = false) },
        new("GET", "/metrics", 200),
        new("GET", "/openapi/v1.json", 200),
        new("GET", "/api/v1/status", 200),
        new("GET", "/api/v1/me", 200),
        new("GET", "/api/v1/events", 200) { Ask = stage => FakeAsync(stage, "GET", "/api/v1/events") },
        new("GET", "/api/v1/events", 400) { Path = "/api/v1/events?only=some" },
        new("GET", "/api/v1/events", 503) { Ask = CrowdAsync },
        new("POST", "/api/v1/explain", 200) { Body = Explained },
        new("POST", "/-/reload", 200),
        new("POST", "/-/reload", 400) { Path = "/-/reload?force=perhaps" },
        new("POST", "/-/reload", 422) { Ask = stage => FakeAsync(stage, "POST", "/-/reload", gateway => gateway.NextReload = new ReloadReport(ReloadOutcome.Refused, 1, ["a: b"])) },
        .. Kill(),
        .. Tokens(),
        .. Revisions(),
        .. Config(),
        .. Mirrors(),
    ];

    /// <inheritdoc/>
    public IEnumerable<BodySample> Bodies =>
    [
        new("POST", "/api/v1/explain", "/api/v1/explain", Explained) { Needed = ["/method", "/url"] },
        new("POST", "/api/v1/config/explain", "/api/v1/config/explain", Explained) { Needed = ["/method", "/url"] },
        new("POST", "/api/v1/kill-switch", "/api/v1/kill-switch", """{ "scope": "mirror", "route": "all", "mirror": "mirror", "reason": "why", "actor": "me" }""") { Needed = ["/route"] },
        new("DELETE", "/api/v1/kill-switch", "/api/v1/kill-switch", """{ "scope": "mirror", "route": "all", "mirror": "mirror", "reason": "why", "actor": "me" }""") { Needed = ["/route"] },
        new("POST", "/api/v1/tokens", "/api/v1/tokens", """{ "name": "ci", "role": "viewer", "expires": "2999-01-01T00:00:00Z" }""") { Needed = ["/name", "/role"], Guarded = true },
        new("PUT", "/api/v1/config", "/api/v1/config", Written) { Needed = ["/version"], Headers = s_any },
        new("POST", "/api/v1/config/validate", "/api/v1/config/validate?dialect=native", Written) { Needed = ["/version"] },
        new("POST", "/api/v1/config/convert", "/api/v1/config/convert?dialect=native", Written) { Needed = ["/version"] },
        new("POST", "/api/v1/config/diff", "/api/v1/config/diff?dialect=native", Written) { Needed = ["/version"] },
        new("PATCH", Mirror, TheMirror, """{ "percent": 12.5, "enabled": false, "only": { "methods": ["GET", "POST"] }, "timeouts": { "deadline": "2s" } }"""),
        new("PUT", Mirror, "/api/v1/mirrors/all/second", """{ "service": "v2", "percent": 12.5, "enabled": true, "only": { "methods": ["GET"] }, "budget": { "maxQueue": 0 } }""") { Needed = ["/service", "/percent"] },
    ];

    private static string Written => NativeWriter.Json(RevisionsUnderTest.With(7)).TrimEnd();

    private static IEnumerable<AnswerCase> Kill() =>
    [
        new("GET", "/api/v1/kill-switch", 200),
        new("POST", "/api/v1/kill-switch", 200),
        new("POST", "/api/v1/kill-switch", 404) { Body = """{ "route": "nobody" }""" },
        new("DELETE", "/api/v1/kill-switch", 200),
        new("DELETE", "/api/v1/kill-switch", 404) { Body = """{ "route": "nobody" }""" },
    ];

    private static IEnumerable<AnswerCase> Tokens() =>
    [
        new("GET", "/api/v1/tokens", 200) { Ask = stage => GuardedAsync(stage, "GET", "/api/v1/tokens") },
        new("GET", "/api/v1/tokens", 409),
        new("POST", "/api/v1/tokens", 201) { Ask = stage => GuardedAsync(stage, "POST", "/api/v1/tokens", """{ "name": "ci", "role": "viewer" }""") },
        new("POST", "/api/v1/tokens", 409) { Ask = stage => GuardedAsync(stage, "POST", "/api/v1/tokens", """{ "name": "rules", "role": "viewer" }""") },
        new("DELETE", "/api/v1/tokens/{token}", 204) { Ask = stage => GuardedAsync(stage, "DELETE", "/api/v1/tokens/looks") },
        new("DELETE", "/api/v1/tokens/{token}", 404) { Ask = stage => GuardedAsync(stage, "DELETE", "/api/v1/tokens/nobody") },
        new("DELETE", "/api/v1/tokens/{token}", 409) { Path = "/api/v1/tokens/nobody" },
    ];

    private static IEnumerable<AnswerCase> Revisions() =>
    [
        new("GET", "/api/v1/revisions", 200),
        new("GET", "/api/v1/revisions", 400) { Path = "/api/v1/revisions?limit=0" },
        new("GET", "/api/v1/revisions", 503) { Launch = With(store => store.IsUnreadable = true) },
        new("GET", "/api/v1/revisions/{number}", 200) { Path = "/api/v1/revisions/r1" },
        new("GET", "/api/v1/revisions/{number}", 404) { Path = "/api/v1/revisions/99" },
        new("GET", "/api/v1/revisions/{number}", 503) { Path = "/api/v1/revisions/1", Launch = With(store => store.IsUnreadable = true) },
        new("GET", "/api/v1/audit", 200),
        new("GET", "/api/v1/audit", 400) { Path = "/api/v1/audit?before=x" },
        new("GET", "/api/v1/audit", 503) { Launch = With(store => store.IsUnreadable = true) },
        .. Changing("POST", "/api/v1/revisions/{number}/activate", "/api/v1/revisions/1/activate", body: null, PutAsync),
        new("POST", "/api/v1/revisions/{number}/activate", 404) { Path = "/api/v1/revisions/99/activate" },
        new("POST", "/api/v1/revisions/{number}/activate", 422) { Ask = stage => FakeAsync(stage, "POST", "/api/v1/revisions/1/activate", Refuses) },
    ];

    private static IEnumerable<AnswerCase> Config() =>
    [
        new("GET", "/api/v1/config", 200),
        new("GET", "/api/v1/config", 304) { Ask = UnchangedAsync },
        new("GET", "/api/v1/plan", 200),
        .. Changing("PUT", "/api/v1/config", "/api/v1/config", s_yaml, before: null, needsTag: true),
        new("PUT", "/api/v1/config", 422) { Body = s_refused, Media = "application/yaml", Headers = s_any },
        new("PUT", "/api/v1/config", 428) { Body = s_yaml, Media = "application/yaml" },
        new("POST", "/api/v1/config/explain", 200) { Body = Explained },
        new("POST", "/api/v1/config/validate", 200) { Body = s_yaml, Media = "application/yaml" },
        new("POST", "/api/v1/config/validate", 503) { Ask = stage => FullAsync(stage, "/api/v1/config/validate") },
        new("POST", "/api/v1/config/convert", 200) { Body = s_yaml, Media = "application/yaml" },
        new("POST", "/api/v1/config/convert", 503) { Ask = stage => FullAsync(stage, "/api/v1/config/convert") },
        new("POST", "/api/v1/config/diff", 200) { Body = s_yaml, Media = "application/yaml" },
        new("POST", "/api/v1/config/diff", 404) { Path = "/api/v1/config/diff?against=r99", Body = s_yaml, Media = "application/yaml" },
        new("POST", "/api/v1/config/diff", 503) { Ask = stage => FullAsync(stage, "/api/v1/config/diff") },
    ];

    private static IEnumerable<AnswerCase> Mirrors() =>
    [
        new("GET", "/api/v1/mirrors", 200),
        new("GET", Mirror, 200) { Path = TheMirror },
        new("GET", Mirror, 404) { Path = NoMirror },
        .. Changing("PATCH", Mirror, TheMirror, """{ "percent": 3 }"""),
        new("PATCH", Mirror, 404) { Path = NoMirror, Body = "{}" },
        new("PATCH", Mirror, 422) { Ask = stage => FakeAsync(stage, "PATCH", "/api/v1/mirrors/shop/v2", Refuses, """{ "percent": 3 }""") },
        .. Changing("PUT", Mirror, TheMirror, """{ "service": "v2", "percent": 3 }"""),
        new("PUT", Mirror, 404) { Path = "/api/v1/mirrors/nobody/mirror", Body = """{ "service": "v2", "percent": 3 }""" },
        new("PUT", Mirror, 422) { Ask = stage => FakeAsync(stage, "PUT", "/api/v1/mirrors/shop/v2", Refuses, """{ "service": "v2", "percent": 3 }""") },
        .. Changing("DELETE", Mirror, TheMirror, body: null),
        new("DELETE", Mirror, 404) { Path = NoMirror },
        new("DELETE", Mirror, 422) { Ask = stage => FakeAsync(stage, "DELETE", "/api/v1/mirrors/shop/v2", Refuses) },
        .. Changing("POST", Mirror + "/enable", TheMirror + "/enable", body: null, DisableAsync),
        new("POST", Mirror + "/enable", 404) { Path = NoMirror + "/enable" },
        new("POST", Mirror + "/enable", 422) { Ask = stage => FakeAsync(stage, "POST", "/api/v1/mirrors/shop/v2/enable", Refuses) },
        .. Changing("POST", Mirror + "/disable", TheMirror + "/disable", body: null),
        new("POST", Mirror + "/disable", 404) { Path = NoMirror + "/disable" },
        new("POST", Mirror + "/disable", 422) { Ask = stage => FakeAsync(stage, "POST", "/api/v1/mirrors/shop/v2/disable", Refuses) },
    ];

    /// <summary>What every change of the plan answers with: done, a query that cannot be read, files as the truth, another revision, a store that cannot be written.</summary>
    internal static IEnumerable<AnswerCase> Changing(
        string method, string template, string path, string? body, Func<RevisionsUnderTest, Task>? before = null, bool needsTag = false)
    {
        var good = new AnswerCase(method, template, 200)
        {
            Path = path,
            Body = body,
            Media = body?.StartsWith('{') ?? true ? "application/json" : "application/yaml",
            Headers = needsTag ? s_any : [],
            Before = before,
        };
        yield return good;
        if (body is null || needsTag)
        {
            // Where there is a body, a bad one is the common case.
            yield return good with { Status = 400, Path = path + "?dryRun=perhaps" };
        }
        else
        {
            yield return good with { Status = 400, Headers = [("If-Match", "r1")] };
        }

        yield return good with { Status = 412, Headers = s_stale };
        yield return good with { Status = 409, Launch = request => request with { Rules = new ChangeRules { ConfigIsTruth = true } }, Before = null };
        var stores = new System.Runtime.CompilerServices.StrongBox<BrittleStore>();
        yield return good with
        {
            Status = 503,
            Launch = With(store => stores.Value = store),
            Before = async admin =>
            {
                await (before?.Invoke(admin) ?? Task.CompletedTask);
                stores.Value!.Breaks = true;
            },
        };
    }

    /// <summary>A gateway over a store that can break.</summary>
    internal static Func<LaunchRequest, LaunchRequest> With(Action<BrittleStore> prepare) => request => request with
    {
        OpenStore = () =>
        {
            var store = new BrittleStore(new MemoryControlStore(TimeProvider.System));
            prepare(store);
            return Task.FromResult<Stores.IControlStore>(store);
        },
    };

    private static Task PutAsync(RevisionsUnderTest admin) => admin.PutAsync(s_yaml);

    private static Task DisableAsync(RevisionsUnderTest admin) => admin.PostAsync(TheMirror + "/disable");

    private static void Refuses(FakeGateway gateway) => gateway.Holder.Problems = [new Problem("routes[shop]", "is not to be")];

    private static async Task<int> FakeAsync(AnswerStage stage, string method, string path, Action<FakeGateway>? change = null, string? body = null)
    {
        var admin = await stage.FakeAsync();
        change?.Invoke(admin.Gateway);
        return await AskAsync(admin, method, path, token: null, body);
    }

    private static async Task<int> GuardedAsync(AnswerStage stage, string method, string path, string? body = null)
    {
        var (admin, tokens) = await stage.GuardedAsync();
        return await AskAsync(admin, method, path, tokens.Admin, body);
    }

    private static async Task<int> AskAsync(AdminUnderTest admin, string method, string path, string? token, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await admin.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    // One more than may read.
    private static async Task<int> CrowdAsync(AnswerStage stage)
    {
        var admin = await stage.FakeAsync();
        var readers = new List<HttpResponseMessage>();
        for (var i = 0; i < EventStreams.MaxReaders; i++)
        {
            readers.Add(await admin.AskAsync("GET", "/api/v1/events", token: null));
        }

        var status = await AskAsync(admin, "GET", "/api/v1/events", token: null, body: null);
        readers.ForEach(reader => reader.Dispose());
        return status;
    }

    private static async Task<int> UnchangedAsync(AnswerStage stage)
    {
        var admin = await stage.RealAsync();
        var tag = (await admin.GetAsync("/api/v1/config")).Tag!;
        return (await admin.GetAsync("/api/v1/config", ("If-None-Match", tag))).Code;
    }

    private static async Task<int> FullAsync(AnswerStage stage, string path)
    {
        var admin = await stage.RealAsync();
        for (var reader = 0; reader < ConfigReaders.Most; reader++)
        {
            await stage.FillReaderAsync(admin);
        }

        return (await admin.SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(s_yaml), "application/yaml")).Code;
    }
}
