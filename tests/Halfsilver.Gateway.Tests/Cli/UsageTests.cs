using System.Text.Json;
using Halfsilver.Gateway.Cli;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("vrsion")]
    [InlineData("validate")]
    [InlineData("explain GET")]
    [InlineData("version --nonsense")]
    [InlineData("version -o yaml")]
    [InlineData("version --color sometimes")]
    [InlineData("kill --mirror v2")]
    [InlineData("kill --mirror shop/")]
    [InlineData("tap --only mismatch")]
    [InlineData("tap --max 0")]
    [InlineData("stat --window 3")]
    [InlineData("stat --window 0s")]
    [InlineData("stat --admin ftp://x/")]
    [InlineData("demo --rate -1")]
    [InlineData("demo --rate 1001")]
    [InlineData("run --mirror http://a@5%")]
    [InlineData("run -c a.yaml --to http://a")]
    [InlineData("run --watch")]
    [InlineData("run -c - --watch")]
    [InlineData("run --to http://a --mirror http://b")]
    [InlineData("run --to http://a --mirror http://b@101%")]
    [InlineData("run --to http://a --mirror http://b@-1%")]
    [InlineData("run --to http://a/path")]
    [InlineData("run --to http://a --methods most")]
    [InlineData("run --listen nowhere")]
    [InlineData("run --resolve a=b")]
    [InlineData("run --log-level loud")]
    [InlineData("explain GET /orders")]
    [InlineData("explain GET http://a -H nonsense -c x")]
    public async Task Wrong_usage_is_64_and_says_so_on_standard_error_alone(string line)
    {
        var shell = new Shell();

        Assert.Equal(64, await shell.RunAsync(line.Split(' ')));

        Assert.Empty(shell.Data);
        Assert.StartsWith("error: ", shell.Messages, StringComparison.Ordinal);
        Assert.Null(shell.Launched);
    }

    [Theory]
    [InlineData("http://b", "write --mirror http://b@25%, ")]
    [InlineData("http://b@5", "write --mirror http://b@5%, ")]
    [InlineData("http://b%", "write --mirror http://b@25%, ")]
    public async Task A_mirror_without_a_share_is_answered_with_what_was_meant(string mirror, string hint)
    {
        var shell = new Shell();

        Assert.Equal(64, await shell.RunAsync("run", "--to", "http://a", "--mirror", mirror));

        Assert.Contains(hint, shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_writes_durations_as_they_are_given()
    {
        var shell = new Shell();

        await shell.RunAsync("stat", "--help");

        Assert.Contains("[default: 1s]", shell.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("00:00", shell.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_verb_is_answered_with_the_one_that_was_meant()
    {
        var shell = new Shell();

        await shell.RunAsync("vrsion");

        Assert.Equal("error: 'vrsion' is not known (did you mean version?)\nsee: halfsilver --help\n", shell.Messages);
    }

    [Fact]
    public async Task Nothing_at_all_shows_the_help()
    {
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync());

        foreach (var verb in new[] { "run", "demo", "validate", "explain", "kill", "resume", "stat", "tap", "healthcheck", "schema", "version" })
            Assert.Contains($"\n  {verb} ", shell.Data, StringComparison.Ordinal);
        Assert.Empty(shell.Messages);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("demo")]
    [InlineData("tap")]
    public async Task Help_of_a_verb_is_data_and_starts_nothing(string verb)
    {
        var shell = new Shell();

        Assert.Equal(0, await shell.RunAsync(verb, "--help"));

        Assert.Contains($"halfsilver {verb}", shell.Data.Replace("Halfsilver.Gateway.Tests", "halfsilver", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Null(shell.Launched);
    }

    [Theory]
    [InlineData("run --to http://a", true)]
    [InlineData("-q demo", true)]
    [InlineData("stat", false)]
    [InlineData("version", false)]
    [InlineData("explain GET http://run/ -c demo", false)]
    public void Only_run_and_demo_put_a_gateway_into_this_process(string line, bool expected) =>
        Assert.Equal(expected, new Shell().StartsGateway(line.Split(' ')));

    [Theory]
    [InlineData("validate gateway.yaml", true)]
    [InlineData("convert old.yaml -o json", true)]
    [InlineData("diff old.yaml new.yaml", true)]
    [InlineData("run -c validate", false)]
    [InlineData("stat", false)]
    [InlineData("version", false)]
    public void Only_verbs_that_read_files_and_end_put_collections_off(string line, bool expected) =>
        Assert.Equal(expected, new Shell().OnlyReads(line.Split(' ')));

    [Fact]
    public void Where_memory_is_scarce_it_is_tidied_from_the_start() =>
        Assert.False(ShortLife.PutOffCollections(available: ShortLife.Most));

    [Fact]
    public async Task Version_is_a_line_or_json()
    {
        var (text, json) = (new Shell(), new Shell());

        Assert.Equal(0, await text.RunAsync("version"));
        Assert.Equal(0, await json.RunAsync("version", "-o", "json"));

        Assert.StartsWith("halfsilver 0.1.0", text.Data, StringComparison.Ordinal);
        var version = JsonDocument.Parse(json.Data).RootElement;
        Assert.Equal("0.1.0", version.GetProperty("version").GetString());
        Assert.Equal("10.0.12", version.GetProperty("dotnet").GetString());
    }

    [Theory]
    [InlineData("auto", true, null, null, true)]
    [InlineData("auto", false, null, null, false)]
    [InlineData("auto", true, "1", null, false)]
    [InlineData("auto", true, "", null, true)]
    [InlineData("auto", true, null, "dumb", false)]
    [InlineData("auto", true, null, "xterm", true)]
    [InlineData("always", false, "1", "dumb", true)]
    [InlineData("never", true, null, null, false)]
    public async Task Colour_follows_the_flag_then_the_environment_then_the_terminal(string choice, bool terminal, string? noColor, string? term, bool colored)
    {
        var shell = new Shell { Terminal = terminal };
        if (noColor is not null)
            shell.Environment["NO_COLOR"] = noColor;
        if (term is not null)
            shell.Environment["TERM"] = term;

        await shell.RunAsync("validate", "/nowhere/at.yaml", "--color", choice);

        Assert.Equal(colored, shell.Messages.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_schema_is_json_and_can_go_to_a_file()
    {
        using var files = new Fakes.TempFiles();
        var (shown, written) = (new Shell(), new Shell());
        var path = Path.Combine(files.Root, "schema.json");

        Assert.Equal(0, await shown.RunAsync("schema"));
        Assert.Equal(0, await written.RunAsync("schema", "--out", path));

        Assert.Contains("draft-07", JsonDocument.Parse(shown.Data).RootElement.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        Assert.Equal(shown.Data, await File.ReadAllTextAsync(path));
        Assert.Empty(written.Data);
    }

    [Fact]
    public async Task A_schema_that_cannot_be_written_is_1()
    {
        var shell = new Shell();

        Assert.Equal(1, await shell.RunAsync("schema", "--out", "/nowhere/at/all.json"));
    }
}
