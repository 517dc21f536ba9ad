using System.Text.Json;
using Halfsilver.Gateway.Tests.Admin;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

/// <summary>Plugins of a running gateway from the command line.</summary>
public sealed class PluginVerbTests : IAsyncLifetime
{
    private const string Config = """{"mirrorHost":"v3.internal","mirrorPort":8080,"percentage":20}""";

    private RevisionsUnderTest? _admin;

    public async ValueTask InitializeAsync()
    {
        _admin = await RevisionsUnderTest.StartAsync();
        await RunAsync(0, "mirror", "remove", "all");
    }

    public ValueTask DisposeAsync() => _admin!.DisposeAsync();

    [Fact]
    public async Task One_is_put_on_a_route_listed_switched_off_and_on_again()
    {
        await RunAsync(0, "plugin", "enable", "all", "traffic-mirror", "--config", Config, "-m", "a first look");
        Assert.Equal((20m, true, "a first look", "cli"), (Mirror.Share.Percent, Mirror.Enabled, _admin!.Gateway.Changes.Active.Message, _admin.Gateway.Changes.Active.Source));

        await RunAsync(0, "plugin", "disable", "all", "traffic-mirror");
        Assert.False(Mirror.Enabled);
        Assert.Matches("^traffic-mirror +route all +disabled +[0-9a-f-]{36}$", (await RunAsync(0, "plugin", "list")).Lines[^1]);
        Assert.Equal(2, (await RunAsync(0, "plugin", "list", "--route", "all")).Lines.Length);

        await RunAsync(0, "plugin", "enable", "all", "traffic-mirror");
        Assert.Equal((20m, true), (Mirror.Share.Percent, Mirror.Enabled));
    }

    [Fact]
    public async Task A_configuration_changes_the_one_that_is_there()
    {
        await RunAsync(0, "plugin", "enable", "all", "traffic-mirror", "--config", Config);
        var shell = await RunAsync(0, "plugin", "list", "-o", "json");
        var id = JsonDocument.Parse(shell.Data).RootElement[0].GetProperty("id").GetString()!;

        await RunAsync(0, "plugin", "enable", "all", id, "--config", """{"percentage":30}""");

        Assert.Equal(30m, Mirror.Share.Percent);
        Assert.Single(_admin!.Gateway.Plan.Routes[0].Mirrors);
    }

    [Theory]
    [InlineData(1, "traffic-mirror", "plugin", "enable", "all", "traffic-mirror")]
    [InlineData(1, "nobody", "plugin", "disable", "nobody", "traffic-mirror")]
    [InlineData(1, "nobody", "plugin", "list", "--route", "nobody")]
    [InlineData(64, "--config", "plugin", "enable", "all", "traffic-mirror", "--config", "[]")]
    [InlineData(64, "--config", "plugin", "enable", "all", "traffic-mirror", "--config", "{")]
    [InlineData(78, "mirrorPort", "plugin", "enable", "all", "traffic-mirror", "--config", """{"mirrorHost":"a"}""")]
    [InlineData(78, "no plugin", "plugin", "enable", "all", "no-such", "--config", "{}")]
    public async Task What_cannot_be_is_said(int exit, string words, params string[] args)
    {
        var shell = await RunAsync(exit, args);

        Assert.Contains(words, shell.Messages, StringComparison.Ordinal);
        Assert.Equal(2, _admin!.Gateway.Revision);
    }

    private Mirror Mirror => Assert.Single(_admin!.Gateway.Plan.Routes[0].Mirrors);

    private Task<Shell> RunAsync(int exit, params string[] args) => Shell.AskAsync(_admin!.Url, exit, args);
}
