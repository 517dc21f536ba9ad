using System.Text;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>Mirrors one by one over HTTP: every change is an edit of the plan and a revision of it.</summary>
public sealed class MirrorTests
{
    private const string One = "/api/v1/mirrors/all/mirror";

    [Fact]
    public async Task The_list_has_every_mirror_of_every_route_those_of_services_too()
    {
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with { Plan = Nested });

        var list = await admin.GetAsync("/api/v1/mirrors");

        Assert.Equal(
            """[{"route":"all","mirror":"mirror","service":"v2","percent":100,"enabled":true,"stopped":false},{"route":"all","mirror":"inner","service":"v2","percent":5,"enabled":true,"stopped":false,"writtenAt":"both"}]""",
            list.Json.GetProperty("mirrors").GetRawText());
        Assert.Equal("1", list.Revision);
    }

    [Fact]
    public async Task A_mirror_is_shown_with_its_settings_and_whether_it_is_stopped()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        admin.Gateway.Engage(new Halfsilver.Sending.KillScope("all"), "why", "me");

        var answer = (await admin.GetAsync(One)).Json;

        Assert.True(answer.GetProperty("entry").GetProperty("stopped").GetBoolean());
        Assert.Equal("5s", answer.GetProperty("settings").GetProperty("timeouts").GetProperty("deadline").GetString());
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        await PatchAsync(admin, """{ "percent": 12.5, "timeouts": { "deadline": "2s" } }""");
        var answer = await PatchAsync(admin, """{ "enabled": false, "timeouts": { "idle": "3s" } }""", ("X-Change-Message", "it leaks"));

        Assert.Equal((200, 3), (answer.Code, answer.Json.GetProperty("revision").GetInt32()));
        Assert.Equal(2, answer.Json.GetProperty("difference").GetArrayLength());
        var mirror = admin.Gateway.Plan.Routes[0].Mirrors[0];
        Assert.Equal(
            (Share.FromPercent(12.5m), false, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)),
            (mirror.Share, mirror.Enabled, mirror.Timeouts.Deadline, mirror.Timeouts.Idle));
        Assert.Equal("it leaks", admin.Gateway.Changes.Active.Message);
    }

    [Fact]
    public async Task Null_takes_a_setting_back_to_its_default()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        await PatchAsync(admin, """{ "timeouts": { "deadline": "2s" }, "logResponses": true }""");

        await PatchAsync(admin, """{ "timeouts": null, "logResponses": null }""");

        Assert.Equal(RevisionsUnderTest.Written.Routes[0].Mirrors[0] with { Only = Mirror(admin).Only, Timeouts = new() }, Mirror(admin));
    }

    [Fact]
    public async Task A_fraction_takes_the_place_of_a_percentage()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        Assert.Equal(200, (await PatchAsync(admin, """{ "fraction": "1/8" }""")).Code);

        Assert.Equal(Share.FromPercent(12.5m), Mirror(admin).Share);
    }

    [Theory]
    [InlineData("""{ "percent": 101 }""", "/percent")]
    [InlineData("""{ "percent": "many" }""", "/percent")]
    [InlineData("""{ "sevice": "v2" }""", "")]
    [InlineData("""{ "service": "nobody" }""", "/service")]
    [InlineData("""{ "timeouts": { "deadline": "2 s" } }""", "/timeouts/deadline")]
    [InlineData("""{ "only": { "methods": [] } }""", "/only/methods")]
    [InlineData("""{ "service": null }""", "")]
    [InlineData("""{ "percent": 1, "percent": 2 }""", "")]
    public async Task What_a_mirror_may_not_say_is_refused_at_its_place(string body, string pointer)
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        var answer = await PatchAsync(admin, body);

        Assert.Equal((400, "validation"), (answer.Code, answer.Problem));
        Assert.Contains(answer.Json.GetProperty("errors").EnumerateArray(), error => error.GetProperty("pointer").GetString()!.StartsWith(pointer, StringComparison.Ordinal));
        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Fact]
    public async Task A_mirror_is_made_replaced_and_taken_out()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        Assert.Equal(200, (await SendAsync(admin, HttpMethod.Put, "/api/v1/mirrors/all/second", """{ "service": "v2", "percent": 5, "logResponses": true }""")).Code);
        Assert.Equal(["mirror", "second"], admin.Gateway.Plan.Routes[0].Mirrors.Select(mirror => mirror.Name));
        Assert.Equal(200, (await SendAsync(admin, HttpMethod.Put, "/api/v1/mirrors/all/second", """{ "service": "v2", "percent": 6 }""")).Code);
        Assert.Equal((Share.FromPercent(6), false), (admin.Gateway.Plan.Routes[0].Mirrors[1].Share, admin.Gateway.Plan.Routes[0].Mirrors[1].LogResponses));
        Assert.Equal(200, (await SendAsync(admin, HttpMethod.Delete, "/api/v1/mirrors/all/second")).Code);
        Assert.Equal("mirror", Assert.Single(admin.Gateway.Plan.Routes[0].Mirrors).Name);
        Assert.Equal(4, admin.Gateway.Revision);
    }

    [Fact]
    public async Task Switching_off_and_on_is_a_revision_only_where_it_changes_something()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        Assert.False((await admin.PostAsync(One + "/enable")).Json.GetProperty("accepted").GetBoolean());
        Assert.True((await admin.PostAsync(One + "/disable")).Json.GetProperty("accepted").GetBoolean());
        Assert.False(Mirror(admin).Enabled);
        Assert.True((await admin.PostAsync(One + "/enable?dryRun=true")).Json.GetProperty("dryRun").GetBoolean());
        Assert.Equal((2, false), (admin.Gateway.Revision, Mirror(admin).Enabled));
    }

    [Fact]
    public async Task A_mirror_of_a_service_is_changed_where_it_is_written()
    {
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with { Plan = Nested });

        await SendAsync(admin, HttpMethod.Patch, "/api/v1/mirrors/all/inner", """{ "percent": 50 }""");
        var refused = await SendAsync(admin, HttpMethod.Patch, "/api/v1/mirrors/all/inner", """{ "percent": 500 }""");

        Assert.Equal(Share.FromPercent(50), ((MirroringService)admin.Gateway.Plan.Services["both"]).Mirrors[0].Share);
        Assert.Equal("/percent", Assert.Single(refused.Json.GetProperty("errors").EnumerateArray()).GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task Two_who_change_different_mirrors_at_once_both_have_their_way()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        await SendAsync(admin, HttpMethod.Put, "/api/v1/mirrors/all/second", """{ "service": "v2", "percent": 1 }""");

        await Task.WhenAll(Enumerable.Range(2, 20).Select(percent =>
            SendAsync(admin, HttpMethod.Patch, $"/api/v1/mirrors/all/{(percent % 2 == 0 ? "mirror" : "second")}", $$"""{ "percent": {{percent}}, "logResponses": true }""")));

        Assert.Equal(22, admin.Gateway.Revision);
        Assert.All(admin.Gateway.Plan.Routes[0].Mirrors, mirror => Assert.True(mirror.LogResponses));
    }

    [Fact]
    public async Task A_change_that_was_made_for_another_revision_is_412()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        var tag = (await admin.GetAsync(One)).Tag!;

        Assert.Equal(200, (await PatchAsync(admin, """{ "percent": 3 }""", ("If-Match", tag))).Code);
        Assert.Equal((412, "revision-mismatch"), (await PatchAsync(admin, """{ "percent": 4 }""", ("If-Match", tag)) is var answer ? answer.Code : 0, answer.Problem));
        Assert.Equal(Share.FromPercent(3), Mirror(admin).Share);
    }

    [Theory]
    [InlineData("$", "")]
    [InlineData("$.a", "/a")]
    [InlineData("$.headers[0].name", "/headers/0/name")]
    [InlineData("$['a.b'].c", "/a.b/c")]
    [InlineData("$['a/b~c']", "/a~1b~0c")]
    [InlineData(null, "")]
    public void Places_of_the_JSON_reader_are_told_as_pointers(string? path, string pointer) => Assert.Equal(pointer, JsonBody.PointerOf(path));

    [Fact]
    public void Where_a_node_of_a_body_stands_is_told_as_a_pointer()
    {
        var body = JsonNode.Parse("""{ "a/b~c": [1, { "x": "y" }] }""")!;
        Assert.Equal(["", "/a~1b~0c", "/a~1b~0c/0", "/a~1b~0c/1", "/a~1b~0c/1/x"], JsonBody.All(body).Select(JsonPointer.Of));
    }

    private static Plan Nested { get; } = RevisionsUnderTest.Written with
    {
        Services = RevisionsUnderTest.Written.Services.Add(
            "both", new MirroringService { Name = "both", Primary = new ServiceRef("primary"), Mirrors = [Plans.Mirror("v2", 5, "inner")] }),
        Routes = [RevisionsUnderTest.Written.Routes[0] with { Action = new ForwardAction(new ServiceRef("both")) }],
    };

    private static Mirror Mirror(RevisionsUnderTest admin) => admin.Gateway.Plan.Routes[0].Mirrors[0];

    private static Task<RevisionsUnderTest.Answered> PatchAsync(RevisionsUnderTest admin, string body, params (string, string)[] headers) =>
        SendAsync(admin, HttpMethod.Patch, One, body, headers);

    private static Task<RevisionsUnderTest.Answered> SendAsync(RevisionsUnderTest admin, HttpMethod method, string path, string? body = null, params (string, string)[] headers) =>
        admin.SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), "application/json", headers);
}
