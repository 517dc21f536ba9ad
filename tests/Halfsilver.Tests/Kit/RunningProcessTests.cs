using TestKit;
using Xunit;

namespace Halfsilver.Tests.Kit;

public sealed class RunningProcessTests
{
    [Fact]
    public async Task Lines_codes_arguments_and_environment_are_seen()
    {
        await using var process = RunningProcess.Start(
            "/bin/sh",
            ["-c", "echo \"$1 $NAME\"; echo bad >&2; exit 3", "sh", "a b"],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["NAME"] = "c" });

        Assert.Equal(3, await process.WaitForExitAsync());
        Assert.Equal(["a b c"], process.Output.Lines.ToArray());
        Assert.Equal(["bad"], process.Errors.Lines.ToArray());
    }

    [Fact]
    public async Task A_line_can_be_waited_for_and_a_signal_is_heard()
    {
        await using var process = RunningProcess.Start("/bin/sh", ["-c", "trap 'echo again' HUP; trap 'exit 7' TERM; echo ready; while :; do sleep 0.02; done"]);
        await process.Output.WaitForAsync("ready");
        Assert.True(process.Signal(Signals.Hup));
        await process.Output.WaitForAsync("again");
        Assert.False(process.HasExited);
        Assert.True(process.Signal(Signals.Term));
        Assert.Equal(7, await process.WaitForExitAsync());
        Assert.False(process.Signal(Signals.Term));
    }

    [Fact]
    public async Task A_line_that_never_comes_ends_with_what_came()
    {
        await using var process = RunningProcess.Start("/bin/sh", ["-c", "echo other"]);
        var e = await Assert.ThrowsAsync<TimeoutException>(() => process.Output.WaitForAsync("wanted"));
        Assert.Contains("other", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposal_ends_the_process()
    {
        int pid;
        await using (var process = RunningProcess.Start("/bin/sleep", ["100"]))
        {
            pid = process.Id;
            Assert.True(Directory.Exists($"/proc/{pid}"));
        }

        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public async Task Input_is_read_to_its_end()
    {
        var (code, output, _) = await RunningProcess.RunAsync("/bin/cat", input: "one\ntwo\n");
        Assert.Equal((0, "one\ntwo"), (code, output));
    }

    [Fact]
    public void A_signal_never_goes_to_a_group() => Assert.Throws<ArgumentOutOfRangeException>(() => Signals.Send(0, Signals.Term));
}
