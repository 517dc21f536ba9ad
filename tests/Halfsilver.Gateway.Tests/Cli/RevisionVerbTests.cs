using System.Text.Json;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Gateway.Tests.Admin;
using Halfsilver.Gateway.Tests.Fakes;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

/// <summary>Changing the plan of a running gateway from the command line.</summary>
public sealed class RevisionVerbTests : IAsyncLifetime
{
    private readonly TempFiles _files = new();
    private RevisionsUnderTest? _admin;

    public async ValueTask InitializeAsync() => _admin = await RevisionsUnderTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _admin!.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Applying_a_file_shows_the_difference_and_the_revision()
    {
        var shell = await RunAsync(0, "apply", FileOf(12), "--message", "schön");

        Assert.Equal(["~ routes.all.mirrors.mirror.percent  100 → 12", "1 change"], Lines(shell));
        Assert.Contains("revision r2 is in force", shell.Messages, StringComparison.Ordinal);
        var listed = Lines(await RunAsync(0, "get", "revisions"));
        Assert.StartsWith("REVISION  TIME", listed[0], StringComparison.Ordinal);
        Assert.StartsWith("r2 *", listed[1], StringComparison.Ordinal);
        Assert.EndsWith("cli     1        schön", listed[1], StringComparison.Ordinal);
        Assert.StartsWith("r1", listed[2], StringComparison.Ordinal);
        Assert.Contains("r2 stays in force", (await RunAsync(0, "apply", FileOf(12))).Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var shell = await RunAsync(0, "apply", FileOf(12), "--dry-run", "-o", "json");

        Assert.True(JsonDocument.Parse(shell.Data).RootElement.GetProperty("dryRun").GetBoolean());
        Assert.Equal(1, _admin!.Gateway.Revision);
    }

    [Fact]
    public async Task A_named_revision_must_be_the_active_one()
    {
        await RunAsync(0, "apply", FileOf(12), "--if-match", "r1");

        var shell = await RunAsync(1, "apply", FileOf(13), "--if-match", "r1");

        Assert.Contains("r2 is active", shell.Messages, StringComparison.Ordinal);
        Assert.Equal(2, _admin!.Gateway.Revision);
        await RunAsync(64, "apply", FileOf(13), "--if-match", "latest");
    }

    [Fact]
    public async Task A_refused_file_is_78_with_each_problem()
    {
        var shell = await RunAsync(78, "apply", _files.Write("b.yaml", RevisionsUnderTest.Yaml(1).Replace("web:", "other:", StringComparison.Ordinal)));

        Assert.Contains("/entryPoints", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("restart", shell.Messages, StringComparison.Ordinal);
        await RunAsync(78, "apply", _files.Write("c.yaml", "version: 1\nrouts: {}\n"));
    }

    [Fact]
    public async Task A_running_gateway_and_its_revisions_can_be_compared()
    {
        await RunAsync(0, "apply", FileOf(12));

        Assert.Equal(["no semantic difference"], Lines(await RunAsync(0, "diff", FileOf(12), "running", "--exit-code")));
        Assert.Equal(["~ routes.all.mirrors.mirror.percent  100 → 12", "1 change"], Lines(await RunAsync(2, "diff", "r1", "running", "--exit-code")));
        Assert.Contains("none that is kept", (await RunAsync(1, "diff", "r9", "running")).Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_back_goes_to_the_one_before_or_to_a_named_one()
    {
        await RunAsync(0, "apply", FileOf(12));
        await RunAsync(0, "apply", FileOf(13));

        Assert.Contains("revision r2 is in force", (await RunAsync(0, "rollback", "--yes")).Data, StringComparison.Ordinal);
        Assert.Contains("revision r3 is in force", (await RunAsync(0, "rollback", "--to", "r3", "--yes", "--message", "forward")).Data, StringComparison.Ordinal);
        Assert.Contains("revision r1 is in force", (await RunAsync(0, "rollback", "--to", "1", "-y")).Data, StringComparison.Ordinal);
        Assert.Contains("the first revision", (await RunAsync(1, "rollback", "--yes")).Messages, StringComparison.Ordinal);
        var audit = Lines(await RunAsync(0, "get", "audit", "--limit", "2"));
        Assert.Equal(3, audit.Length);
        Assert.Contains("plan.activate  r1", audit[1], StringComparison.Ordinal);
        Assert.EndsWith("plan.activate  r3      forward", audit[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y\n", 0, 1)]
    [InlineData("n\n", 2, 2)]
    [InlineData("", 2, 2)]
    public async Task Going_back_asks_who_is_there(string answer, int code, int revision)
    {
        await RunAsync(0, "apply", FileOf(12));
        var shell = new Shell { Terminal = true, Input = answer };

        Assert.Equal(code, await shell.RunAsync("rollback", "--admin", _admin!.Url));

        Assert.Contains("go to r1 (1 change)? [y/N]", shell.Messages, StringComparison.Ordinal);
        Assert.Equal(revision, _admin.Gateway.Revision);
    }

    [Fact]
    public async Task Going_back_where_nobody_can_be_asked_needs_a_word()
    {
        await RunAsync(0, "apply", FileOf(12));

        Assert.Contains("--yes", (await RunAsync(64, "rollback")).Messages, StringComparison.Ordinal);
        Assert.Equal(2, _admin!.Gateway.Revision);
    }

    [Fact]
    public async Task A_reload_that_is_held_back_is_78_and_force_takes_it()
    {
        var written = RevisionsUnderTest.Written;
        await using var admin = await RevisionsUnderTest.StartAsync(request => request with
        {
            Written = new Halfsilver.Gateway.Control.WrittenPlan(written, Halfsilver.Stores.ChangeSource.File),
            Reread = () => new Halfsilver.Gateway.Running.PlanRead(written, []),
        });
        Assert.Contains("nothing has changed", (await RunAtAsync(admin, 0, "reload")).Data, StringComparison.Ordinal);
        await RunAtAsync(admin, 0, "apply", FileOf(12));
        Assert.Contains("nothing has changed", (await RunAtAsync(admin, 0, "reload")).Data, StringComparison.Ordinal);
        written = RevisionsUnderTest.With(33);

        var shell = await RunAtAsync(admin, 78, "reload");

        Assert.Contains("refused: revision r2 stays in force", shell.Data, StringComparison.Ordinal);
        Assert.Contains("r2 (cli, by cli) serves", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("revision r3 is in force", (await RunAtAsync(admin, 0, "reload", "--force")).Data, StringComparison.Ordinal);
    }

    private string FileOf(decimal percent) => _files.Write($"{percent}.yaml", NativeWriter.Yaml(RevisionsUnderTest.With(percent)));

    private Task<Shell> RunAsync(int code, params string[] args) => RunAtAsync(_admin!, code, args);

    private static async Task<Shell> RunAtAsync(RevisionsUnderTest admin, int code, params string[] args)
    {
        var shell = new Shell();
        var ended = await shell.RunAsync([.. args, "--admin", admin.Url]);
        Assert.True(code == ended, $"{ended}: {shell.Messages}");
        return shell;
    }

    private static string[] Lines(Shell shell) => shell.Data.Split(Environment.NewLine)[..^1];
}
