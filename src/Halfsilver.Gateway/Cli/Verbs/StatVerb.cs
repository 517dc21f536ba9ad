using System.CommandLine;
using Halfsilver.Gateway.Cli.Stat;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>stat</c>: what primaries and mirrors do right now, side by side.</summary>
internal sealed class StatVerb : IVerb
{
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Go on until interrupted." };
    private readonly Option<TimeSpan?> _window = Durations.Option("--window", "How long to look. [default: 1s]");

    public Command Describe() => new("stat", "Show rates, success and latency of primaries and mirrors over a window.") { _admin, _watch, _window };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _admin);
        var window = call.Get(_window) ?? TimeSpan.FromSeconds(1);
        var time = call.Around.Time;
        var (before, since) = (await PageAsync(admin, call), time.GetTimestamp());
        do
        {
            await Task.Delay(window, time, call.Cancel);
            var (after, now) = (await PageAsync(admin, call), time.GetTimestamp());
            Show(call, StatReader.Rows(new Growth(before, after), time.GetElapsedTime(since, now)));
            (before, since) = (after, now);
        }
        while (call.Get(_watch));
        return ExitCode.Success;
    }

    private static async Task<MetricsPage> PageAsync(AdminClient admin, Invocation call) =>
        MetricsPage.Parse(await admin.TextAsync("/metrics", call.Cancel));

    private void Show(Invocation call, IReadOnlyList<StatRow> rows)
    {
        var watching = call.Get(_watch);
        if (call.Json)
        {
            if (watching)
                call.WriteJsonLine(rows);
            else
                call.WriteJson(rows);
            return;
        }
        if (rows.Count == 0)
        {
            call.Say("no route has seen a request yet");
            return;
        }
        TextTable.Write(call, [StatRow.Heading, .. rows.Select(row => row.Cells())]);
        if (watching)
            call.Write("");
    }
}
