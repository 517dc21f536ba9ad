using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Vrata;

/// <summary>Vrata's own tests of its API, and what they leave open about one object after another.</summary>
public sealed class VrataApiTests
{
    [Fact]
    public async Task V1_A_route_with_a_mirror_made_by_the_API_and_activated_answers_from_the_primary_and_is_copied()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("mirror"));
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var (to, shadow) = (await admin.MakeAsync("destinations", Destination("e2e-primary", primary)), await admin.MakeAsync("destinations", Destination("e2e-mirror", mirror)));
        await admin.MakeAsync("routes", Route("e2e-mirror-route", to, shadow, percentage: 100));
        var snapshot = await admin.MakeAsync("snapshots", """{ "name": "mirrored" }""");

        Assert.True((await admin.JsonAsync("POST", $"/snapshots/{snapshot}/activate")).Json.GetProperty("active").GetBoolean());

        var answer = await admin.AskAsync("/e2e/1?a=b");
        Assert.Equal((200, "primary"), (answer.Status, answer.BodyText));
        await mirror.WaitForAsync(1);
        Assert.Equal(1, await admin.SentAsync(1, "e2e-mirror"));
        Assert.Equal(("/e2e/1?a=b", "shop.test", 1), (mirror.Requests[0].Target, mirror.Requests[0].Field("Host"), primary.Count));
    }

    [Fact]
    public async Task V2_Two_copies_are_two_on_the_counter_of_their_route_and_destination()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var (to, shadow) = (await admin.MakeAsync("destinations", Destination("a", primary)), await admin.MakeAsync("destinations", Destination("b", mirror)));
        await admin.MakeAsync("routes", Route("shop", to, shadow));

        await admin.AskAsync("/e2e", times: 2);

        Assert.Equal(2, await admin.SentAsync(2, "b"));
        var page = PromText.Parse(await admin.Client.GetStringAsync("/metrics"));
        Assert.Equal(2, page.Value("vrata_mirror_requests_total", ("route", "shop"), ("destination", "b")));
    }

    [Fact]
    public async Task V3_A_route_is_made_shown_listed_replaced_and_deleted()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var made = await admin.JsonAsync("POST", "/routes", """{ "name": "r", "match": { "path": "/a" }, "directResponse": { "status": 200, "body": "one" } }""");
        var id = made.Json.GetProperty("id").GetString()!;

        Assert.Equal(201, made.Code);
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal(made.Json.ToString(), (await admin.ShownAsync($"/routes/{id}")).ToString());
        Assert.Equal(id, Assert.Single((await admin.ShownAsync("/routes")).EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("one", (await admin.AskAsync("/a")).BodyText);

        var replaced = await admin.JsonAsync("PUT", $"/routes/{id}", """{ "id": "another", "name": "r", "match": { "path": "/b" }, "directResponse": { "status": 200, "body": "two" } }""");
        Assert.Equal((200, id), (replaced.Code, replaced.Json.GetProperty("id").GetString()));
        Assert.Equal((404, "two"), ((await admin.AskAsync("/a")).Status, (await admin.AskAsync("/b")).BodyText));

        Assert.Equal((204, ""), ((await admin.JsonAsync("DELETE", $"/routes/{id}")) is var gone ? (gone.Code, gone.Text) : default));
        Assert.Equal((404, 404), ((await admin.JsonAsync("GET", $"/routes/{id}")).Code, (await admin.AskAsync("/b")).Status));
        Assert.Equal(4, admin.Gateway.Revision);
    }

    [Theory]
    [InlineData("""{ "name": "none", "match": {} }""", "one of forward, redirect, directResponse is missing")]
    [InlineData("""{ "name": "two", "redirect": { "url": "http://a" }, "directResponse": { "status": 200 } }""", "cannot stand beside")]
    [InlineData("""{ "name": "two", "forward": { "destinations": [] }, "directResponse": { "status": 200 } }""", "cannot stand beside")]
    [InlineData("""{ "name": "w", "forward": { "destinations": [{ "destinationId": "a", "weight": 60 }, { "destinationId": "b", "weight": 60 }] } }""", "the weights come to 120")]
    [InlineData("""{ "name": "w", "forward": { "destinations": [{ "destinationId": "a" }, { "destinationId": "b" }] } }""", "the weights come to 0")]
    [InlineData("""{ "name": "p", "forward": { "destinations": [{ "destinationId": "a" }], "mirror": { "destinationId": "b", "percentage": -1 } } }""", "/forward/mirror/percentage")]
    [InlineData("""{ "name": "p", "forward": { "destinations": [{ "destinationId": "a" }], "mirror": { "destinationId": "b", "percentage": 1.5 } } }""", "/forward/mirror/percentage")]
    [InlineData("""{ "name": "m", "match": { "pathRegex": "(" }, "directResponse": { "status": 200 } }""", "/match")]
    [InlineData("""{ "name": "x", "directRespons": { "status": 200 } }""", "directRespons")]
    [InlineData("""{ "name": "open", """, "")]
    [InlineData("""[{ "name": "list" }]""", "a JSON object")]
    [InlineData("", "")]
    public async Task V3_A_route_that_is_not_right_is_400_and_changes_nothing(string body, string why)
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        await admin.MakeAsync("routes", """{ "id": "kept", "directResponse": { "status": 204 } }""");

        foreach (var answer in new[] { await admin.JsonAsync("POST", "/routes", body), await admin.JsonAsync("PUT", "/routes/kept", body) })
        {
            Assert.Equal((400, "validation"), (answer.Code, answer.Problem));
            Assert.Contains(why, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(answer.Pointers());
        }

        Assert.Equal((2, 204), (admin.Gateway.Revision, (await admin.AskAsync()).Status));
    }

    [Fact]
    public async Task V3_The_weight_of_an_only_destination_means_nothing()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        await admin.MakeAsync("destinations", Destination("a", primary));
        var id = (await admin.ShownAsync("/destinations"))[0].GetProperty("id").GetString();

        await admin.MakeAsync("routes", $$"""{ "forward": { "destinations": [{ "destinationId": "{{id}}", "weight": 7 }] } }""");

        Assert.Equal("primary", (await admin.AskAsync()).BodyText);
    }

    [Theory]
    [InlineData("routes", """{ "directResponse": { "status": 200 } }""")]
    [InlineData("groups", """{ "name": "g" }""")]
    [InlineData("destinations", """{ "host": "127.0.0.1", "port": 80 }""")]
    [InlineData("middlewares", """{ "type": "headers" }""")]
    public async Task V3_What_is_not_there_is_neither_shown_nor_replaced_nor_deleted(string list, string body)
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);

        foreach (var (method, json) in new[] { ("GET", null), ("PUT", body), ("DELETE", null) })
        {
            var answer = await admin.JsonAsync(method, $"/{list}/nobody", json);
            Assert.Equal((404, "not-found"), (answer.Code, answer.Problem));
        }

        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Theory]
    [InlineData("destinations", """{ "name": "e2e-dest", "host": "127.0.0.1", "port": 9999 }""", """{ "name": "e2e-dest-updated", "host": "127.0.0.1", "port": 8888 }""")]
    [InlineData("routes", """{ "name": "e2e-route", "match": { "pathPrefix": "/e2e" }, "directResponse": { "status": 200, "body": "e2e-ok" } }""", """{ "name": "e2e-route", "directResponse": { "status": 204 } }""")]
    [InlineData("groups", """{ "name": "e2e-group", "pathPrefix": "/e2e" }""", """{ "name": "e2e-group", "pathPrefix": "/e3e" }""")]
    [InlineData("middlewares", """{ "name": "e2e-headers", "type": "headers", "headers": { "requestHeadersToAdd": [{ "key": "X-E2E", "value": "true" }] } }""", """{ "name": "e2e-headers", "type": "headers" }""")]
    public async Task V4_Each_kind_of_object_is_made_shown_replaced_deleted_and_dumped(string list, string body, string other)
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var made = await admin.JsonAsync("POST", $"/{list}", body);
        var id = made.Json.GetProperty("id").GetString()!;

        Assert.Equal((201, $"/api/v1/{list}/{id}"), (made.Code, made.Location));
        Assert.Equal(made.Json.ToString(), (await admin.ShownAsync($"/{list}/{id}")).ToString());
        var dump = await admin.ShownAsync("/debug/config");
        Assert.Equal(["listeners", "destinations", "routes", "groups", "middlewares"], dump.EnumerateObject().Select(member => member.Name));
        Assert.Equal(made.Json.ToString(), dump.GetProperty(list)[0].ToString());

        var replaced = await admin.JsonAsync("PUT", $"/{list}/{id}", other);
        Assert.Equal((200, replaced.Json.ToString()), (replaced.Code, (await admin.ShownAsync($"/{list}/{id}")).ToString()));
        Assert.Equal(204, (await admin.JsonAsync("DELETE", $"/{list}/{id}")).Code);
        Assert.Equal(404, (await admin.JsonAsync("GET", $"/{list}/{id}")).Code);
        Assert.Empty((await admin.ShownAsync($"/{list}")).EnumerateArray());
    }

    [Fact]
    public async Task V4_A_snapshot_is_made_activated_and_deleted()
    {
        await using var admin = await PlanApi.StartAsync(PlanApi.Empty);
        var route = await admin.MakeAsync("routes", """{ "name": "r", "directResponse": { "status": 200, "body": "before" } }""");
        var made = await admin.JsonAsync("POST", "/snapshots", """{ "name": "e2e-snap" }""");
        var id = made.Json.GetProperty("id").GetString()!;
        await admin.JsonAsync("PUT", $"/routes/{route}", """{ "name": "r", "directResponse": { "status": 200, "body": "after" } }""");

        Assert.Equal((201, "before"), (made.Code, made.Json.GetProperty("snapshot").GetProperty("routes")[0].GetProperty("directResponse").GetProperty("body").GetString()));
        var listed = Assert.Single((await admin.ShownAsync("/snapshots")).EnumerateArray());
        Assert.Equal(["id", "name", "createdAt", "active", "revision"], listed.EnumerateObject().Select(member => member.Name));
        Assert.Equal((id, "e2e-snap", false), (listed.GetProperty("id").GetString(), listed.GetProperty("name").GetString(), listed.GetProperty("active").GetBoolean()));
        // Without any activation the live objects serve.
        Assert.Equal("after", (await admin.AskAsync()).BodyText);

        var activated = await admin.JsonAsync("POST", $"/snapshots/{id}/activate");

        Assert.Equal((200, true), (activated.Code, activated.Json.GetProperty("active").GetBoolean()));
        Assert.Equal("before", (await admin.AskAsync()).BodyText);
        Assert.Equal("before", (await admin.ShownAsync($"/routes/{route}")).GetProperty("directResponse").GetProperty("body").GetString());
        Assert.True((await admin.ShownAsync($"/snapshots/{id}")).GetProperty("active").GetBoolean());
        Assert.Equal(204, (await admin.JsonAsync("DELETE", $"/snapshots/{id}")).Code);
        Assert.Empty((await admin.ShownAsync("/snapshots")).EnumerateArray());
        Assert.Equal("before", (await admin.AskAsync()).BodyText);
        foreach (var (method, path) in new[] { ("GET", ""), ("DELETE", ""), ("POST", "/activate") })
        {
            Assert.Equal(404, (await admin.JsonAsync(method, $"/snapshots/{id}{path}")).Code);
        }
    }

    internal static string Destination(string name, LoopbackServer at) => $$"""{ "name": "{{name}}", "host": "127.0.0.1", "port": {{at.Port}} }""";

    internal static string Route(string name, string to, string mirror, int percentage = 100, string prefix = "/e2e") => $$"""
        {
          "name": "{{name}}", "match": { "pathPrefix": "{{prefix}}" },
          "forward": { "destinations": [{ "destinationId": "{{to}}", "weight": 100 }], "mirror": { "destinationId": "{{mirror}}", "percentage": {{percentage}} } }
        }
        """;
}
