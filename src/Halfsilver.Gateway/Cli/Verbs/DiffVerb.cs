using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using Halfsilver.Dialects.Differences;
using Halfsilver.Gateway.Settings;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>diff</c>: what differs in meaning between two configurations, whatever their dialects.</summary>
internal sealed partial class DiffVerb : IVerb
{
    private readonly Argument<string> _before = new("A") { Description = "A file, a directory, or - for standard input." };
    private readonly Argument<string> _after = new("B") { Description = "The same, of the same dialect or another; either may be running or r12, a running gateway's plan." };
    private readonly Option<string?> _dialect = PlanOptions.Dialect();
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "End with 2 where they differ." };

    public Command Describe() => new("diff", "Show what differs in meaning between two configurations; 78 when one is not valid.") { _before, _after, _dialect, _admin, _exitCode };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        var files = new PlanFiles(call.Around.Plans, call.Around.In);
        var before = await PlanOfAsync(call, files, call.Get(_before));
        var changes = PlanDiff.Between(before, await PlanOfAsync(call, files, call.Get(_after)));
        if (call.Json)
        {
            call.WriteJson(new DiffAnswer(changes.Length, changes));
        }
        else
        {
            DiffText.Write(call, changes);
            call.Write(DiffText.Count(changes));
        }

        return call.Get(_exitCode) && !changes.IsEmpty ? ExitCode.No : ExitCode.Success;
    }

    private async Task<Plan> PlanOfAsync(Invocation call, PlanFiles files, string name)
    {
        if (name != "-" && !File.Exists(name) && !Directory.Exists(name) && Revision().IsMatch(name))
        {
            using var admin = AdminClient.Open(call, _admin);
            return name == "running" ? (await admin.ActivePlanAsync(call.Cancel)).Plan : await admin.PlanOfAsync(RevisionOption.Number(name)!.Value, call.Cancel);
        }

        var read = files.Read([name], call.Get(_dialect), toRun: false);
        return read.Plan ?? throw NotValid.From(call, read);
    }

    [GeneratedRegex(@"\A(?:running|r[1-9][0-9]{0,8})\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Revision();

    private sealed record DiffAnswer(int Count, ImmutableArray<PlanChange> Changes);
}
