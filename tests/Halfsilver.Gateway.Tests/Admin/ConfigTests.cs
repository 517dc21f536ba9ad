using System.Net;
using System.Text;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Control;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>Reading and replacing the whole configuration over HTTP.</summary>
public sealed class ConfigTests
{
    [Fact]
    public async Task What_is_read_can_be_sent_back_and_changes_nothing()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        var yaml = await admin.GetAsync("/api/v1/config");
        var json = await admin.GetAsync("/api/v1/config", ("Accept", "application/json"));

        Assert.Equal((200, "application/yaml", "1"), (yaml.Code, yaml.Media, yaml.Revision));
        Assert.Equal((200, "application/json"), (json.Code, json.Media));
        Assert.NotEqual(yaml.Tag, json.Tag);
        foreach (var (text, media, tag) in new[] { (yaml.Text, "application/yaml", yaml.Tag), (json.Text, "application/json", json.Tag) })
        {
            var answer = await admin.PutAsync(text, tag, media: media);
            Assert.Equal(200, answer.Code);
            Assert.False(answer.Json.GetProperty("accepted").GetBoolean());
            Assert.Equal(0, answer.Json.GetProperty("difference").GetArrayLength());
        }

        Assert.Equal(304, (await admin.GetAsync("/api/v1/config", ("If-None-Match", yaml.Tag!))).Code);
        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Fact]
    public async Task A_change_is_in_force_when_it_is_answered_and_a_revision_with_its_reason()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        var read = await admin.GetAsync("/api/v1/config");

        var answer = await admin.PutAsync(RevisionsUnderTest.Yaml(12.5m), read.Tag, headers: ("X-Change-Message", "a first\tstep"));

        Assert.Equal((200, "2"), (answer.Code, answer.Revision));
        Assert.True(answer.Json.GetProperty("accepted").GetBoolean());
        Assert.Equal("routes.all.mirrors.mirror.percent", answer.Json.GetProperty("difference")[0].GetProperty("path").GetString());
        Assert.Equal(Share.FromPercent(12.5m), admin.Gateway.Plan.Routes[0].Mirrors[0].Share);
        Assert.Equal(answer.Tag, (await admin.GetAsync("/api/v1/config")).Tag);
        Assert.NotEqual(read.Tag, answer.Tag);
        var revision = (await admin.GetAsync("/api/v1/revisions/2")).Json.GetProperty("revision");
        Assert.Equal(("api", "a first step", 1), (revision.GetProperty("source").GetString(), revision.GetProperty("message").GetString(), revision.GetProperty("parent").GetInt32()));
    }

    [Fact]
    public async Task Of_two_writers_who_read_the_same_state_one_wins_and_the_other_is_told_412()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        for (var round = 1; round <= 15; round++)
        {
            var tag = (await admin.GetAsync("/api/v1/config")).Tag;

            var answers = await Task.WhenAll(admin.PutAsync(RevisionsUnderTest.Yaml(round), tag), admin.PutAsync(RevisionsUnderTest.Yaml(round + 50), tag));

            Assert.Equal([200, 412], answers.Select(answer => answer.Code).Order());
            Assert.Equal("revision-mismatch", answers.Single(answer => answer.Code == 412).Problem);
            Assert.Equal(round + 1, admin.Gateway.Revision);
        }
    }

    [Theory]
    [InlineData(null, 428, "precondition-required")]
    [InlineData("\"r7\"", 412, "revision-mismatch")]
    [InlineData("W/\"r1\"", 412, "revision-mismatch")]
    [InlineData("\"r1-00000000\"", 412, "revision-mismatch")]
    [InlineData("r1", 400, "validation")]
    [InlineData("", 400, "validation")]
    public async Task A_change_says_what_it_was_made_for(string? tag, int status, string problem)
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        var answer = await admin.PutAsync(RevisionsUnderTest.Yaml(1), tag);

        Assert.Equal((status, problem), (answer.Code, answer.Problem));
        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"r1\"")]
    [InlineData("\"r9\", \"r1\"")]
    public async Task Whoever_replaces_whatever_is_there_says_so(string tag)
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        Assert.Equal(200, (await admin.PutAsync(RevisionsUnderTest.Yaml(1), tag)).Code);
        Assert.Equal(2, admin.Gateway.Revision);
    }

    [Fact]
    public async Task A_try_needs_no_precondition_and_changes_nothing()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        var answer = await admin.PutAsync(RevisionsUnderTest.Yaml(1), tag: null, "/api/v1/config?dryRun=true");

        Assert.Equal(200, answer.Code);
        Assert.Equal((true, false), (answer.Json.GetProperty("dryRun").GetBoolean(), answer.Json.GetProperty("accepted").GetBoolean()));
        Assert.Equal(1, answer.Json.GetProperty("difference").GetArrayLength());
        Assert.Equal((1, RevisionsUnderTest.Written), (admin.Gateway.Revision, admin.Gateway.Plan));
        Assert.Equal(400, (await admin.PutAsync(RevisionsUnderTest.Yaml(1), path: "/api/v1/config?dryRun=perhaps")).Code);
    }

    [Fact]
    public async Task Every_problem_of_a_text_is_told_with_its_place()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        var text = RevisionsUnderTest.Yaml(50).Replace("percent: 50", "percent: 500", StringComparison.Ordinal) + "rout: {}\n";

        var answer = await admin.PutAsync(text);

        Assert.Equal((400, "validation"), (answer.Code, answer.Problem));
        var errors = answer.Json.GetProperty("errors").EnumerateArray().ToArray();
        Assert.Contains(errors, error => error.GetProperty("pointer").GetString() == "/routes/all/mirrors/mirror/percent" && error.GetProperty("line").GetInt32() > 1);
        Assert.Contains(errors, error => error.GetProperty("pointer").GetString() == "" && error.GetProperty("message").GetString()!.Contains("\"rout\"", StringComparison.Ordinal));
        Assert.Equal(1, admin.Gateway.Revision);
    }

    [Fact]
    public async Task What_is_wrong_with_a_text_as_a_whole_is_told_without_a_place()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        var answer = await admin.PutAsync("[]");

        Assert.Equal((400, ""), (answer.Code, answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString()));
        Assert.Equal(answer.Json.GetProperty("errors")[0].GetProperty("message").GetString(), answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_the_running_gateway_cannot_take_is_422_and_leaves_no_revision()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        var elsewhere = RevisionsUnderTest.With(50) with { EntryPoints = [new EntryPoint { Name = "web", Listen = "127.0.0.1:9" }] };

        var answer = await admin.PutAsync(NativeWriter.Yaml(elsewhere));

        Assert.Equal((422, "plan-refused"), (answer.Code, answer.Problem));
        Assert.Contains("restart", answer.Json.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single((await admin.GetAsync("/api/v1/revisions")).Json.GetProperty("revisions").EnumerateArray());
    }

    [Theory]
    [InlineData("?dialect=yarp", "application/json")]
    [InlineData("", "application/json; dialect=yarp")]
    [InlineData("?dialect=auto", "application/json")]
    public async Task Other_dialects_are_read_where_they_are_named(string query, string media)
    {
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with
        {
            Rules = new ChangeRules { Compose = plan => plan with { EntryPoints = RevisionsUnderTest.Written.EntryPoints, Admin = RevisionsUnderTest.Written.Admin } },
        });
        const string Yarp = """
            { "ReverseProxy": {
              "Routes": { "orders": { "ClusterId": "a", "Match": { "Path": "/orders/{**rest}" } } },
              "Clusters": { "a": { "Destinations": { "one": { "Address": "http://127.0.0.1:3/" } } } } } }
            """;

        var answer = await admin.PutAsync(Yarp, path: "/api/v1/config" + query, media: media);

        Assert.True(answer.Code == 200, answer.Text);
        Assert.Equal("orders", Assert.Single(admin.Gateway.Plan.Routes).Name);
    }

    [Theory]
    [InlineData("?dialect=cobol", "application/yaml", 415)]
    [InlineData("", "text/plain", 415)]
    [InlineData("", "application/x-www-form-urlencoded", 415)]
    [InlineData("", "application/octet-stream", 415)]
    public async Task Other_texts_are_refused(string query, string media, int status)
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        Assert.Equal(status, (await admin.PutAsync(RevisionsUnderTest.Yaml(1), path: "/api/v1/config" + query, media: media)).Code);
    }

    [Fact]
    public async Task A_text_over_HTTP_does_not_read_the_variables_of_this_process()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        var answer = await admin.PutAsync(RevisionsUnderTest.Yaml(1) + "gateway: \"${PATH}\"\n");

        Assert.Equal(400, answer.Code);
        Assert.DoesNotContain(Environment.GetEnvironmentVariable("PATH")!, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_too_long_is_413_and_one_that_is_no_text_400()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();

        var large = await admin.SendAsync(HttpMethod.Put, "/api/v1/config", Encoding.UTF8.GetBytes($"# {new string('x', 300_000)}\n{RevisionsUnderTest.Yaml(3)}"), "application/yaml", ("If-Match", "*"));
        var wrong = await admin.SendAsync(HttpMethod.Put, "/api/v1/config", [0xff, 0xfe, 0x00], "application/yaml", ("If-Match", "*"));

        Assert.Equal((200, 400), (large.Code, wrong.Code));
        var tooLarge = await TooLargeAsync(admin);
        Assert.True(tooLarge is null or HttpStatusCode.RequestEntityTooLarge, $"{tooLarge}");
        Assert.Equal(2, admin.Gateway.Revision);
    }

    [Fact]
    public async Task More_configurations_at_once_than_allowed_are_503()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        var address = System.Net.IPEndPoint.Parse(new Uri(admin.Url).Authority);
        var open = new List<RawClient>();
        for (var i = 0; i < ConfigReaders.Most; i++)
        {
            open.Add(await RawClient.ConnectAsync(address));
            await open[^1].SendAsync("PUT /api/v1/config HTTP/1.1\r\nHost: localhost\r\nIf-Match: *\r\nContent-Type: application/yaml\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");

            // It is told to go on once its body is asked for.
            Assert.StartsWith("HTTP/1.1 100 ", Bytes.Text(await open[^1].ReadSomeAsync()), StringComparison.Ordinal);
        }

        Assert.Equal("too-many-changes", (await admin.PutAsync(RevisionsUnderTest.Yaml(1))).Problem);
        foreach (var client in open)
        {
            await client.SendAsync("1234567890");
            Assert.Equal(400, (await client.ReadAnswerAsync()).Status);
            await client.DisposeAsync();
        }

        Assert.Equal(200, (await admin.PutAsync(RevisionsUnderTest.Yaml(2))).Code);
    }

    [Fact]
    public async Task Where_files_are_the_truth_changes_are_409()
    {
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with { Rules = new ChangeRules { ConfigIsTruth = true } });

        Assert.Equal((409, "conflict"), (await admin.PutAsync(RevisionsUnderTest.Yaml(1)) is var put ? (put.Code, put.Problem) : default));
        Assert.Equal(409, (await admin.PostAsync("/api/v1/revisions/1/activate")).Code);
        Assert.Equal(200, (await admin.PutAsync(RevisionsUnderTest.Yaml(1), null, "/api/v1/config?dryRun=true")).Code);
        Assert.Equal(200, (await admin.GetAsync("/api/v1/config")).Code);
    }

    [Fact]
    public async Task Texts_that_are_damaged_at_random_are_never_a_fault_of_ours()
    {
        await using var admin = await RevisionsUnderTest.StartAsync();
        var (random, sound) = (new Random(20260321), Encoding.UTF8.GetBytes(RevisionsUnderTest.Yaml(50)));
        for (var i = 0; i < 300; i++)
        {
            var text = sound.ToArray().AsSpan();
            for (var damage = random.Next(1, 8); damage > 0; damage--)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            var media = i % 3 == 0 ? "application/json" : "application/yaml";
            var path = $"/api/v1/config?dialect={(i % 2 == 0 ? "native" : "auto")}{(i % 5 == 0 ? "&dryRun=true" : "")}";
            var answer = await admin.SendAsync(HttpMethod.Put, path, text[..random.Next(text.Length)].ToArray(), media, ("If-Match", "*"));
            Assert.True(answer.Code is 200 or 400 or 422, $"{answer.Code} for {i}: {answer.Text}");
        }
    }

    // The listener may end the connection while the client still sends.
    private static async Task<HttpStatusCode?> TooLargeAsync(RevisionsUnderTest admin)
    {
        try
        {
            return (await admin.SendAsync(HttpMethod.Put, "/api/v1/config", new byte[5 * 1024 * 1024], "application/yaml", ("If-Match", "*"))).Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
