using System.CommandLine;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>kill</c>: no more copies, at once.</summary>
internal sealed class KillVerb : IVerb
{
    private readonly KillScopeOptions _scope = new();
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for whoever wonders later.", HelpName = "TEXT" };

    public Command Describe() =>
        _scope.AddTo(new Command("kill", "Stop mirroring now: everything, one route or one mirror. Stays until resumed.") { _reason });

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _scope.Admin);
        var answer = await admin.JsonAsync<KillAnswer>(HttpMethod.Post, KillScopeOptions.Path, _scope.Body(call, call.Get(_reason)), call.Cancel);
        if (call.Json)
        {
            call.WriteJson(answer);
            return ExitCode.Success;
        }
        var what = KillScopeOptions.Words(answer.Route, answer.Mirror);
        call.Write(answer.Changed
            ? $"mirroring{what} stopped on {answer.Gateway} at {answer.At.ToUniversalTime():HH:mm:ss.fff}Z · "
              + $"{answer.QueuedDropped} queued copies dropped · {answer.InFlightCancelled} in flight cancelled"
            : $"mirroring{what} was stopped on {answer.Gateway} already");
        call.Say($"resume with: halfsilver resume{KillScopeOptions.Flags(answer.Route, answer.Mirror)}");
        return ExitCode.Success;
    }
}
