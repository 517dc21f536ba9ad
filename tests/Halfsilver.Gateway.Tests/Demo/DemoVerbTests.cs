using Halfsilver.Gateway.Tests.Cli;
using Halfsilver.Gateway.Tests.Fakes;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Demo;

public sealed class DemoVerbTests
{
    private static readonly string[] Demo = ["demo", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--rate", "0"];

    [Fact]
    public async Task It_says_where_everything_is_and_every_command_it_names_is_one()
    {
        var shell = new Shell();
        shell.Environment["PATH"] = AppContext.BaseDirectory;
        var demo = shell.RunAsync(Demo);
        await Bound.Eventually(() => shell.Messages.Contains("halfsilver kill", StringComparison.Ordinal), "the greeting");

        Assert.Contains("Proxy      http://127.0.0.1:41234      → shop-v1 (built in)  ⇉ 100% shop-v2 (built in)", shell.Messages, StringComparison.Ordinal);
        var commands = shell.Messages.Split('\n').Select(line => line.Split('#')[0].Replace("Try:", "", StringComparison.Ordinal).Trim())
            .Where(line => line.StartsWith("halfsilver ", StringComparison.Ordinal) && !line.Contains('·', StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, commands.Length);
        foreach (var command in commands)
        {
            var tried = new Shell();
            var args = command.Split(' ')[1..];
            // A tap goes on for ever: help proves that its words are known.
            Assert.Equal(0, await tried.RunAsync(args[0] is "tap" ? [.. args, "--help"] : args));
        }
        Assert.Equal(["engage all 'no reason given' by " + Environment.UserName], shell.Gateway.Asked);
        shell.Gateway.StopMayEnd.SetResult();
        shell.Signals.SendStop();
        Assert.Equal(0, await Bound.Within(demo, Bound.Usual, "the end"));
    }

    [Fact]
    public async Task The_first_good_copy_is_told_once()
    {
        var shell = new Shell();
        var demo = shell.RunAsync(Demo);
        await Bound.Eventually(() => shell.Gateway.Taps == 1, "the tap");

        shell.Gateway.End(Plans.Copy("/broken", mirror: 500));
        shell.Gateway.End(Plans.Copy("/before-its-primary") with { PrimaryStatus = 0, PrimaryTime = TimeSpan.Zero });
        shell.Gateway.End(Plans.Copy());
        shell.Gateway.End(Plans.Copy("/later"));

        await Bound.Eventually(() => shell.Messages.Contains("first mirrored exchange after ", StringComparison.Ordinal), "the line");
        Assert.Contains(" s: GET /products/7  200 → 200  v1 3 ms, v2 5 ms\n", shell.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("/later", shell.Messages, StringComparison.Ordinal);
        shell.Gateway.StopMayEnd.SetResult();
        shell.Signals.SendStop();
        Assert.Equal(0, await Bound.Within(demo, Bound.Usual, "the end"));
        Assert.Equal(0, shell.Gateway.Taps);
    }

    [Fact]
    public async Task It_ends_by_itself_after_its_duration()
    {
        var shell = new Shell();
        shell.Gateway.StopMayEnd.SetResult();

        Assert.Equal(0, await Bound.Within(shell.RunAsync([.. Demo, "--duration", "50ms"]), Bound.Usual, "the end"));
    }

    [Fact]
    public async Task Its_plan_sends_a_copy_of_everything_safe_to_v2()
    {
        var shell = new Shell();
        shell.Gateway.StopMayEnd.SetResult();

        await shell.RunAsync([.. Demo, "--duration", "50ms"]);

        Assert.Empty(Halfsilver.Matching.PlanRules.CheckAll(shell.Launched!.Plan));
        Assert.Equal(100m, shell.Launched.Plan.Routes[0].Mirrors[0].Share.Percent);
        Assert.Null(shell.Launched.DataDirectory);
    }

    [Fact]
    public async Task A_taken_port_is_69_with_the_flag_to_use()
    {
        var shell = new Shell { LaunchFails = new Halfsilver.Gateway.Running.ListenException("127.0.0.1:8000", "is in use", inUse: true) };

        Assert.Equal(69, await shell.RunAsync(Demo));

        Assert.Contains("try: halfsilver demo --listen :9000", shell.Messages, StringComparison.Ordinal);
    }
}
