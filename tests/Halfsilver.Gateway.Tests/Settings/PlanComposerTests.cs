using System.Collections.Immutable;
using Halfsilver.Gateway.Cli;
using Halfsilver.Gateway.Settings;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Gateway.Tests.Settings;

public sealed class PlanComposerTests
{
    private static readonly Plan File = new() { Admin = new AdminSettings { Listen = "127.0.0.1:1000" }, Logs = new LogSettings { Json = true, Level = "warn" } };

    private static Dictionary<string, string> Variables(params string[] pairs) =>
        pairs.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    [Theory]
    [InlineData(false, null, null, "127.0.0.1:8080")]
    [InlineData(true, null, null, "127.0.0.1:1000")]
    [InlineData(true, "127.0.0.1:2000", null, "127.0.0.1:2000")]
    [InlineData(false, "127.0.0.1:2000", null, "127.0.0.1:2000")]
    [InlineData(true, "127.0.0.1:2000", "127.0.0.1:3000", "127.0.0.1:3000")]
    [InlineData(true, null, "127.0.0.1:3000", "127.0.0.1:3000")]
    public void A_flag_stands_over_a_variable_over_a_file_over_the_default(bool file, string? variable, string? flag, string expected)
    {
        var plan = PlanComposer.Compose(
            file ? File : new Plan(),
            variable is null ? Variables() : Variables($"HALFSILVER__ADMIN__LISTEN={variable}"),
            new RunFlags { Admin = flag });

        Assert.Equal(expected, plan.Admin.Listen);
    }

    [Fact]
    public void Every_variable_sets_what_it_names_and_nothing_else()
    {
        var plan = PlanComposer.Compose(File, Variables(
            "HALFSILVER__GATEWAY=edge", "HALFSILVER__ADMIN__INSECURE=true", "HALFSILVER__ADMIN__ACCESS=required", "HALFSILVER__ADMIN__OPENMETRICS=1", "HALFSILVER__TELEMETRY__LOGS__FORMAT=text",
            "HALFSILVER__TELEMETRY__LOGS__LEVEL=debug", "HALFSILVER_PORT=tcp://10.0.0.1:80", "PATH=/bin"), new RunFlags());

        Assert.Equal("edge", plan.Gateway);
        Assert.Equal(new AdminSettings { Listen = "127.0.0.1:1000", Insecure = true, Access = AdminAccess.Required, OpenMetrics = true }, plan.Admin);
        Assert.Equal(new LogSettings { Json = false, Level = "debug" }, plan.Logs);
    }

    [Theory]
    [InlineData("HALFSILVER__ADMIN__LISTN=127.0.0.1:1", "there is no such setting")]
    [InlineData("HALFSILVER__ADMIN__LISTEN=here", "'here' is not a value")]
    [InlineData("HALFSILVER__ADMIN__INSECURE=yes", "'yes' is not a value")]
    [InlineData("HALFSILVER__ADMIN__ACCESS=none", "'none' is not a value")]
    [InlineData("HALFSILVER__ADMIN__OPENMETRICS=always", "'always' is not a value")]
    [InlineData("HALFSILVER__TELEMETRY__LOGS__LEVEL=loud", "'loud' is not a value")]
    public void A_variable_that_is_wrong_is_refused_not_ignored(string pair, string message)
    {
        var refused = Assert.Throws<CliException>(() => PlanComposer.Compose(File, Variables(pair), new RunFlags()));

        Assert.Equal(ExitCode.Configuration, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("1", true)]
    [InlineData("true", true)]
    public void The_kill_variable_is_yes_or_no(string? value, bool killed) =>
        Assert.Equal(killed, EnvironmentSettings.Killed(value is null ? Variables() : Variables($"HALFSILVER_KILL={value}")));

    [Fact]
    public void A_kill_variable_that_is_neither_does_not_start_a_mirroring_gateway() =>
        Assert.Equal(ExitCode.Configuration, Assert.Throws<CliException>(() => EnvironmentSettings.Killed(Variables("HALFSILVER_KILL=on"))).Code);

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    public void The_ring_variable_is_yes_or_no(string? value, bool wanted) =>
        Assert.Equal(wanted, EnvironmentSettings.IoUring(value is null ? Variables() : Variables($"HALFSILVER_IO_URING={value}")));

    [Fact]
    public void A_ring_variable_that_is_neither_is_refused() =>
        Assert.Equal(ExitCode.Configuration, Assert.Throws<CliException>(() => EnvironmentSettings.IoUring(Variables("HALFSILVER_IO_URING=off"))).Code);

    [Fact]
    public void Listen_moves_the_only_entry_point_and_keeps_its_limits()
    {
        var plan = new Plan { EntryPoints = [EntryPoint.Default with { Name = "in", Limits = new ConnectionLimits { MaxFields = 7 } }] };

        var moved = PlanComposer.Compose(plan, Variables(), new RunFlags { Listen = ":9000" });

        var point = Assert.Single(moved.EntryPoints);
        Assert.Equal(("in", ":9000", 7), (point.Name, point.Listen, point.Limits.MaxFields));
    }

    [Theory]
    [InlineData(":9000", "has 2 entry points")]
    [InlineData("c=:9000", "no entry point 'c'")]
    [InlineData("a=nowhere", "no address to listen on")]
    public void Listen_must_name_one_of_several_entry_points(string listen, string message)
    {
        var plan = new Plan { EntryPoints = [EntryPoint.Default with { Name = "a" }, EntryPoint.Default with { Name = "b", Listen = ":8001" }] };

        var refused = Assert.Throws<CliException>(() => PlanComposer.Compose(plan, Variables(), new RunFlags { Listen = listen }));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Equal(":9000", PlanComposer.Compose(plan, Variables(), new RunFlags { Listen = "b=:9000" }).EntryPoints[1].Listen);
    }

    [Fact]
    public void Resolve_pins_over_the_files_pins()
    {
        var plan = new Plan { Resolve = ImmutableDictionary<string, string>.Empty.Add("a:80", "127.0.0.1:1").Add("b:80", "127.0.0.1:2") };

        var pinned = PlanComposer.Compose(plan, Variables(), new RunFlags { Resolve = ["a:80=127.0.0.1:9", "c:80=127.0.0.2"] }).Resolve;

        Assert.Equal("127.0.0.1:9 127.0.0.1:2 127.0.0.2", $"{pinned["a:80"]} {pinned["b:80"]} {pinned["c:80"]}");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a=127.0.0.1:1")]
    [InlineData("a:80=b:90")]
    [InlineData(":80=127.0.0.1:1")]
    [InlineData("a:80=127.0.0.1:0")]
    public void A_pin_is_a_name_with_its_port_and_an_address(string pin) =>
        Assert.Throws<CliException>(() => PlanComposer.Compose(new Plan(), Variables(), new RunFlags { Resolve = [pin] }));

    [Theory]
    [InlineData("/data", "/state", "/home/a", "/data")]
    [InlineData(null, "/state", "/home/a", "/state/halfsilver")]
    [InlineData(null, "relative", "/home/a", "/home/a/.local/state/halfsilver")]
    [InlineData(null, null, "/home/a", "/home/a/.local/state/halfsilver")]
    [InlineData(null, null, null, null)]
    public void The_data_directory_is_the_flag_else_the_state_home_else_none(string? flag, string? state, string? home, string? expected)
    {
        var variables = Variables();
        if (state is not null)
            variables["XDG_STATE_HOME"] = state;
        if (home is not null)
            variables["HOME"] = home;

        Assert.Equal(expected, DataDirectory.Choose(flag, variables));
    }
}
