using System.Text.Json;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Tests.Admin;
using Halfsilver.Gateway.Tests.Fakes;
using Halfsilver.Planning;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Cli;

public sealed class RunTests : IDisposable
{
    private static readonly string[] Quick =
        ["run", "--to", "http://127.0.0.1:7001", "--mirror", "http://127.0.0.1:7002@25%", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];

    private readonly TempFiles _files = new();

    public void Dispose() => _files.Dispose();

    // It listens to signals before it says where it is.
    private static Task StartedAsync(Shell shell, bool quiet = false) => Bound.Eventually(
        () => shell.Signals.IsHeard && (quiet || (shell.Messages.Contains("  Admin      ", StringComparison.Ordinal) && shell.Messages.EndsWith("\n\n", StringComparison.Ordinal))),
        () => "the gateway to run: " + shell.Messages);

    private static async Task<int> StopAsync(Shell shell, Task<int> run)
    {
        shell.Signals.SendStop();
        shell.Gateway.StopMayEnd.TrySetResult();
        return await Bound.Within(run, Bound.Usual, "the end");
    }

    [Fact]
    public async Task Two_addresses_make_a_gateway_that_says_where_it_is_and_which_methods_it_copies()
    {
        var shell = new Shell();
        var run = shell.RunAsync(Quick);
        await StartedAsync(shell);

        var mirror = Assert.Single(Assert.Single(shell.Launched!.Plan.Routes).Mirrors);
        Assert.Equal(Share.FromPercent(25), mirror.Share);
        Assert.Contains("Proxy      http://127.0.0.1:41234", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("Route      all: http://127.0.0.1:7001  ⇉ 25% mirror (http://127.0.0.1:7002)", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("Copied     GET, HEAD, OPTIONS", shell.Messages, StringComparison.Ordinal);
        Assert.Equal(0, await StopAsync(shell, run));
        Assert.Empty(shell.Data);
    }

    [Fact]
    public async Task The_gateway_is_told_where_its_admin_side_listens()
    {
        var shell = new Shell();
        var run = shell.RunAsync(Quick);
        await StartedAsync(shell);

        var address = Assert.Single(shell.Gateway.AlsoListening);

        Assert.Contains($"http://{address}/metrics", shell.Messages, StringComparison.Ordinal);
        await StopAsync(shell, run);
    }

    [Fact]
    public async Task With_a_data_directory_the_start_makes_a_token_and_says_where_it_is_and_not_what()
    {
        var shell = new Shell();
        var run = shell.RunAsync([.. Quick, "--data-dir", _files.Root]);
        await StartedAsync(shell);
        var token = (await File.ReadAllTextAsync(Path.Combine(_files.Root, "admin-token"))).Trim();

        Assert.Contains($"Admin      a first token was written to {Path.Combine(_files.Root, "admin-token")}", shell.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(token, shell.Messages, StringComparison.Ordinal);
        await StopAsync(shell, run);
        var again = new Shell();
        run = again.RunAsync([.. Quick, "--data-dir", _files.Root]);
        await StartedAsync(again);
        Assert.Contains($"Admin      a token is in {Path.Combine(_files.Root, "admin-token")}", again.Messages, StringComparison.Ordinal);
        await StopAsync(again, run);
    }

    [Fact]
    public async Task Without_one_the_admin_side_is_open_and_the_start_says_so()
    {
        var shell = new Shell();
        var run = shell.RunAsync(Quick);
        await StartedAsync(shell);

        Assert.Contains("Admin      whoever is on this machine, without a login", shell.Messages, StringComparison.Ordinal);
        await StopAsync(shell, run);
    }

    [Theory]
    [InlineData("HALFSILVER__ADMIN__ACCESS", "required", "admin.access")]
    [InlineData("HALFSILVER_IO_URING", "off", "HALFSILVER_IO_URING: 'off'")]
    public async Task A_variable_that_cannot_be_kept_to_does_not_start_a_gateway(string variable, string value, string said)
    {
        var shell = new Shell();
        shell.Environment[variable] = value;

        Assert.Equal(78, await shell.RunAsync(Quick));

        Assert.Null(shell.Launched);
        Assert.Contains(said, shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_methods_are_copied_when_somebody_says_so()
    {
        var shell = new Shell();
        var run = shell.RunAsync([.. Quick, "--methods", "all"]);
        await StartedAsync(shell);

        Assert.Null(shell.Launched!.Plan.Routes[0].Mirrors[0].Only.Methods);
        Assert.Contains("Copied     all methods, writes too", shell.Messages, StringComparison.Ordinal);
        await StopAsync(shell, run);
    }

    [Fact]
    public async Task A_stop_drains_and_readiness_can_be_seen_going_away_meanwhile()
    {
        var shell = new Shell();
        var run = shell.RunAsync(Quick);
        await StartedAsync(shell);
        var admin = shell.Messages.Split("Metrics    ")[1].Split("/metrics")[0];

        shell.Signals.SendStop();
        await Bound.Eventually(() => shell.Gateway.Stopped is not null, "the drain");

        var probe = new Shell();
        Assert.Equal(1, await probe.RunAsync("healthcheck", "--ready", "--admin", admin));
        Assert.Equal(TimeSpan.FromSeconds(25), shell.Gateway.Stopped!.Primaries);
        Assert.False(run.IsCompleted);
        shell.Gateway.StopMayEnd.SetResult();
        Assert.Equal(0, await Bound.Within(run, Bound.Usual, "the end"));
    }

    [Fact]
    public async Task A_second_interrupt_ends_at_once_with_130()
    {
        var shell = new Shell();
        var run = shell.RunAsync(Quick);
        await StartedAsync(shell);

        shell.Signals.SendStop();
        await Bound.Eventually(() => shell.Gateway.Stopped is not null, "the drain");
        shell.Signals.SendAbandon();

        Assert.Equal(130, await Bound.Within(run, Bound.Usual, "the end"));
        shell.Gateway.StopMayEnd.SetResult();
    }

    [Fact]
    public async Task A_hangup_reloads_and_says_how_that_went()
    {
        var shell = new Shell();
        var run = shell.RunAsync(Quick);
        await StartedAsync(shell);

        shell.Gateway.NextReload = new ReloadReport(ReloadOutcome.Refused, 1, ["routes[a]: is wrong"]);
        shell.Signals.SendReload();

        await Bound.Eventually(() => shell.Messages.Contains("routes[a]: is wrong", StringComparison.Ordinal), "the refusal");
        Assert.Equal("reload signal", shell.Gateway.Asked[0]);
        await StopAsync(shell, run);
    }

    [Fact]
    public async Task A_file_is_read_and_can_be_read_again()
    {
        var shell = new Shell();
        var path = _files.Write("a.yaml", TempFiles.Shop);
        var run = shell.RunAsync("run", "-c", path);
        await StartedAsync(shell);

        Assert.Equal("filed", shell.Launched!.Plan.Gateway);
        Assert.Equal("filed", shell.Launched.Reread!().Plan!.Gateway);
        _files.Write("a.yaml", "version: 9\n");
        var refused = shell.Launched.Reread();
        Assert.Null(refused.Plan);
        Assert.NotEmpty(refused.Problems);
        File.Delete(path);
        Assert.Contains("there is no such file", Assert.Single(shell.Launched.Reread().Problems), StringComparison.Ordinal);
        await StopAsync(shell, run);
    }

    [Fact]
    public async Task A_watched_file_is_read_again_once_its_change_has_settled()
    {
        var time = new FakeTime { FiresOnThreadPool = true };
        var shell = new Shell { Time = time };
        var run = shell.RunAsync("run", "-c", _files.Write("a.yaml", TempFiles.Shop), "--watch");
        await StartedAsync(shell);
        await Bound.Eventually(() => time.ArmedTimers > 0, "the watch");

        _files.Write("a.yaml", TempFiles.Shop + "\n# changed\n");
        await Bound.Eventually(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return shell.Gateway.Asked.Contains("reload watch", StringComparer.Ordinal);
            },
            "the reload");

        await StopAsync(shell, run);
    }

    [Theory]
    [InlineData("--killed", null, true)]
    [InlineData(null, "1", true)]
    [InlineData(null, "0", false)]
    [InlineData(null, null, false)]
    public async Task A_gateway_can_start_with_its_mirrors_stopped(string? flag, string? variable, bool killed)
    {
        var shell = new Shell();
        if (variable is not null)
            shell.Environment["HALFSILVER_KILL"] = variable;
        var run = shell.RunAsync(flag is null ? Quick : [.. Quick, flag]);
        await StartedAsync(shell);

        Assert.Equal(killed, shell.Launched!.Killed);
        await StopAsync(shell, run);
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_starts_nothing()
    {
        var (text, json) = (new Shell(), new Shell());

        Assert.Equal(0, await text.RunAsync([.. Quick, "--dry-run"]));
        Assert.Equal(0, await json.RunAsync([.. Quick, "--dry-run", "-o", "json"]));

        Assert.Null(text.Launched);
        Assert.Contains("all: http://127.0.0.1:7001  ⇉ 25% mirror", text.Data, StringComparison.Ordinal);
        Assert.Equal("web=127.0.0.1:0", JsonDocument.Parse(json.Data).RootElement.GetProperty("entryPoints")[0].GetString());
    }

    [Fact]
    public async Task A_taken_proxy_port_is_69_with_the_flag_to_use()
    {
        var shell = new Shell { LaunchFails = new ListenException("127.0.0.1:8000", "is in use", inUse: true) };

        Assert.Equal(69, await shell.RunAsync(Quick));

        Assert.Contains("127.0.0.1:8000 is in use", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("try: halfsilver run --listen :9000", shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_admin_port_is_69_with_the_flag_to_use()
    {
        await using var other = await AdminUnderTest.StartAsync();
        var shell = new Shell();

        Assert.Equal(69, await shell.RunAsync("run", "--listen", "127.0.0.1:0", "--admin", $"127.0.0.1:{other.Address.Port}"));

        Assert.Contains("--admin 127.0.0.1:9080", shell.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_side_open_to_others_is_78_before_anything_starts()
    {
        var shell = new Shell();

        Assert.Equal(78, await shell.RunAsync("run", "--admin", "0.0.0.0:0"));

        Assert.Contains("admin.listen", shell.Messages, StringComparison.Ordinal);
        Assert.Contains("insecure: true", shell.Messages, StringComparison.Ordinal);
        Assert.Null(shell.Launched);
    }

    [Fact]
    public async Task A_wrong_file_is_78_and_starts_nothing()
    {
        var shell = new Shell();

        Assert.Equal(78, await shell.RunAsync("run", "-c", _files.Write("a.yaml", "version: 9\n")));

        Assert.Null(shell.Launched);
        Assert.Empty(shell.Data);
    }

    [Fact]
    public async Task An_old_runtime_is_warned_about()
    {
        var shell = new Shell { Runtime = new Version(10, 0, 9) };
        var run = shell.RunAsync(Quick);
        await StartedAsync(shell);

        Assert.Contains("warning: .NET 10.0.9", shell.Messages, StringComparison.Ordinal);
        await StopAsync(shell, run);
    }

    [Fact]
    public async Task Nothing_configured_is_a_start_with_three_things_to_try()
    {
        var shell = new Shell();
        var run = shell.RunAsync("run", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0");
        await StartedAsync(shell);

        Assert.Contains("There is no route yet. Try:", shell.Messages, StringComparison.Ordinal);
        await StopAsync(shell, run);
    }

    [Fact]
    public async Task Quiet_leaves_only_errors()
    {
        var shell = new Shell();
        var run = shell.RunAsync([.. Quick, "-q"]);
        await StartedAsync(shell, quiet: true);
        await StopAsync(shell, run);

        Assert.Empty(shell.Messages);
    }
}
