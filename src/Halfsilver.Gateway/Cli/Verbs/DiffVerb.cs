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
    private readonly Argument<string> _after = new("B") { Description = "The same, of the same dialect or another." };
    private readonly Option<string?> _dialect = PlanOptions.Dialect();
    private readonly Option<bool> _exitCode = new("--exit-code") { Description = "End with 2 where they differ." };

    public Command Describe() => new("diff", "Show what differs in meaning between two configurations; 78 when one is not valid.") { _before, _after, _dialect, _exitCode };

    public Task<ExitCode> RunAsync(Invocation call)
    {
        var files = new PlanFiles(call.Around.Plans, call.Around.In);
        var changes = PlanDiff.Between(PlanOf(call, files, call.Get(_before)), PlanOf(call, files, call.Get(_after)));
        if (call.Json)
            call.WriteJson(new DiffAnswer(changes.Length, changes));
        else
            Text(call, changes);
        return Task.FromResult(call.Get(_exitCode) && !changes.IsEmpty ? ExitCode.No : ExitCode.Success);
    }

    private Plan PlanOf(Invocation call, PlanFiles files, string name)
    {
        if (name != "-" && !File.Exists(name) && !Directory.Exists(name) && Revision().IsMatch(name))
            throw new CliException(ExitCode.Usage, $"'{name}': there is no such file, and a running gateway's plan cannot be compared yet", "name two files or directories");
        var read = files.Read([name], call.Get(_dialect), toRun: false);
        return read.Plan ?? throw NotValid.From(call, read);
    }

    private static void Text(Invocation call, ImmutableArray<PlanChange> changes)
    {
        foreach (var change in changes)
        {
            var line = change.ToString();
            call.Write(change.Kind switch
            {
                ChangeKind.Added => call.Paint.Good(line),
                ChangeKind.Removed => call.Paint.Bad(line),
                _ => call.Paint.Warn(line),
            });
        }
        call.Write(changes.Length switch { 0 => "no semantic difference", 1 => "1 change", var count => $"{count} changes" });
    }

    [GeneratedRegex(@"\A(?:running|r[0-9]+)\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Revision();

    private sealed record DiffAnswer(int Count, ImmutableArray<PlanChange> Changes);
}
