using System.CommandLine;
using Halfsilver.Dialects.Differences;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>rollback</c>: makes an older revision the active one.</summary>
internal sealed class RollbackVerb : IVerb
{
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<string?> _to = RevisionOption.Named("--to", "The revision to go to. [default: the one before the active one]");
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask." };
    private readonly Option<string?> _message = new("--message", "-m") { Description = "Why, for whoever wonders later.", HelpName = "TEXT" };

    public Command Describe() => new("rollback", "Make an older revision the plan of a running gateway again.") { _admin, _to, _yes, _message };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _admin);
        var (active, tag) = await admin.ActivePlanAsync(call.Cancel);
        var to = await TargetAsync(call, admin);
        if (!call.Get(_yes) && !await AgreedAsync(call, to, PlanDiff.Between(active, await admin.PlanOfAsync(to, call.Cancel))))
            return ExitCode.No;
        var answer = await admin.ChangeAsync(HttpMethod.Post, $"{RevisionRoutes.Path}/{to}/activate", null, tag, call.Get(_message), call.Cancel);
        if (call.Json)
        {
            call.WriteJson(answer);
            return ExitCode.Success;
        }

        call.Write(answer.Accepted ? $"revision r{answer.Revision} is in force · {DiffText.Count(answer.Difference)}" : $"revision r{answer.Revision} was in force already");
        return ExitCode.Success;
    }

    private async Task<int> TargetAsync(Invocation call, AdminClient admin)
    {
        if (call.Get(_to) is { } named)
            return RevisionOption.Number(named)!.Value;
        var active = (await admin.JsonAsync<RevisionList>(HttpMethod.Get, RevisionRoutes.Path + "?limit=1", null, call.Cancel)).Active;
        var heading = (await admin.JsonAsync<RevisionAnswer>(HttpMethod.Get, $"{RevisionRoutes.Path}/{active}", null, call.Cancel)).Revision;
        return heading.Parent ?? throw new CliException(ExitCode.Failed, $"r{active} is the first revision: there is none before it");
    }

    private static async Task<bool> AgreedAsync(Invocation call, int to, System.Collections.Immutable.ImmutableArray<PlanChange> changes)
    {
        if (!call.Around.ErrorIsTerminal)
            throw new CliException(ExitCode.Usage, "rollback: nobody is there to be asked", "say it with --yes");
        DiffText.Write(call, changes);
        await call.Around.Error.WriteAsync($"go to r{to} ({DiffText.Count(changes)})? [y/N] ");
        await call.Around.Error.FlushAsync(call.Cancel);
        return await call.Around.In.ReadLineAsync(call.Cancel) is "y" or "Y" or "yes";
    }
}
