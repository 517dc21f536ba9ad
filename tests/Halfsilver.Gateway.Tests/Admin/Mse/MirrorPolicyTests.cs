using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Tests.Kit;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Mse;

/// <summary>The policy Traffic Mirror over the API, counted at real upstreams.</summary>
public sealed class MirrorPolicyTests
{
    private const string Policy = "/gateways/local/routes/Route1/policies/traffic-mirror";

    [Fact]
    public async Task A1_At_a_hundred_percent_both_services_get_the_same_number_of_requests()
    {
        await using var run = await Run.StartAsync();

        var made = await run.PutAsync("""{ "destinationService": "Service2", "dynamicPort": true, "percentage": 100, "enable": true }""");

        Assert.Equal(201, made.Code);
        Assert.Equal($$"""{"destinationService":"Service2","port":{{run.Second.Port}},"dynamicPort":true,"percentage":100,"enable":true}""", made.Text);
        await run.Admin.AskAsync("/whoami", times: 20);
        Assert.Equal(20, await run.Admin.SentAsync(20, "traffic-mirror"));
        Assert.Equal((20, 20), (run.First.Count, run.Second.Count));
        Assert.All(run.Second.Requests, copy => Assert.Equal(("GET", "/whoami", "shop.test"), (copy.Method, copy.Target, copy.Field("Host"))));
    }

    [Fact]
    public async Task A2_Switched_off_nothing_is_copied_the_settings_stay_and_switched_on_it_goes_on()
    {
        await using var run = await Run.StartAsync();
        await run.PutAsync("""{ "destinationService": "Service2", "percentage": 50 }""");
        await run.Admin.AskAsync(times: 4);

        var off = await run.PatchAsync("""{ "enable": false }""");

        Assert.Equal($$"""{"destinationService":"Service2","port":{{run.Second.Port}},"dynamicPort":true,"percentage":50,"enable":false}""", off.Text);
        await run.Admin.AskAsync(times: 6);
        Assert.Equal(2, await run.Admin.SentAsync(4, "traffic-mirror"));
        Assert.True((await run.PatchAsync("""{ "Enable": "on" }""")).Json.GetProperty("enable").GetBoolean());
        await run.Admin.AskAsync(times: 4);
        Assert.Equal(4, await run.Admin.SentAsync(8, "traffic-mirror"));
        Assert.Equal((14, 4), (run.First.Count, run.Second.Count));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("50", 10)]
    [InlineData("12.5", 3)]
    public async Task A3_The_percentage_is_the_share_that_is_copied(string percentage, int copies)
    {
        await using var run = await Run.StartAsync();
        Assert.Equal(201, (await run.PutAsync($$"""{ "destinationService": "Service2", "percentage": {{percentage}} }""")).Code);

        await run.Admin.AskAsync(times: copies == 3 ? 24 : 20);

        Assert.Equal(copies, await run.Admin.SentAsync(copies == 3 ? 24 : 20, "traffic-mirror"));
        Assert.Equal(copies, run.Second.Count);
    }

    [Fact]
    public async Task A4_A_dynamic_port_follows_the_service_and_a_fixed_one_holds_it()
    {
        await using var run = await Run.StartAsync();
        await using var moved = RecordingUpstream.Start();
        await run.PutAsync("""{ "destinationService": "Service2", "dynamicPort": true }""");
        await run.Admin.AskAsync(times: 2);
        Assert.Equal(2, await run.Admin.SentAsync(2, "traffic-mirror"));

        Assert.Equal(200, (await run.MoveAsync(moved)).Code);

        Assert.Equal(moved.Port, (await run.Admin.ShownAsync(Policy)).GetProperty("port").GetInt32());
        await run.Admin.AskAsync(times: 3);
        Assert.Equal(5, await run.Admin.SentAsync(5, "traffic-mirror"));
        Assert.Equal((5, 2, 3), (run.First.Count, run.Second.Count, moved.Count));

        var held = await run.PatchAsync($$"""{ "port": {{moved.Port}} }""");
        Assert.Equal((200, moved.Port, false), (held.Code, held.Json.GetProperty("port").GetInt32(), held.Json.GetProperty("dynamicPort").GetBoolean()));
        await run.Admin.AskAsync();
        Assert.Equal(6, await run.Admin.SentAsync(6, "traffic-mirror"));
        Assert.Equal(400, (await run.MoveAsync(run.Second)).Code);
        Assert.Equal(200, (await run.PatchAsync("""{ "dynamicPort": true }""")).Code);
        Assert.Equal((200, 4), ((await run.MoveAsync(run.Second)).Code, moved.Count));
    }

    [Theory]
    [InlineData("""{ "destinationService": "Several", "dynamicPort": true }""")]
    [InlineData("""{ "destinationService": "Several" }""")]
    [InlineData("""{ "Destination Service": "Several", "Port Number": "Dynamic Port", "Traffic Mirror Percentage (%)": 100, "Enable": true }""")]
    public async Task A5_A_dynamic_port_of_a_service_with_several_is_refused_with_that_reason(string form)
    {
        await using var run = await Run.StartAsync();

        var answer = await run.PutAsync(form);

        Assert.Equal((400, "dynamic-port-multi-port"), (answer.Code, answer.Problem));
        Assert.Equal(["/dynamicPort"], answer.Pointers());
        Assert.Contains("'Several' has 2: http (8080), other (8081)", answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        await run.NothingIsCopiedAsync();
    }

    [Theory]
    [InlineData("Dubbo")]
    [InlineData("Tcp")]
    public async Task A6_A_service_that_speaks_no_HTTP_is_refused(string service)
    {
        await using var run = await Run.StartAsync();

        var answer = await run.PutAsync($$"""{ "destinationService": "{{service}}", "dynamicPort": true }""");

        Assert.Equal((400, "service-protocol-unsupported"), (answer.Code, answer.Problem));
        Assert.Equal(["/destinationService"], answer.Pointers());
        await run.NothingIsCopiedAsync();
    }

    [Theory]
    [InlineData("Service2", "1", "/port")]
    [InlineData("Service2", "\"http\"", "/port")]
    [InlineData("Several", "8082", "/port")]
    [InlineData("Nobody", "8080", "/destinationService")]
    [InlineData("Service2", "0.5", "/port")]
    [InlineData("Service2", "true", "/port")]
    public async Task A7_A_port_or_a_service_that_is_not_there_is_refused(string service, string port, string pointer)
    {
        await using var run = await Run.StartAsync();

        var answer = await run.PutAsync($$"""{ "destinationService": "{{service}}", "port": {{port}} }""");

        Assert.Equal((400, "validation"), (answer.Code, answer.Problem));
        Assert.Equal([pointer], answer.Pointers());
        await run.NothingIsCopiedAsync();
    }

    [Fact]
    public async Task A8_A_route_that_is_taken_out_of_service_reaches_neither()
    {
        await using var run = await Run.StartAsync();
        await run.PutAsync("""{ "destinationService": "Service2" }""");
        await run.Admin.AskAsync();
        Assert.Equal(1, await run.Admin.SentAsync(1, "traffic-mirror"));

        Assert.Equal(204, (await run.Admin.JsonAsync("DELETE", "/routes/Route1")).Code);

        Assert.Equal(404, (await run.Admin.AskAsync()).Status);
        Assert.Equal((404, 404), ((await run.Admin.JsonAsync("GET", Policy)).Code, (await run.PutAsync("""{ "destinationService": "Service2" }""")).Code));
        Assert.Equal((1, 1), (run.First.Count, run.Second.Count));
    }

    [Fact]
    public async Task A9_The_mirror_of_an_Ingress_is_a_policy_of_its_route()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("v1"));
        await using var mirror = RecordingUpstream.Start();
        var plan = DialectGateway.PinnedPlan("mse", """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: shop, namespace: test, annotations: { higress.io/mirror-target-service: "mirror:8080", higress.io/mirror-percentage: "50" } }
            spec: { rules: [{ http: { paths: [{ pathType: Prefix, path: /, backend: { service: { name: primary, port: { number: 8080 } } } }] } }] }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: mirror, namespace: test }
            spec: { ports: [{ port: 8080 }] }
            """, ("primary.test.svc:8080", primary), ("mirror.test.svc:8080", mirror));
        await using var admin = await PlanApi.StartAsync(plan);
        var route = (await admin.ShownAsync("/gateways/local/routes"))[0];
        var path = $"/gateways/local/routes/{Uri.EscapeDataString(route.GetProperty("name").GetString()!)}/policies/traffic-mirror";

        var policy = await admin.ShownAsync(path);
        Assert.Equal((50, 8080, true), (policy.GetProperty("percentage").GetInt32(), policy.GetProperty("port").GetInt32(), policy.GetProperty("enable").GetBoolean()));
        Assert.Equal("v1", (await admin.AskAsync(times: 4)).BodyText);
        var name = plan.Routes[0].Mirrors[0].Name;
        Assert.Equal(2, await admin.SentAsync(4, name));
        Assert.Equal(200, (await admin.JsonAsync("PATCH", path, """{ "percentage": 100 }""")).Code);
        await admin.AskAsync(times: 4);
        Assert.Equal((6, 6), (await admin.SentAsync(8, name), mirror.Count));
    }

    [Theory]
    [InlineData("""{ "destinationService": "Service2", "percentage": 101 }""", "/percentage")]
    [InlineData("""{ "destinationService": "Service2", "percentage": -1 }""", "/percentage")]
    [InlineData("""{ "destinationService": "Service2", "percentage": "x" }""", "/percentage")]
    [InlineData("""{ "destinationService": "Service2", "enable": 7 }""", "/enable")]
    [InlineData("""{ "destinationService": 7.5 }""", "/destinationService")]
    [InlineData("""{ "percentage": 50 }""", "/destinationService")]
    [InlineData("""{ "destinationService": "Service2", "prot": 8080 }""", "")]
    [InlineData("""{ "destinationService": "Service2", "port": 8080, "dynamicPort": true }""", "/port")]
    [InlineData("""{ "destinationService": "Service2", "port": "dynamic", "dynamicPort": false }""", "/port")]
    [InlineData("""{ "destinationService": "Service2", "dynamicPort": false }""", "/port")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    public async Task A_form_that_is_not_right_is_400_and_says_where(string form, string pointer)
    {
        await using var run = await Run.StartAsync();

        var answer = await run.PutAsync(form);

        Assert.Equal((400, "validation"), (answer.Code, answer.Problem));
        Assert.Equal([pointer], answer.Pointers());
        await run.NothingIsCopiedAsync();
    }

    [Fact]
    public async Task The_mirror_that_files_wrote_is_the_policy_and_keeps_what_the_form_has_no_field_for()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        var written = Plans.Mirror(mirror, 25, "v2") with { Only = new CopyFilter { Methods = ["GET"] }, LogResponses = true, Timing = CopyTiming.AfterPrimary };
        await using var admin = await PlanApi.StartAsync(PlanApi.Mirrored(primary, mirror, written));
        const string Path = "/gateways/local/routes/all/policies/traffic-mirror";

        Assert.Equal(200, (await admin.JsonAsync("PUT", Path, """{ "destinationService": "shadow", "percentage": 75, "enable": false }""")).Code);

        var now = Assert.Single(admin.Gateway.Plan.Routes[0].Mirrors);
        Assert.Equal(("v2", 75m, false, true, CopyTiming.AfterPrimary), (now.Name, now.Share.Percent, now.Enabled, now.LogResponses, now.Timing));
        Assert.Equal(["GET"], now.Only.Methods!.Value);
        Assert.Equal(204, (await admin.JsonAsync("DELETE", Path)).Code);
        Assert.Empty(admin.Gateway.Plan.Routes[0].Mirrors);
        foreach (var method in new[] { "GET", "DELETE", "PATCH" })
        {
            Assert.Equal(404, (await admin.JsonAsync(method, Path, method == "PATCH" ? "{}" : null)).Code);
        }
    }

    [Fact]
    public async Task Beside_several_mirrors_the_policy_is_one_of_its_own()
    {
        await using var primary = RecordingUpstream.Start();
        await using var mirror = RecordingUpstream.Start();
        await using var admin = await PlanApi.StartAsync(PlanApi.Mirrored(primary, mirror, Plans.Mirror(mirror, name: "v2"), Plans.Mirror(mirror, name: "v3")));
        const string Path = "/gateways/local/routes/all/policies";

        Assert.Empty((await admin.ShownAsync(Path)).EnumerateArray());
        Assert.Equal(201, (await admin.JsonAsync("PUT", $"{Path}/traffic-mirror", """{ "destinationService": "shadow" }""")).Code);

        Assert.Equal(["v2", "v3", "traffic-mirror"], admin.Gateway.Plan.Routes[0].Mirrors.Select(one => one.Name));
        Assert.Equal("traffic-mirror", Assert.Single((await admin.ShownAsync(Path)).EnumerateArray()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_gateway_shows_its_services_its_routes_and_its_policies()
    {
        await using var run = await Run.StartAsync();
        await run.PutAsync("""{ "destinationService": "Service2" }""");

        Assert.Equal("local", Assert.Single((await run.Admin.ShownAsync("/gateways")).EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("local", (await run.Admin.ShownAsync("/gateways/local")).GetProperty("gatewayUniqueId").GetString());
        var services = (await run.Admin.ShownAsync("/gateways/local/services")).EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("protocol").GetString(), StringComparer.Ordinal);
        Assert.Equal(("HTTP", "OTHER", "OTHER"), (services["Service2"], services["Dubbo"], services["Tcp"]));
        var route = Assert.Single((await run.Admin.ShownAsync("/gateways/local/routes")).EnumerateArray());
        Assert.Equal("""{"name":"Route1","services":[{"name":"primary"}],"policies":["traffic-mirror"]}""", route.ToString());
        Assert.Equal("Service2", (await run.Admin.ShownAsync("/gateways/local/routes/Route1/policies"))[0].GetProperty("policy").GetProperty("destinationService").GetString());
        foreach (var path in new[] { "/gateways/other", "/gateways/other/services", "/gateways/other/routes", "/gateways/local/routes/none/policies", Policy.Replace("local", "other", StringComparison.Ordinal) })
        {
            Assert.Equal(404, (await run.Admin.JsonAsync("GET", path)).Code);
        }
    }

    [Fact]
    public async Task Changes_of_the_policy_are_revisions_and_can_be_tried()
    {
        await using var run = await Run.StartAsync();
        const string Form = """{ "destinationService": "Service2" }""";
        var tag = (await run.Admin.JsonAsync("GET", "/gateways/local")).Tag!;

        Assert.Equal(200, (await run.Admin.JsonAsync("PUT", $"{Policy}?dryRun=true", Form)).Code);
        Assert.Equal((404, 1), ((await run.Admin.JsonAsync("GET", Policy)).Code, run.Admin.Gateway.Revision));
        Assert.Equal(201, (await run.Admin.JsonAsync("PUT", Policy, Form, ("If-Match", tag), ("X-Change-Message", "look at v2"))).Code);
        Assert.Equal(412, (await run.Admin.JsonAsync("PATCH", Policy, """{ "percentage": 1 }""", ("If-Match", tag))).Code);
        Assert.Equal(412, (await run.Admin.JsonAsync("DELETE", Policy, null, ("If-Match", tag))).Code);
        Assert.Equal(200, (await run.Admin.JsonAsync("DELETE", $"{Policy}?dryRun=true")).Code);
        Assert.Equal(("look at v2", 2), ((await run.Admin.ShownAsync("/revisions/2")).GetProperty("revision").GetProperty("message").GetString(), run.Admin.Gateway.Revision));
    }

    // Route1 before a primary, and services of every kind.
    private sealed class Run(RevisionsUnderTest admin, RecordingUpstream first, RecordingUpstream second) : IAsyncDisposable
    {
        public RevisionsUnderTest Admin => admin;

        public RecordingUpstream First => first;

        public RecordingUpstream Second => second;

        public static async Task<Run> StartAsync()
        {
            var (first, second) = (RecordingUpstream.Start(), RecordingUpstream.Start());
            var plan = Plans.To(first);
            return new Run(await PlanApi.StartAsync(plan with
            {
                Routes = [plan.Routes[0] with { Name = "Route1" }],
                Services = plan.Services.AddRange(new EndpointsService[]
                {
                    Plans.Service("Service2", second.Authority),
                    Plans.Service("Dubbo", "127.0.0.1:20880") with { Routable = false },
                    Plans.Service("Tcp", "127.0.0.1:3306") with { Routable = false },
                    new()
                    {
                        Name = "Several",
                        Endpoints = [new EndpointAddress { Host = "127.0.0.1", Port = 8080, PortName = "http" }, new EndpointAddress { Host = "127.0.0.1", Port = 8081, PortName = "other" }],
                    },
                }.Select(service => KeyValuePair.Create(service.Name, (Service)service))),
            }), first, second);
        }

        public Task<RevisionsUnderTest.Answered> PutAsync(string form) => admin.JsonAsync("PUT", Policy, form);

        public Task<RevisionsUnderTest.Answered> PatchAsync(string form) => admin.JsonAsync("PATCH", Policy, form);

        /// <summary>What an operator does: Service2 is elsewhere from now on.</summary>
        public Task<RevisionsUnderTest.Answered> MoveAsync(RecordingUpstream to)
        {
            var plan = admin.Gateway.Changes.Written;
            return admin.PutAsync(NativeWriter.Yaml(plan with { Services = plan.Services.SetItem("Service2", Plans.Service("Service2", to.Authority)) }));
        }

        public async Task NothingIsCopiedAsync()
        {
            Assert.Equal(1, admin.Gateway.Revision);
            Assert.Equal(404, (await admin.JsonAsync("GET", Policy)).Code);
            Assert.Equal(200, (await admin.AskAsync()).Status);
            Assert.Empty(admin.Gateway.Plan.Routes[0].Mirrors);
        }

        public async ValueTask DisposeAsync()
        {
            await admin.DisposeAsync();
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }
}
