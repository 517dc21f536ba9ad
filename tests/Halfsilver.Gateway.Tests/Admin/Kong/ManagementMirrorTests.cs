using System.Diagnostics;
using System.Text.Json;
using Halfsilver.Gateway.Tests.Admin.Access;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Gateway.Tests.Kit;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin.Kong;

/// <summary>The mirror of a route over the management interface, as its documentation promises it.</summary>
public sealed class ManagementMirrorTests
{
    private const string Staging = "ai-service-v2-staging.internal:8000";

    // As the documentation has it, letter by letter.
    private const string Curl = """
        curl -X POST http://localhost:8080/api/v1/gateway/routes/ai-service-route/mirror \
        -H "Content-Type: application/json" \
        -H "Authorization: Bearer ${TOKEN}" \
        -d '{
        "mirrorHost": "ai-service-v2-staging.internal",
        "mirrorPort": 8000,
        "percentage": 50,
        "synchronous": false,
        "logResponses": true
        }'
        """;

    [Fact]
    public async Task M1_The_documentation_s_command_sends_half_of_the_route_s_traffic_to_the_staging_target()
    {
        Assert.SkipUnless(OnPath.Find("curl") is not null, "curl is not installed");
        using var tokens = await Tokens.MakeAsync();
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var staging = RecordingUpstream.Start(Answer.Text("staging"));
        await using var gateway = await ManagedGateway.StartWithRouteAsync(tokens, null, ("ai-service:8000", primary), (Staging, staging));

        await using var curl = RunningProcess.Start(
            "/bin/sh", ["-c", Curl.Replace("localhost:8080", gateway.Admin.ToString(), StringComparison.Ordinal)],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["TOKEN"] = tokens.Admin, ["http_proxy"] = null });
        Assert.Equal(0, await curl.WaitForExitAsync());
        var answer = JsonDocument.Parse(string.Join('\n', curl.Output.Lines)).RootElement;
        await gateway.AskAsync(20);

        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal("ai-service-route", answer.GetProperty("data").GetProperty("routeName").GetString());
        Assert.True(Guid.TryParse(answer.GetProperty("data").GetProperty("id").GetString(), out _));
        await BooksOf.BalanceAsync(gateway.Gateway.Host, 20, "ai-service-v2-staging.internal-8000");
        Assert.Equal((20, 10), (primary.Count, staging.Count));
        Assert.Equal("/x", staging.Requests[0].Target);
    }

    [Fact]
    public async Task M2_Host_and_port_alone_are_a_mirror_of_everything_that_nobody_waits_for_and_that_is_logged()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();

        var answer = await gateway.PostAsync("/routes/ai-service-route/mirror", """{"mirrorHost":"m","mirrorPort":8000}""");

        Assert.Equal(201, answer.Code);
        var config = answer.Data.GetProperty("config");
        Assert.Equal(
            ("m", 8000, 100, false, true),
            (config.GetProperty("mirrorHost").GetString(), config.GetProperty("mirrorPort").GetInt32(), config.GetProperty("percentage").GetInt32(),
                config.GetProperty("synchronous").GetBoolean(), config.GetProperty("logResponses").GetBoolean()));
        Assert.Equal("traffic-mirror", answer.Data.GetProperty("pluginName").GetString());
        var metadata = answer.Json.GetProperty("metadata");
        Assert.Equal("v1", metadata.GetProperty("version").GetString());
        Assert.True(DateTimeOffset.TryParse(metadata.GetProperty("timestamp").GetString(), out _));
        Assert.NotEqual("", metadata.GetProperty("requestId").GetString());
    }

    [Theory]
    [InlineData("""{"mirrorPort":8000}""", "mirrorHost")]
    [InlineData("""{"mirrorHost":"m"}""", "mirrorPort")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":0}""", "mirrorPort")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":70000}""", "mirrorPort")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80.5}""", "mirrorPort")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":"80"}""", "mirrorPort")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80,"percentage":-1}""", "percentage")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80,"percentage":101}""", "percentage")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80,"percentage":"x"}""", "percentage")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80,"percentage":1e400}""", "percentage")]
    [InlineData("""{"mirrorHost":"http://m","mirrorPort":80}""", "mirrorHost")]
    [InlineData("""{"mirrorHost":"","mirrorPort":80}""", "mirrorHost")]
    [InlineData("""{"mirrorHost":null,"mirrorPort":80}""", "mirrorHost")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80,"synchronous":"yes"}""", "synchronous")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80,"logResponses":1}""", "logResponses")]
    [InlineData("""{"mirrorHost":"m","mirrorPort":80,"mirorPath":"/"}""", "mirorPath")]
    public async Task M3_A_body_that_is_not_right_is_refused_with_the_name_of_the_field(string body, string field)
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();
        var revision = gateway.Gateway.Revision;

        var answer = await gateway.PostAsync("/routes/ai-service-route/mirror", body);

        Assert.Equal("400 VALIDATION_FAILED", answer.Error);
        Assert.Equal([field], answer.Fields);
        Assert.Contains(field, answer.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("VALIDATION_ERROR", answer.Json.GetProperty("error").GetProperty("category").GetString());
        Assert.Equal(revision, gateway.Gateway.Revision);
    }

    [Fact]
    public async Task M4_A_route_that_there_is_not_is_not_found()
    {
        await using var gateway = await ManagedGateway.StartWithRouteAsync();

        var answer = await gateway.PostAsync("/routes/other/mirror", ManagedGateway.Mirror);

        Assert.Equal("404 RESOURCE_NOT_FOUND", answer.Error);
        Assert.Contains("other", answer.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task M5_Without_a_token_nothing_but_health_answers_and_without_the_role_nothing_either()
    {
        using var tokens = await Tokens.MakeAsync();
        await using var gateway = await ManagedGateway.StartWithRouteAsync(tokens);

        gateway.Token = null;
        Assert.Equal("401 UNAUTHORIZED", (await gateway.PostAsync("/routes/ai-service-route/mirror", ManagedGateway.Mirror)).Error);
        Assert.Equal("UP", (await gateway.GetAsync("/health")).Data.GetProperty("status").GetString());
        foreach (var token in (string[])[tokens.Viewer, tokens.Operator])
        {
            gateway.Token = token;
            Assert.Equal("403 FORBIDDEN", (await gateway.PostAsync("/routes/ai-service-route/mirror", ManagedGateway.Mirror)).Error);
            Assert.Equal("403 FORBIDDEN", (await gateway.GetAsync("/services")).Error);
        }

        gateway.Token = tokens.Admin;
        Assert.Equal(201, (await gateway.PostAsync("/routes/ai-service-route/mirror", ManagedGateway.Mirror)).Code);
    }

    [Fact]
    public async Task M6_The_client_waits_for_a_synchronous_mirror_and_gets_the_primary_s_answer()
    {
        var late = new TaskCompletionSource();
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(new Answer { Gate = late.Task });
        await using var gateway = await ManagedGateway.StartWithRouteAsync(null, null, ("ai-service:8000", primary), ("m:80", mirror));
        await MirrorAsync(gateway, synchronous: true);

        var watch = Stopwatch.StartNew();
        var answer = gateway.AskAsync("/ai/x");
        await Bound.Eventually(() => mirror.Begun.Count == 1, "the copy has come");
        await primary.WaitForAsync(1);
        Assert.True(!answer.IsCompleted || watch.Elapsed > TimeSpan.FromMilliseconds(900), "it was not held");
        late.SetResult();

        Assert.Equal((200, "primary"), ((await answer).Status, (await answer).BodyText));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task M7_A_synchronous_mirror_that_hangs_or_refuses_costs_a_bounded_wait_and_never_the_answer(bool hangs)
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using LoopbackServer mirror = hangs ? BadMirror.Hangs() : BadMirror.Refuses();
        await using var gateway = await ManagedGateway.StartWithRouteAsync(null, null, ("ai-service:8000", primary), ("m:80", mirror));
        await MirrorAsync(gateway, synchronous: true);
        Assert.Empty(gateway.Gateway.Host.Plans.TrySwap(gateway.Plan.ForCopies(times => times with { Deadline = TimeSpan.FromSeconds(20) })));

        var watch = Stopwatch.StartNew();
        var answer = await gateway.AskAsync("/ai/x");

        Assert.Equal((200, "primary"), (answer.Status, answer.BodyText));
        Assert.InRange(watch.Elapsed, hangs ? TimeSpan.FromMilliseconds(900) : TimeSpan.Zero, TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task M8_A_mirror_that_is_not_synchronous_never_delays_the_answer()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = BadMirror.Hangs();
        await using var gateway = await ManagedGateway.StartWithRouteAsync(null, null, ("ai-service:8000", primary), ("m:80", mirror));
        await MirrorAsync(gateway, synchronous: false);

        var watch = Stopwatch.StartNew();
        Assert.Equal("primary", (await gateway.AskAsync("/ai/x")).BodyText);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), "the copy's own time is 5 s");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task M9_A_logged_copy_is_one_record_with_route_target_status_and_duration_and_another_is_none(bool logs)
    {
        using var files = new TempFiles();
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("m", 418));
        await using (var gateway = await ManagedGateway.StartWithRouteAsync(null, files.Root, ("ai-service:8000", primary), ("m:80", mirror)))
        {
            await gateway.PostAsync("/routes/ai-service-route/mirror", $$"""{"mirrorHost":"m","mirrorPort":80,"logResponses":{{(logs ? "true" : "false")}}}""");
            await gateway.AskAsync(1);
            await BooksOf.BalanceAsync(gateway.Gateway.Host, 1, "m");
        }

        var folder = Path.Combine(files.Root, "evidence");
        var lines = Directory.Exists(folder) ? Directory.GetFiles(folder).SelectMany(File.ReadAllLines).ToArray() : [];
        if (!logs)
        {
            Assert.Empty(lines);
            return;
        }

        var record = JsonDocument.Parse(Assert.Single(lines)).RootElement;
        Assert.Equal(("ai-service-route", "kong.m", 418), (record.GetProperty("route").GetString(), record.GetProperty("destination").GetString(), record.GetProperty("status").GetInt32()));
        Assert.True(record.GetProperty("ms").GetDouble() > 0);
    }

    [Fact]
    public async Task M10_Posting_again_replaces_the_mirror_and_there_is_still_one()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var first = RecordingUpstream.Start(Answer.Text("m"));
        await using var second = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await ManagedGateway.StartWithRouteAsync(null, null, ("ai-service:8000", primary), ("one:80", first), ("two:80", second));

        var made = await gateway.PostAsync("/routes/ai-service-route/mirror", """{"mirrorHost":"one","mirrorPort":80,"synchronous":true,"percentage":7}""");
        var again = await gateway.PostAsync("/routes/ai-service-route/mirror", """{"mirrorHost":"two","mirrorPort":80}""");
        await gateway.AskAsync(4);

        Assert.Equal((201, 200), (made.Code, again.Code));
        Assert.Equal(made.Data.GetProperty("id").GetString(), again.Data.GetProperty("id").GetString());
        Assert.Equal((100, false), (again.Data.GetProperty("config").GetProperty("percentage").GetInt32(), again.Data.GetProperty("config").GetProperty("synchronous").GetBoolean()));
        Assert.Single((await gateway.GetAsync("/routes/ai-service-route/plugins")).Data.EnumerateArray());
        await second.WaitForAsync(4);
        Assert.Equal(0, first.Count);
    }

    [Fact]
    public async Task M11_Without_the_plugin_nothing_is_copied_and_switched_off_and_on_it_goes_on_as_it_was()
    {
        await using var primary = RecordingUpstream.Start(Answer.Text("primary"));
        await using var mirror = RecordingUpstream.Start(Answer.Text("m"));
        await using var gateway = await ManagedGateway.StartWithRouteAsync(null, null, ("ai-service:8000", primary), ("m:80", mirror));
        var made = await gateway.PostAsync("/routes/ai-service-route/mirror", """{"mirrorHost":"m","mirrorPort":80,"percentage":50}""");
        var plugin = $"{ManagedGateway.Base}/plugins/{made.Data.GetProperty("id").GetString()}";

        Assert.Equal(200, (await gateway.SendAsync("PATCH", plugin, """{"enabled":false}""")).Code);
        await gateway.AskAsync(10);
        Assert.DoesNotContain(gateway.Plan.Routes, route => route.Mirrors.Length > 0);
        Assert.Equal(0, mirror.Count);

        var on = await gateway.SendAsync("PATCH", plugin, """{"enabled":true}""");
        await gateway.AskAsync(10);
        Assert.Equal(50, on.Data.GetProperty("config").GetProperty("percentage").GetInt32());
        await mirror.WaitForAsync(5);

        Assert.Equal(204, (await gateway.SendAsync("DELETE", plugin)).Code);
        await gateway.AskAsync(10);
        Assert.DoesNotContain(gateway.Plan.Services.Keys, name => name.EndsWith(".m", StringComparison.Ordinal));
        Assert.Equal((5, 30), (mirror.Count, primary.Count));
        Assert.Equal("404 RESOURCE_NOT_FOUND", (await gateway.GetAsync("/routes/ai-service-route/mirror")).Error);
    }

    private static async Task MirrorAsync(ManagedGateway gateway, bool synchronous) => Assert.Equal(201, (await gateway.PostAsync(
        "/routes/ai-service-route/mirror", $$"""{"mirrorHost":"m","mirrorPort":80,"synchronous":{{(synchronous ? "true" : "false")}}}""")).Code);
}
