using System.Text.Json;
using Halfsilver.Gateway.Tests.Admin;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

/// <summary>Mirrors of a running gateway from the command line, and its plan.</summary>
public sealed class MirrorVerbTests : IAsyncLifetime
{
    private RevisionsUnderTest? _admin;

    public async ValueTask InitializeAsync() => _admin = await RevisionsUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _admin!.DisposeAsync();

    [Fact]
    public async Task They_are_listed_with_share_and_state()
    {
        await RunAsync(0, "mirror", "disable", "all");

        Assert.Equal(["MIRROR      SERVICE  SHARE  STATE", "all/mirror  v2       100%   disabled"], (await RunAsync(0, "mirror", "list")).Lines);
    }

    [Fact]
    public async Task A_setting_is_changed_and_the_difference_shown()
    {
        var shell = await RunAsync(0, "mirror", "set", "all/mirror", "--percent", "12.5", "--methods", "safe", "--sync", "-m", "slowly");

        Assert.Contains("~ routes.all.mirrors.mirror.percent  100 → 12.5", shell.Lines);
        Assert.Contains("revision r2 is in force", shell.Messages, StringComparison.Ordinal);
        Assert.Equal((Share.FromPercent(12.5m), CopyTiming.Await), (Mirrors[0].Share, Mirrors[0].Timing));
        Assert.Equal("slowly", _admin!.Gateway.Changes.Active.Message);
        Assert.Equal("cli", _admin.Gateway.Changes.Active.Source);
    }

    [Fact]
    public async Task A_new_one_is_made_and_another_taken_out()
    {
        await RunAsync(0, "mirror", "set", "all/second", "--to", "v2", "--percent", "5");
        Assert.Equal(["mirror", "second"], Mirrors.Select(mirror => mirror.Name));

        await RunAsync(0, "mirror", "remove", "all/mirror");

        Assert.Equal("second", Assert.Single(Mirrors).Name);
        await RunAsync(0, "mirror", "remove", "all");
        await RunAsync(0, "mirror", "set", "all", "--to", "v2", "--percent", "5");
        Assert.Equal("v2", Assert.Single(Mirrors).Name);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var shell = await RunAsync(0, "mirror", "set", "all", "--percent", "1", "--dry-run", "-o", "json");

        Assert.True(JsonDocument.Parse(shell.Data).RootElement.GetProperty("dryRun").GetBoolean());
        Assert.Equal(Share.All, Mirrors[0].Share);
    }

    [Theory]
    [InlineData(64, "several mirrors", "mirror", "enable", "all")]
    [InlineData(1, "no mirror", "mirror", "enable", "nobody")]
    [InlineData(1, "has no mirror", "mirror", "enable", "all/nobody")]
    [InlineData(64, "nothing to set", "mirror", "set", "all/mirror")]
    [InlineData(64, "say the same", "mirror", "set", "all/mirror", "--sync", "--timing", "await")]
    [InlineData(64, "a new one needs", "mirror", "set", "all/nobody", "--percent", "1")]
    [InlineData(78, "/percent", "mirror", "set", "all/mirror", "--percent", "101")]
    [InlineData(78, "/service", "mirror", "set", "all/mirror", "--to", "nobody")]
    public async Task What_cannot_be_is_said(int exit, string words, params string[] args)
    {
        await RunAsync(0, "mirror", "set", "all/second", "--to", "v2", "--percent", "5");

        var shell = await RunAsync(exit, args);

        Assert.Contains(words, shell.Messages, StringComparison.Ordinal);
        Assert.Equal(2, _admin!.Gateway.Revision);
    }

    [Fact]
    public async Task One_is_shown_with_everything_it_says()
    {
        Assert.Contains("deadline: 5s", (await RunAsync(0, "mirror", "show", "all")).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_in_force_is_dumped_with_and_without_where_it_comes_from()
    {
        var plain = (await RunAsync(0, "config", "dump")).Data;
        var origins = (await RunAsync(0, "config", "dump", "--origins")).Data;
        var json = JsonDocument.Parse((await RunAsync(0, "config", "dump", "-o", "json")).Data).RootElement;

        Assert.StartsWith("version: 1\n", plain, StringComparison.Ordinal);
        Assert.StartsWith("# r1, ", origins, StringComparison.Ordinal);
        Assert.EndsWith(plain, origins, StringComparison.Ordinal);
        Assert.Equal(1, json.GetProperty("version").GetInt32());
    }

    private System.Collections.Immutable.ImmutableArray<Mirror> Mirrors => _admin!.Gateway.Plan.Routes[0].Mirrors;

    private Task<Shell> RunAsync(int exit, params string[] args) => Shell.AskAsync(_admin!.Url, exit, args);
}
