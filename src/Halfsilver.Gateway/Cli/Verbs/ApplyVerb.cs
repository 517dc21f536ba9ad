using System.CommandLine;
using Halfsilver.Gateway.Admin;
using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>apply</c>: makes configuration of any dialect the plan of a running gateway.</summary>
internal sealed class ApplyVerb : IVerb
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Files, directories, or - for standard input.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _dialect = PlanOptions.Dialect();
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would change, and change nothing." };
    private readonly Option<string?> _message = new("--message", "-m") { Description = "Why, for whoever wonders later.", HelpName = "TEXT" };
    private readonly Option<string?> _ifMatch = RevisionOption.Named("--if-match", "Only if this revision is active. [default: the one that is active now]");

    public Command Describe() => new("apply", "Make configuration the plan of a running gateway; 78 where it is refused.") { _files, _dialect, _admin, _dryRun, _message, _ifMatch };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        var read = new PlanFiles(call.Around.Plans, call.Around.In).Read(call.Get(_files), call.Get(_dialect), toRun: false);
        if (read.Plan is not { } plan)
            throw NotValid.From(call, read);
        foreach (var notice in read.Notices)
            call.Say(notice.Text(call.MessagePaint.On));
        using var admin = AdminClient.Open(call, _admin);
        var tag = call.Get(_ifMatch) is { } named ? $"\"r{RevisionOption.Number(named)}\"" : (await admin.ActivePlanAsync(call.Cancel)).Tag;
        var path = ConfigRoutes.Path + (call.Get(_dryRun) ? "?dryRun=true" : "");
        var answer = await admin.ChangeAsync(HttpMethod.Put, path, PlanText.Of(plan, json: true), tag, call.Get(_message), call.Cancel);
        DiffText.Write(call, answer);
        return ExitCode.Success;
    }
}
