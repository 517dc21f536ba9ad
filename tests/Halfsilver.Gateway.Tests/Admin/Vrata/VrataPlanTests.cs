using System.Text;
using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Vrata;

/// <summary>Objects of the API beside what others write into the same plan.</summary>
public sealed class VrataPlanTests
{
    [Fact]
    public async Task Whoever_chooses_an_id_may_write_it_again()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);

        Assert.Equal("mine", await admin.MakeAsync("routes", """{ "id": "mine", "directResponse": { "status": 200, "body": "1" } }"""));
        Assert.Equal("mine", await admin.MakeAsync("routes", """{ "id": "mine", "directResponse": { "status": 200, "body": "2" } }"""));

        Assert.Equal("2", Assert.Single((await admin.ShownAsync("/routes")).EnumerateArray()).GetProperty("directResponse").GetProperty("body").GetString());
        Assert.Equal("2", (await admin.AskAsync()).BodyText);
        Assert.Equal(400, (await admin.JsonAsync("POST", "/routes", """{ "id": "a/b", "directResponse": { "status": 200 } }""")).Code);
    }

    [Fact]
    public async Task What_files_wrote_is_listed_by_its_name_and_can_be_named_and_taken_out()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start();
        await using var admin = await PlanApi.StartAsync(PlanApi.Mirrored(primary, mirror, Plans.Mirror(mirror, 12.5m)));

        var route = Assert.Single((await admin.ShownAsync("/routes")).EnumerateArray());
        Assert.Equal(
            """{"id":"all","name":"all","match":{},"forward":{"destinations":[{"destinationId":"primary","weight":100}],"mirror":{"destinationId":"shadow","percentage":12.5}}}""",
            route.ToString());
        Assert.Equal($$"""{"id":"primary","name":"primary","host":"127.0.0.1","port":{{primary.Port}}}""", (await admin.ShownAsync("/destinations/primary")).ToString());
        Assert.Equal("web", Assert.Single((await admin.ShownAsync("/listeners")).EnumerateArray()).GetProperty("id").GetString());

        await admin.MakeAsync("routes", """{ "id": "api", "match": { "path": "/api" }, "forward": { "destinations": [{ "destinationId": "primary" }] } }""");
        Assert.Equal(204, (await admin.JsonAsync("DELETE", "/routes/all")).Code);
        Assert.Equal(("primary", 404), ((await admin.AskAsync("/api")).BodyText, (await admin.AskAsync("/x")).Status));
    }

    [Fact]
    public async Task What_files_wrote_is_not_replaced_and_its_names_are_taken()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var admin = await PlanApi.StartAsync(Plans.To(primary));
        const string Body = """{ "name": "all", "directResponse": { "status": 200 } }""";

        foreach (var answer in new[]
        {
            await admin.JsonAsync("PUT", "/routes/all", Body), await admin.JsonAsync("POST", "/routes", Body),
            await admin.JsonAsync("POST", "/routes", """{ "id": "all", "directResponse": { "status": 200 } }"""),
            await admin.JsonAsync("POST", "/destinations", """{ "name": "primary", "host": "127.0.0.1", "port": 1 }"""),
        })
        {
            Assert.Equal((409, "conflict"), (answer.Code, answer.Problem));
        }

        Assert.Equal((1, "primary"), (admin.Gateway.Revision, (await admin.AskAsync()).BodyText));
    }

    [Fact]
    public async Task A_destination_that_a_route_of_the_files_needs_cannot_be_taken_out()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var admin = await PlanApi.StartAsync(Plans.To(primary));

        var answer = await admin.JsonAsync("DELETE", "/destinations/primary");

        Assert.Equal((422, "plan-refused"), (answer.Code, answer.Problem));
        Assert.Equal("primary", (await admin.AskAsync()).BodyText);
    }

    [Fact]
    public async Task A_mirror_whose_destination_is_not_there_costs_only_itself()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start();
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var to = await admin.MakeAsync("destinations", VrataApiTests.Destination("a", primary));
        var body = VrataApiTests.Route("r", to, "later");

        var tried = await admin.JsonAsync("POST", "/routes?dryRun=true", body);
        Assert.Contains("no destination has the id \"later\"", tried.Json.GetProperty("notices")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("/forward/mirror", tried.Json.GetProperty("notices")[0].GetProperty("pointer").GetString());
        await admin.MakeAsync("routes", body);
        Assert.Equal("primary", (await admin.AskAsync("/e2e")).BodyText);

        await admin.MakeAsync("destinations", $$"""{ "id": "later", "host": "127.0.0.1", "port": {{mirror.Port}} }""");
        Assert.Equal("primary", (await admin.AskAsync("/e2e")).BodyText);
        Assert.Equal(1, await admin.SentAsync(1, "later"));
        Assert.Equal(204, (await admin.JsonAsync("DELETE", "/destinations/later")).Code);
        Assert.Equal("primary", (await admin.AskAsync("/e2e")).BodyText);
        Assert.Equal((1, 3), (mirror.Count, primary.Count));
    }

    [Fact]
    public async Task Groups_and_middlewares_hold_for_the_routes_that_name_them()
    {
        await using var primary = RecordingUpstream.Start();
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        await admin.MakeAsync("destinations", $$"""{ "id": "a", "host": "127.0.0.1", "port": {{primary.Port}} }""");
        await admin.MakeAsync("middlewares", """{ "id": "m", "type": "headers", "headers": { "requestHeadersToAdd": [{ "key": "X-Step", "value": "1" }] } }""");
        await admin.MakeAsync("routes", """{ "id": "r", "match": { "pathPrefix": "/in" }, "forward": { "destinations": [{ "destinationId": "a" }] }, "middlewareIds": ["m"] }""");
        await admin.MakeAsync("groups", """{ "id": "g", "name": "g", "pathPrefix": "/out", "routeIds": ["r"] }""");

        Assert.Equal((404, 200), ((await admin.AskAsync("/in")).Status, (await admin.AskAsync("/out/in")).Status));
        Assert.Equal("1", primary.Requests[0].Field("X-Step"));
        await admin.JsonAsync("DELETE", "/groups/g");
        await admin.JsonAsync("PUT", "/middlewares/m", """{ "type": "headers", "headers": { "requestHeadersToAdd": [{ "key": "X-Step", "value": "2" }] } }""");
        Assert.Equal(200, (await admin.AskAsync("/in")).Status);
        Assert.Equal("2", primary.Requests[1].Field("X-Step"));
    }

    [Fact]
    public async Task Routes_are_tried_in_the_order_in_which_they_came()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        for (var i = 0; i < 12; i++)
        {
            await admin.MakeAsync("routes", $$"""{ "name": "r{{i}}", "match": { "pathPrefix": "{{(i == 3 ? "/a" : $"/b{i}")}}" }, "directResponse": { "status": 200, "body": "{{i}}" } }""");
        }

        await admin.MakeAsync("routes", """{ "name": "later", "match": { "path": "/a/exact" }, "directResponse": { "status": 200, "body": "later" } }""");

        Assert.Equal("3", (await admin.AskAsync("/a/exact")).BodyText);
    }

    [Fact]
    public async Task What_was_done_to_a_route_another_way_outlives_the_change_of_another_and_is_shown()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var to = await admin.MakeAsync("destinations", VrataApiTests.Destination("a", primary));
        var shadow = await admin.MakeAsync("destinations", VrataApiTests.Destination("b", mirror));
        var route = await admin.MakeAsync("routes", VrataApiTests.Route("r", to, shadow));
        Assert.Equal(200, (await admin.JsonAsync("PATCH", "/gateways/local/routes/r/policies/traffic-mirror", """{ "percentage": 25 }""")).Code);

        // Routes of groups go first, so this one moves all others.
        await admin.MakeAsync("routes", """{ "id": "g1", "directResponse": { "status": 204 }, "match": { "path": "/none" } }""");
        await admin.MakeAsync("groups", """{ "name": "g", "routeIds": ["g1"] }""");

        Assert.Equal(25, admin.Gateway.Plan.Routes.Single(one => one.Name == "r").Mirrors[0].Share.Percent);
        Assert.Equal(25, (await admin.ShownAsync($"/routes/{route}")).GetProperty("forward").GetProperty("mirror").GetProperty("percentage").GetDecimal());
        await admin.AskAsync("/e2e", times: 8);
        Assert.Equal(2, await admin.SentAsync(8, "b"));
    }

    [Fact]
    public async Task Writers_of_different_objects_lose_nothing_of_one_another()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            admin.JsonAsync("POST", "/routes", $$"""{ "name": "r{{i}}", "match": { "path": "/{{i}}" }, "directResponse": { "status": 200, "body": "{{i}}" } }""")));

        Assert.All(answers, answer => Assert.Equal(201, answer.Code));
        Assert.Equal(20, (await admin.ShownAsync("/routes")).GetArrayLength());
        Assert.Equal((21, 20), (admin.Gateway.Revision, admin.Gateway.Plan.Routes.Length));
        Assert.Equal("17", (await admin.AskAsync("/17")).BodyText);
    }

    [Fact]
    public async Task Going_back_brings_the_objects_back_too()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        await admin.MakeAsync("routes", """{ "id": "r", "directResponse": { "status": 200, "body": "1" } }""");
        await admin.JsonAsync("PUT", "/routes/r", """{ "directResponse": { "status": 200, "body": "2" } }""");

        Assert.Equal(200, (await admin.JsonAsync("POST", "/revisions/2/activate")).Code);

        Assert.Equal("1", (await admin.ShownAsync("/routes/r")).GetProperty("directResponse").GetProperty("body").GetString());
        Assert.Equal(200, (await admin.JsonAsync("POST", "/revisions/1/activate")).Code);
        Assert.Empty((await admin.ShownAsync("/routes")).EnumerateArray());
    }

    [Fact]
    public async Task The_whole_configuration_carries_the_objects_and_can_be_sent_back()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        await admin.MakeAsync("routes", """{ "id": "r", "name": "\u00e4 \ud83d\ude00", "directResponse": { "status": 200, "body": "line\nline \u0085" } }""");
        var (shown, config) = (await admin.ShownAsync("/routes/r"), await admin.GetAsync("/api/v1/config"));

        Assert.False((await admin.PutAsync(config.Text)).Json.GetProperty("accepted").GetBoolean());
        Assert.Equal(shown.ToString(), (await admin.ShownAsync("/routes/r")).ToString());
        Assert.Equal(200, (await admin.PutAsync(Halfsilver.Dialects.Native.Writing.NativeWriter.Yaml(PlanApi.Empty))).Code);
        Assert.Equal(404, (await admin.JsonAsync("GET", "/routes/r")).Code);
    }

    [Fact]
    public async Task Changes_say_who_why_and_for_what_and_can_be_tried()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        const string Body = """{ "id": "r", "directResponse": { "status": 200 } }""";
        var tag = (await admin.JsonAsync("GET", "/routes")).Tag!;

        var tried = await admin.JsonAsync("POST", "/routes?dryRun=true", Body);
        Assert.Equal((200, true, 1), (tried.Code, tried.Json.GetProperty("dryRun").GetBoolean(), admin.Gateway.Revision));
        Assert.Contains(tried.Json.GetProperty("difference").EnumerateArray(), change => change.GetProperty("path").GetString() == "routes");
        var made = await admin.JsonAsync("POST", "/routes", Body, ("If-Match", tag), ("X-Change-Message", "a first one"));
        Assert.Equal((201, "2"), (made.Code, made.Revision));
        Assert.NotEqual(tag, made.Tag);
        Assert.Equal("a first one", (await admin.ShownAsync("/revisions/2")).GetProperty("revision").GetProperty("message").GetString());
        foreach (var (method, path, json) in new[] { ("POST", "/routes", Body), ("PUT", "/routes/r", Body), ("DELETE", "/routes/r", null) })
        {
            Assert.Equal((412, "revision-mismatch"), ((await admin.JsonAsync(method, path, json, ("If-Match", tag))) is var stale ? (stale.Code, stale.Problem) : default));
        }

        Assert.Equal(200, (await admin.JsonAsync("DELETE", "/routes/r?dryRun=true")).Code);
        Assert.Equal((2, 200), (admin.Gateway.Revision, (await admin.AskAsync()).Status));
    }

    [Theory]
    [InlineData("POST", "/listeners", """{ "name": "l", "port": 19999 }""", "listeners")]
    [InlineData("PUT", "/listeners/web", """{ "name": "l", "port": 19999 }""", "listeners")]
    [InlineData("DELETE", "/listeners/web", null, "listeners")]
    [InlineData("GET", "/secrets", null, "secrets")]
    [InlineData("GET", "/secrets/a", null, "secrets")]
    [InlineData("POST", "/secrets", """{ "name": "a", "value": "hush-hush" }""", "secrets")]
    [InlineData("PUT", "/secrets/a", """{ "value": "hush-hush" }""", "secrets")]
    [InlineData("DELETE", "/secrets/a", null, "secrets")]
    [InlineData("GET", "/sync/snapshot", null, "snapshots are not sent")]
    [InlineData("POST", "/middlewares", """{ "name": "m", "type": "jwt", "jwt": {} }""", "'jwt'")]
    [InlineData("POST", "/middlewares", """{ "name": "m", "type": "rateLimit" }""", "'rateLimit'")]
    [InlineData("POST", "/routes", """{ "forward": { "destinations": [], "rewrite": { "hostFromHeader": "X" } } }""", "/forward/rewrite/hostFromHeader")]
    [InlineData("POST", "/destinations", """{ "host": "a", "port": 1, "options": { "tls": { "mode": "mtls", "key": "-----BEGIN PRIVATE KEY-----\nhush-hush" } } }""", "/options/tls/key")]
    [InlineData("POST", "/middlewares", """{ "type": "headers", "headers": { "requestHeadersToAdd": [{ "key": "X", "value": "{{secret:hush-hush}}" }] } }""", "/headers/requestHeadersToAdd/0/value")]
    public async Task What_is_not_done_here_is_501_and_named(string method, string path, string? body, string what)
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);

        var answer = await admin.JsonAsync(method, path, body);

        Assert.Equal((501, "unsupported-feature"), (answer.Code, answer.Problem));
        Assert.Contains(what, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Fact]
    public async Task Bodies_that_are_damaged_at_random_are_never_a_fault_of_ours()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var sound = Encoding.UTF8.GetBytes(VrataApiTests.Route("r", "a", "b"));
        var random = new Random(20261121);
        for (var i = 0; i < 300; i++)
        {
            var text = sound.ToArray().AsSpan();
            for (var damage = random.Next(1, 6); damage > 0; damage--)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            var answer = await admin.SendAsync(HttpMethod.Post, $"/api/v1/{(i % 2 == 0 ? "routes" : "destinations")}?dryRun=true", text[..random.Next(text.Length)].ToArray(), "application/json");
            Assert.True(answer.Code is 200 or 400 or 501, $"{answer.Code} for {i}: {answer.Text}");
        }

        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Theory]
    [InlineData("""{ "id": "r", "id": "r", "directResponse": { "status": 200 } }""")]
    [InlineData("""{ "name": "\ud800", "directResponse": { "status": 200 } }""")]
    [InlineData("""{ "name": "\u0000", "directResponse": { "status": 200 } }""")]
    [InlineData("""{ "name": "a", "directResponse": { "status": 1e999 } }""")]
    [InlineData("""{ "name": {}, "directResponse": { "status": 200 } }""")]
    [InlineData("""{ "name": "a", "match": { "headers": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] }, "directResponse": { "status": 200 } }""")]
    public async Task Bodies_that_only_some_would_read_are_400(string body)
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);

        var answer = await admin.JsonAsync("POST", "/routes", body);

        Assert.Equal((400, 1), (answer.Code, admin.Gateway.Revision));
        Assert.NotEmpty(answer.Pointers());
    }
}
