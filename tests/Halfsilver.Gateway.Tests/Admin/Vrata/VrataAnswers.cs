using System.Text;
using System.Text.Json;
using Halfsilver.Gateway.Control;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Admin.OpenApi;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Tests.Admin.Vrata;

/// <summary>What Vrata's paths answer with.</summary>
internal sealed class VrataAnswers : IAnswerBook
{
    private const string Key = "-----BEGIN PRIVATE KEY-----";

    private static readonly (string List, string Body, string[] Needed)[] s_kinds =
    [
        ("routes", """
            { "id": "new", "name": "new", "match": { "pathPrefix": "/new", "methods": ["GET"], "grpc": false },
              "forward": { "destinations": [{ "destinationId": "primary", "weight": 100 }], "mirror": { "destinationId": "v2", "percentage": 10 } } }
            """, ["/forward"]),
        ("groups", """{ "id": "new", "name": "new", "pathPrefix": "/new", "routeIds": ["r"], "includeAttemptCount": false }""", []),
        ("destinations", """{ "id": "new", "name": "new", "host": "127.0.0.1", "port": 9001, "options": { "http2": false, "timeouts": { "connect": "1s" } } }""", ["/host", "/port"]),
        ("middlewares", """{ "id": "new", "name": "new", "type": "headers", "headers": { "requestHeadersToAdd": [{ "key": "X-Step", "value": "1" }] } }""", ["/type"]),
    ];

    /// <inheritdoc/>
    public IEnumerable<AnswerCase> Answers =>
    [
        .. s_kinds.SelectMany(kind => Kind(kind.List, kind.Body)),
        .. Snapshots(),
        new("GET", "/api/v1/debug/config", 200),
        new("GET", "/api/v1/sync/snapshot", 501),
        new("GET", "/api/v1/listeners", 200),
        new("GET", "/api/v1/listeners/{id}", 200) { Path = "/api/v1/listeners/web" },
        new("GET", "/api/v1/listeners/{id}", 404) { Path = "/api/v1/listeners/nobody" },
        .. NotHere("listeners", "POST", "PUT", "DELETE"),
        .. NotHere("secrets", "GET", "POST", "PUT", "DELETE"),
        new("GET", "/api/v1/secrets/{id}", 501) { Path = "/api/v1/secrets/nobody" },
    ];

    /// <inheritdoc/>
    public IEnumerable<BodySample> Bodies =>
    [
        .. s_kinds.SelectMany(kind => new BodySample[]
        {
            new("POST", $"/api/v1/{kind.List}", $"/api/v1/{kind.List}", kind.Body) { Needed = kind.Needed },
            new("PUT", $"/api/v1/{kind.List}/{{id}}", $"/api/v1/{kind.List}/new", kind.Body) { Needed = kind.Needed, Before = admin => admin.MakeAsync(kind.List, kind.Body) },
        }),
        new("POST", "/api/v1/snapshots", "/api/v1/snapshots", """{ "name": "a name that is as long as names of snapshots are where people take their time over them" }""") { Needed = ["/name"] },
    ];

    private static IEnumerable<AnswerCase> Kind(string list, string body)
    {
        var (all, one) = ($"/api/v1/{list}", $"/api/v1/{list}/{{id}}");
        Func<RevisionsUnderTest, Task> make = admin => admin.MakeAsync(list, body);
        // To write the same again is no change, so no store is asked.
        var other = body.Replace("\"name\": \"new\"", "\"name\": \"other\"", StringComparison.Ordinal);
        var hasKey = body.Replace("\"name\": \"new\"", $"\"name\": \"{Key}\"", StringComparison.Ordinal);
        return
        [
            new("GET", all, 200),
            new("GET", one, 200) { Path = $"{all}/new", Before = make },
            new("GET", one, 404) { Path = $"{all}/nobody" },
            .. NativeAnswers.Changing("POST", all, all, body).Select(answer => answer.Status == 200 ? answer with { Status = 201 } : answer),
            new("POST", all, 200) { Path = $"{all}?dryRun=true", Body = body },
            new("POST", all, 422) { Ask = stage => RefusedAsync(stage, "POST", all, all, body) },
            new("POST", all, 501) { Body = hasKey },
            .. NativeAnswers.Changing("PUT", one, $"{all}/new", other, make),
            new("PUT", one, 404) { Path = $"{all}/nobody", Body = body },
            new("PUT", one, 422) { Ask = stage => RefusedAsync(stage, "PUT", all, $"{all}/new", body) },
            new("PUT", one, 501) { Path = $"{all}/new", Body = hasKey },
            .. NativeAnswers.Changing("DELETE", one, $"{all}/new", body: null, make).Select(answer => answer.Status == 200 ? answer with { Status = 204 } : answer),
            new("DELETE", one, 200) { Path = $"{all}/new?dryRun=true", Before = make },
            new("DELETE", one, 404) { Path = $"{all}/nobody" },
            new("DELETE", one, 422) { Ask = stage => RefusedAsync(stage, "DELETE", all, $"{all}/new", body) },
        ];
    }

    private static IEnumerable<AnswerCase> Snapshots()
    {
        const string All = "/api/v1/snapshots";
        const string One = "/api/v1/snapshots/{id}";
        const string Activate = One + "/activate";
        const string Name = """{ "name": "one" }""";
        var unreadable = NativeAnswers.With(store => store.IsUnreadable = true);
        return
        [
            new("GET", All, 200),
            new("GET", All, 503) { Launch = unreadable },
            .. NativeAnswers.Changing("POST", All, All, Name).Where(answer => answer.Status != 409).Select(answer => answer.Status == 200 ? answer with { Status = 201 } : answer),
            new("POST", All, 200) { Path = All + "?dryRun=true", Body = Name },
            new("POST", All, 409) { Body = Name, Before = FillAsync },
            new("GET", One, 200) { Ask = stage => SnapshotAsync(stage, "GET") },
            new("GET", One, 404) { Path = All + "/nobody" },
            new("GET", One, 503) { Path = All + "/nobody", Launch = unreadable },
            new("DELETE", One, 200) { Ask = stage => SnapshotAsync(stage, "DELETE", "?dryRun=true") },
            new("DELETE", One, 204) { Ask = stage => SnapshotAsync(stage, "DELETE") },
            new("DELETE", One, 400) { Path = All + "/nobody?dryRun=perhaps" },
            new("DELETE", One, 404) { Path = All + "/nobody" },
            new("DELETE", One, 412) { Ask = stage => SnapshotAsync(stage, "DELETE", headers: ("If-Match", "\"r99\"")) },
            new("DELETE", One, 503) { Path = All + "/nobody", Launch = unreadable },
            new("POST", Activate, 200) { Ask = stage => SnapshotAsync(stage, "POST", "/activate") },
            new("POST", Activate, 400) { Path = All + "/nobody/activate?dryRun=perhaps" },
            new("POST", Activate, 404) { Path = All + "/nobody/activate" },
            new("POST", Activate, 409) { Ask = stage => SnapshotAsync(stage, "POST", "/activate", request => request with { Rules = new ChangeRules { ConfigIsTruth = true } }) },
            new("POST", Activate, 412) { Ask = stage => SnapshotAsync(stage, "POST", "/activate", headers: ("If-Match", "\"r99\"")) },
            new("POST", Activate, 422) { Ask = RefusedSnapshotAsync },
            new("POST", Activate, 503) { Path = All + "/nobody/activate", Launch = unreadable },
        ];
    }

    private static IEnumerable<AnswerCase> NotHere(string list, params string[] methods) => methods.Select(method => method is "GET" or "POST"
        ? new AnswerCase(method, $"/api/v1/{list}", 501)
        : new AnswerCase(method, $"/api/v1/{list}/{{id}}", 501) { Path = $"/api/v1/{list}/nobody" });

    private static async Task FillAsync(RevisionsUnderTest admin)
    {
        for (var i = 0; i < Stores.Snapshot.Most; i++)
        {
            await admin.MakeAsync("snapshots", """{ "name": "one" }""");
        }
    }

    private static async Task<int> SnapshotAsync(
        AnswerStage stage, string method, string end = "", Func<LaunchRequest, LaunchRequest>? launch = null, params (string Name, string Value)[] headers)
    {
        var admin = await stage.RealAsync(launch);
        var id = await admin.MakeAsync("snapshots", """{ "name": "one" }""");
        return (await admin.JsonAsync(method, $"/snapshots/{id}{end}", null, headers)).Code;
    }

    // What is refused is only so once there is something to go back to.
    private static async Task<int> RefusedSnapshotAsync(AnswerStage stage)
    {
        var admin = await stage.FakeAsync();
        var made = await AskAsync(admin, "POST", "/api/v1/snapshots", """{ "name": "one" }""");
        using var answer = JsonDocument.Parse(made.Text);
        Refuse(admin.Gateway);
        return (await AskAsync(admin, "POST", $"/api/v1/snapshots/{answer.RootElement.GetProperty("id").GetString()}/activate", null)).Status;
    }

    private static async Task<int> RefusedAsync(AnswerStage stage, string method, string list, string path, string body)
    {
        var admin = await stage.FakeAsync();
        if (method != "POST")
        {
            await AskAsync(admin, "POST", list, body);
        }

        Refuse(admin.Gateway);
        return (await AskAsync(admin, method, path, method == "DELETE" ? null : body)).Status;
    }

    private static void Refuse(FakeGateway gateway) => gateway.Holder.Problems = [new Problem("routes[shop]", "is not to be")];

    private static async Task<(int Status, string Text)> AskAsync(AdminUnderTest admin, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await admin.Client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
