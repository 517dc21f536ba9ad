using System.Collections.Immutable;
using Halfsilver.Gateway.Tests.Dialects.Kong;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>Routes that were written elsewhere: they are seen, mirrored and taken out, and what cannot be said of them is refused.</summary>
public sealed class DirectMirrorTests
{
    private const string Path = "/api/v1/gateway/routes/all/mirror";

    [Fact]
    public async Task A_route_of_a_file_is_mirrored_changed_and_let_go_again()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("m"));
        var written = Plans.To(primary);
        await using var gateway = await ManagedGateway.StartAsync(written, pins: [("m:80", mirror)]);

        var made = await gateway.SendAsync("POST", Path, """{"mirrorHost":"m","mirrorPort":80,"synchronous":true,"logResponses":false}""");
        Assert.Equal((201, "all"), (made.Code, made.Data.GetProperty("routeName").GetString()));
        await gateway.AskAsync(2);
        await mirror.WaitForAsync(2);
        Assert.Equal(2, mirror.Count);
        var again = await gateway.SendAsync("POST", Path, """{"mirrorHost":"m","mirrorPort":80,"percentage":50}""");
        Assert.Equal((200, made.Data.GetProperty("id").GetString()), (again.Code, again.Data.GetProperty("id").GetString()));
        var put = Assert.Single(gateway.Plan.Routes[0].Mirrors);
        Assert.Equal((500_000, CopyTiming.Concurrent, true), (put.Share.Millionths, put.Timing, put.LogResponses));

        var plugin = $"/kong/plugins/{made.Data.GetProperty("id").GetString()}";
        Assert.Equal(200, (await gateway.SendAsync("PATCH", plugin, """{"enabled":false}""")).Code);
        Assert.False(gateway.Plan.Routes[0].Mirrors[0].Enabled);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", Path)).Code);
        Assert.Equal((0, 1), (gateway.Plan.Routes[0].Mirrors.Length, gateway.Plan.Services.Count));
        Assert.Equal("404 RESOURCE_NOT_FOUND", (await gateway.SendAsync("GET", Path)).Error);
    }

    [Fact]
    public async Task The_only_mirror_of_a_file_s_route_is_the_one_that_is_replaced_and_keeps_what_a_plugin_says_nothing_about()
    {
        var plan = KongGateway.Plan(KongGateway.WithPlugin("{ name: traffic-mirror, config: { mirrorHost: m, mirrorPort: 80 } }"));
        plan = plan with { Routes = [plan.Routes[0] with { Mirrors = [plan.Routes[0].Mirrors[0] with { MaxBodyBytes = 77 }] }] };
        await using var gateway = await ManagedGateway.StartAsync(plan with { Routes = [plan.Routes[0] with { EntryPoints = [] }] });

        var listed = await gateway.SendAsync("GET", "/api/v1/gateway/routes/r/mirror");
        Assert.Equal("m", listed.Data.GetProperty("config").GetProperty("mirrorHost").GetString());
        Assert.Equal(200, (await gateway.SendAsync("POST", "/api/v1/gateway/routes/r/mirror", """{"mirrorHost":"n","mirrorPort":81,"percentage":1}""")).Code);

        var mirror = Assert.Single(gateway.Plan.Routes[0].Mirrors);
        Assert.Equal(("m", "mirror.n-81", 77L, 10_000), (mirror.Name, mirror.Target.Service, mirror.MaxBodyBytes, mirror.Share.Millionths));
    }

    [Fact]
    public async Task What_files_hold_is_listed_and_may_be_taken_out_and_is_otherwise_a_conflict()
    {
        await using var gateway = await ManagedGateway.StartAsync(Plans.To("127.0.0.1:1") with
        {
            Routes =
            [
                new Route
                {
                    Name = "shop", Rule = new AllOf([new HostRule("shop.test"), new PathPrefixRule("/a"), new MethodRule(["GET"])]),
                    Action = new ForwardAction(new ServiceRef("primary")),
                },
            ],
        });

        var route = Assert.Single((await gateway.SendAsync("GET", "/kong/routes")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(
            ("shop", "shop.test", "/a", "GET", "http"),
            (route.GetProperty("name").GetString(), route.GetProperty("hosts")[0].GetString(), route.GetProperty("paths")[0].GetString(), route.GetProperty("methods")[0].GetString(),
                route.GetProperty("protocols")[0].GetString()));
        var service = (await gateway.SendAsync("GET", "/kong/routes/shop/service")).Json;
        Assert.Equal(("primary", "127.0.0.1", 1), (service.GetProperty("name").GetString(), service.GetProperty("host").GetString(), service.GetProperty("port").GetInt32()));

        foreach (var (method, path, body) in ((string, string, string)[])
        [
            ("PATCH", "/kong/routes/shop", """{"paths":["/b"]}"""),
            ("PATCH", "/kong/services/primary", """{"port":2}"""),
            ("POST", "/kong/services/primary/plugins", """{"name":"traffic-mirror","config":{"mirror_host":"m","mirror_port":80}}"""),
            ("POST", "/kong/services/primary/routes", """{"paths":["/b"]}"""),
            ("POST", "/kong/routes/shop/plugins", """{"name":"request-termination"}"""),
        ])
        {
            var refused = await gateway.SendAsync(method, path, body);
            Assert.True(refused.Code == 409 && refused.Json.GetProperty("message").GetString()!.Contains("/api/v1/config", StringComparison.Ordinal), $"{method} {path}: {refused.Text}");
        }

        Assert.Equal(400, (await gateway.SendAsync("DELETE", "/kong/services/primary")).Code);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", "/kong/routes/shop")).Code);
        Assert.Equal(204, (await gateway.SendAsync("DELETE", "/kong/services/primary")).Code);
        Assert.Equal((0, 0), (gateway.Plan.Routes.Length, gateway.Plan.Services.Count));
    }

    [Fact]
    public async Task A_new_name_that_a_file_has_already_is_a_conflict_and_nothing_is_changed()
    {
        await using var gateway = await ManagedGateway.StartAsync(Plans.To("127.0.0.1:1"));
        var revision = gateway.Gateway.Revision;

        Assert.Equal(409, (await gateway.SendAsync("POST", "/kong/services", """{"name":"primary","host":"x"}""")).Code);
        Assert.Equal("409 CONFLICT", (await gateway.PostAsync("/services", """{"name":"primary","url":"http://x"}""")).Error);

        Assert.Equal(revision, gateway.Gateway.Revision);
    }

    [Fact]
    public async Task An_edit_of_one_route_leaves_what_a_file_says_of_others_as_it_is()
    {
        var written = Plans.To("127.0.0.1:1");
        await using var gateway = await ManagedGateway.StartAsync(written);

        await gateway.MakeRouteAsync();
        await gateway.PostAsync("/routes/ai-service-route/mirror", ManagedGateway.Mirror);
        await gateway.SendAsync("DELETE", "/api/v1/gateway/routes/ai-service-route");
        await gateway.SendAsync("DELETE", "/api/v1/gateway/services/ai-service");

        Assert.Equal(["all"], gateway.Plan.Routes.Select(route => route.Name));
        Assert.Equal(["primary"], gateway.Plan.Services.Keys);
        Assert.Equal(ImmutableDictionary<string, string>.Empty, gateway.Plan.Objects);
    }
}
