using System.Text;
using Halfsilver.Gateway.Tests.Admin.Access;
using Halfsilver.Planning;
using Halfsilver.Stores;
using Halfsilver.Stores.Sqlite;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Vrata;

/// <summary>What snapshots keep, over restarts and bounds, and what of the objects is shown to whom.</summary>
public sealed class VrataKeepingTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("halfsilver-snapshots-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Snapshots_and_objects_are_there_after_a_restart()
    {
        string id;
        await using (var admin = await StartAsync())
        {
            await admin.MakeAsync("routes", Answering("first"));
            id = await admin.MakeAsync("snapshots", """{ "name": "one" }""");
            await admin.MakeAsync("routes", Answering("second"));
        }

        await using var again = await StartAsync();

        Assert.Equal("second", (await again.AskAsync()).BodyText);
        Assert.Equal(id, Assert.Single((await again.ShownAsync("/snapshots")).EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(200, (await again.JsonAsync("POST", $"/snapshots/{id}/activate")).Code);
        Assert.Equal("first", (await again.AskAsync()).BodyText);
    }

    [Fact]
    public async Task A_snapshot_can_be_activated_long_after_its_revision_would_be_forgotten()
    {
        await using var admin = await StartAsync(new Retention { Revisions = 3 });
        await admin.MakeAsync("routes", Answering("first"));
        var id = await admin.MakeAsync("snapshots", """{ "name": "one" }""");
        for (var i = 0; i < 8; i++)
        {
            await admin.MakeAsync("routes", Answering($"{i}"));
        }

        Assert.Equal(404, (await admin.JsonAsync("GET", "/revisions/4")).Code);
        Assert.Equal(200, (await admin.JsonAsync("POST", $"/snapshots/{id}/activate")).Code);

        Assert.Equal("first", (await admin.AskAsync()).BodyText);
    }

    [Fact]
    public async Task A_snapshot_is_active_as_long_as_its_revision_serves()
    {
        await using var admin = await StartAsync();
        await admin.MakeAsync("routes", Answering("first"));
        var (one, two) = (await admin.MakeAsync("snapshots", """{ "name": "same" }"""), await admin.MakeAsync("snapshots", """{ "name": "same" }"""));

        await admin.JsonAsync("POST", $"/snapshots/{one}/activate");
        Assert.Equal((true, false), await ActiveAsync(admin));
        await admin.JsonAsync("POST", $"/snapshots/{two}/activate");
        Assert.Equal((false, true), await ActiveAsync(admin));
        await admin.MakeAsync("routes", Answering("second"));
        Assert.Equal((false, false), await ActiveAsync(admin));
        Assert.Equal(200, (await admin.JsonAsync("POST", $"/snapshots/{one}/activate?dryRun=true")).Code);
        Assert.Equal("second", (await admin.AskAsync()).BodyText);
        Assert.Equal(412, (await admin.JsonAsync("POST", $"/snapshots/{one}/activate", null, ("If-Match", "\"r1\""))).Code);
    }

    [Fact]
    public async Task Snapshots_are_not_endless_and_are_in_the_audit_log()
    {
        await using var admin = await StartAsync();
        string? last = null;
        for (var i = 0; i < Snapshot.Most; i++)
        {
            last = await admin.MakeAsync("snapshots", $$"""{ "name": "s{{i}}" }""");
        }

        Assert.Equal((409, "conflict"), (await admin.JsonAsync("POST", "/snapshots", """{ "name": "more" }""")) is var full ? (full.Code, full.Problem) : default);
        Assert.Equal(204, (await admin.JsonAsync("DELETE", $"/snapshots/{last}")).Code);
        Assert.Equal(201, (await admin.JsonAsync("POST", "/snapshots", """{ "name": "more" }""")).Code);
        await admin.Gateway.Changes.Audit.WrittenAsync();
        var entries = (await admin.ShownAsync("/audit")).GetProperty("entries");
        Assert.Equal(("snapshot.create", "more (r1)"), (entries[0].GetProperty("action").GetString(), entries[0].GetProperty("target").GetString()));
        Assert.Equal(("snapshot.delete", "s99 (r1)"), (entries[1].GetProperty("action").GetString(), entries[1].GetProperty("target").GetString()));
    }

    [Fact]
    public async Task A_member_that_a_snapshot_has_not_is_told_with_its_place()
    {
        await using var admin = await StartAsync();

        Assert.Equal(["/n~1e"], (await admin.JsonAsync("POST", "/snapshots", """{ "n/e": "a" }""")).Pointers());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "name": "" }""")]
    [InlineData("""{ "name": null }""")]
    [InlineData("""{ "name": 7 }""")]
    [InlineData("""{ "name": "a\nb" }""")]
    [InlineData("""{ "name": "a", "nme": "b" }""")]
    [InlineData("[]")]
    public async Task A_snapshot_has_a_name(string body)
    {
        await using var admin = await StartAsync();

        var answer = await admin.JsonAsync("POST", "/snapshots", body);

        Assert.Equal((400, "validation"), (answer.Code, answer.Problem));
        Assert.NotEmpty(answer.Pointers());
        Assert.Empty((await admin.ShownAsync("/snapshots")).EnumerateArray());
    }

    [Fact]
    public async Task Viewers_see_objects_without_what_lets_somebody_in()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var admin = await AdminUnderTest.StartGuardedAsync(new AdminSettings(), tokens.Directory);
        const string Middleware = """{ "id": "m", "type": "headers", "headers": { "requestHeadersToAdd": [{ "key": "Authorization", "value": "Basic aHVzaA==" }, { "key": "X-Step", "value": "1" }] } }""";
        const string Route = """{ "id": "r", "match": { "headers": [{ "name": "X-Api-Key", "value": "aHVzaA==" }] }, "directResponse": { "status": 200 } }""";
        foreach (var (list, body) in new[] { ("middlewares", Middleware), ("routes", Route) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{list}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {tokens.Admin}");
            using var made = await admin.Client.SendAsync(request);
            Assert.Equal(201, (int)made.StatusCode);
            Assert.Contains("aHVzaA==", await made.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/middlewares", "/middlewares/m", "/routes", "/routes/r" })
        {
            using var toViewer = await admin.AskAsync("GET", $"/api/v1{path}", tokens.Viewer);
            using var toOperator = await admin.AskAsync("GET", $"/api/v1{path}", tokens.Of(Role.Operator));
            var (hidden, shown) = (await toViewer.Content.ReadAsStringAsync(), await toOperator.Content.ReadAsStringAsync());
            Assert.DoesNotContain("aHVzaA==", hidden, StringComparison.Ordinal);
            Assert.Contains("aHVzaA==", shown, StringComparison.Ordinal);
            Assert.Equal(shown.Replace("Basic aHVzaA==", "***", StringComparison.Ordinal).Replace("aHVzaA==", "***", StringComparison.Ordinal), hidden);
        }
    }

    private Task<RevisionsUnderTest> StartAsync(Retention? retention = null) => RevisionsUnderTest.StartAsync(request => request with
    {
        Plan = PlanApi.Empty,
        OpenStore = async () => await SqliteControlStore.OpenAsync(_root.FullName, request.Time, retention),
    });

    private static string Answering(string body) => $$"""{ "id": "r", "directResponse": { "status": 200, "body": "{{body}}" } }""";

    private static async Task<(bool First, bool Second)> ActiveAsync(RevisionsUnderTest admin)
    {
        var both = await admin.ShownAsync("/snapshots");
        return (both[0].GetProperty("active").GetBoolean(), both[1].GetProperty("active").GetBoolean());
    }
}
