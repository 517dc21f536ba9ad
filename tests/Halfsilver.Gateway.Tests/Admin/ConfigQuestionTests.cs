using System.Text;
using System.Text.Json;
using Halfsilver.Dialects;
using Halfsilver.Dialects.Native;
using Halfsilver.Gateway.Control;
using Xunit;

namespace Halfsilver.Gateway.Tests.Admin;

/// <summary>Questions about configuration over HTTP, which change nothing.</summary>
public sealed class ConfigQuestionTests : IAsyncLifetime
{
    private const string Kong = """
        { "_format_version": "3.0", "services": [ { "name": "orders", "url": "http://127.0.0.1:9001", "routes": [ { "name": "all", "paths": [ "/" ] } ] } ] }
        """;

    private RevisionsUnderTest? _admin;

    public async ValueTask InitializeAsync() => _admin = await RevisionsUnderTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(1, _admin!.Gateway.Revision);
        await _admin.DisposeAsync();
    }

    [Fact]
    public async Task A_valid_configuration_is_told_so_with_its_dialect_and_its_size()
    {
        var native = await AskAsync("validate", RevisionsUnderTest.Yaml(3));
        var kong = await AskAsync("validate", Kong, media: "application/json");

        Assert.Equal("""{"valid":true,"dialect":"native","routes":1,"services":2,"mirrors":1,"notices":[]}""", native.Text);
        Assert.Equal(("kong", 1), (kong.Json.GetProperty("dialect").GetString(), kong.Json.GetProperty("routes").GetInt32()));
    }

    [Fact]
    public async Task What_is_not_valid_is_400_with_each_place()
    {
        var answer = await AskAsync("validate", RevisionsUnderTest.Yaml(3).Replace("percent: 3", "percent: 300", StringComparison.Ordinal));

        Assert.Equal((400, "validation"), (answer.Code, answer.Problem));
        var error = Assert.Single(answer.Json.GetProperty("errors").EnumerateArray());
        Assert.Equal("/routes/all/mirrors/mirror/percent", error.GetProperty("pointer").GetString());
        Assert.True(error.GetProperty("line").GetInt32() > 1);
    }

    [Theory]
    [InlineData("?dialect=kong", "application/yaml")]
    [InlineData("", "application/yaml; dialect=kong")]
    public async Task A_dialect_that_is_named_counts_whatever_the_text_looks_like(string query, string media)
    {
        var answer = await AskAsync("validate", RevisionsUnderTest.Yaml(3), query, media);

        Assert.Equal(400, answer.Code);
        Assert.Equal(415, (await AskAsync("validate", Kong, "?dialect=nginx")).Code);
    }

    [Fact]
    public async Task Another_systems_file_comes_back_as_a_native_one_that_reads_the_same()
    {
        var yaml = await AskAsync("convert", Kong);
        var json = await AskAsync("convert", Kong, headers: ("Accept", "application/json"));

        Assert.Equal("application/yaml", yaml.Media);
        Assert.Equal("orders", Assert.Single(Read(yaml.Text).Services).Key);
        Assert.Equal("kong", json.Json.GetProperty("dialect").GetString());
        Assert.Equal("orders", Assert.Single(Read(json.Json.GetProperty("plan").GetRawText()).Services).Key);
        Assert.Equal(JsonValueKind.Array, json.Json.GetProperty("notices").ValueKind);
    }

    [Fact]
    public async Task What_could_not_be_kept_stands_above_the_converted_file()
    {
        var json = await AskAsync("convert", Kong, headers: ("Accept", "application/json"));
        var yaml = await AskAsync("convert", Kong);

        var notices = json.Json.GetProperty("notices").EnumerateArray().ToArray();
        Assert.NotEmpty(notices);
        Assert.Equal(notices.Length, yaml.Text.Split('\n').Count(line => line.StartsWith("# ", StringComparison.Ordinal)));
        Assert.All(notices, notice => Assert.Contains(notice.GetProperty("message").GetString()!, yaml.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_configuration_is_compared_with_the_running_one_or_with_a_revision()
    {
        var running = await AskAsync("diff", RevisionsUnderTest.Yaml(3));
        var named = await AskAsync("diff", RevisionsUnderTest.Yaml(3), "?against=r1");
        var same = await AskAsync("diff", RevisionsUnderTest.Yaml(100));

        var change = Assert.Single(running.Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(
            ("routes.all.mirrors.mirror.percent", "changed", 100, 3),
            (change.GetProperty("path").GetString(), change.GetProperty("kind").GetString(), change.GetProperty("before").GetInt32(), change.GetProperty("after").GetInt32()));
        Assert.Equal(running.Text, named.Text);
        Assert.Equal(0, same.Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Two_texts_are_compared_with_each_other_whatever_their_dialects()
    {
        var body = JsonSerializer.Serialize(new { before = Kong, after = Kong.Replace("9001", "9002", StringComparison.Ordinal) });
        var bad = JsonSerializer.Serialize(new { before = Kong, after = "version: 1\nroutes: 7\n" });

        var answer = await AskAsync("diff", body, media: "application/json");
        var refused = await AskAsync("diff", bad, media: "application/json");

        Assert.All(answer.Json.GetProperty("changes").EnumerateArray(), change => Assert.StartsWith("services.orders.", change.GetProperty("path").GetString(), StringComparison.Ordinal));
        Assert.Contains(":9002", answer.Text, StringComparison.Ordinal);
        Assert.Equal(400, refused.Code);
        Assert.All(refused.Json.GetProperty("errors").EnumerateArray(), error => Assert.StartsWith("/after", error.GetProperty("pointer").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_plan_in_force_says_where_it_comes_from()
    {
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with
        {
            Rules = new ChangeRules { Compose = plan => plan with { Gateway = "by-flag" } },
        });

        var yaml = await admin.GetAsync("/api/v1/plan");
        var json = await admin.GetAsync("/api/v1/plan", ("Accept", "application/json"));

        Assert.StartsWith("# r1, ", yaml.Text, StringComparison.Ordinal);
        Assert.Contains("\n# by flag or variable: ~ gateway  local → by-flag\n", yaml.Text, StringComparison.Ordinal);
        Assert.Equal("by-flag", Read(yaml.Text).Gateway);
        Assert.Equal("gateway", Assert.Single(json.Json.GetProperty("origins").GetProperty("overridden").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal("by-flag", json.Json.GetProperty("plan").GetProperty("gateway").GetString());
    }

    private static Planning.Plan Read(string text) => new NativeDialect(_ => null).Read(new DialectText("answer", text)).Plan ?? throw new InvalidOperationException(text);

    private Task<RevisionsUnderTest.Answered> AskAsync(string question, string text, string query = "", string media = "application/yaml", params (string, string)[] headers) =>
        _admin!.SendAsync(HttpMethod.Post, $"/api/v1/config/{question}{query}", Encoding.UTF8.GetBytes(text), media, headers);
}
