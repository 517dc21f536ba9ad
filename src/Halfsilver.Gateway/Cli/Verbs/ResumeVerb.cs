using System.CommandLine;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>resume</c>: copies flow again.</summary>
internal sealed class ResumeVerb : IVerb
{
    private readonly KillScopeOptions _scope = new();

    public Command Describe() => _scope.AddTo(new Command("resume", "Let mirroring flow again after kill, in the scope that was stopped."));

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _scope.Admin);
        var answer = await admin.JsonAsync<KillAnswer>(HttpMethod.Delete, KillScopeOptions.Path, _scope.Body(call, null), call.Cancel);
        if (call.Json)
        {
            call.WriteJson(answer);
            return ExitCode.Success;
        }
        var what = KillScopeOptions.Words(answer.Route, answer.Mirror);
        call.Write(answer.Changed
            ? $"mirroring{what} resumed on {answer.Gateway} at {answer.At.ToUniversalTime():HH:mm:ss.fff}Z"
            : $"mirroring{what} was not stopped on {answer.Gateway}");
        foreach (var left in answer.Stopped)
            call.Say($"still stopped: {(left.Route is null ? "everything" : KillScopeOptions.Words(left.Route, left.Mirror).Trim())} ({left.Reason}) · halfsilver resume{KillScopeOptions.Flags(left.Route, left.Mirror)}");
        return ExitCode.Success;
    }
}
