using System.CommandLine;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>reload</c>: a running gateway reads its files again.</summary>
internal sealed class ReloadVerb : IVerb
{
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<bool> _force = new("--force") { Description = "Take the files although edits were made over the API since they were last read." };

    public Command Describe() => new("reload", "Have a running gateway read its files again; 78 where they are refused.") { _admin, _force };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _admin);
        var answer = await admin.ReloadAsync(call.Get(_force), call.Cancel);
        if (call.Json)
            call.WriteJson(answer);
        else
        {
            call.Write(answer.Outcome switch
            {
                Running.ReloadOutcome.Accepted => $"revision r{answer.Revision} is in force",
                Running.ReloadOutcome.Unchanged => $"nothing has changed: revision r{answer.Revision} stays in force",
                _ => $"refused: revision r{answer.Revision} stays in force",
            });
        }

        foreach (var problem in answer.Problems)
            call.Around.Error.WriteLine($"  {problem}");
        return answer.Outcome is Running.ReloadOutcome.Refused ? ExitCode.Configuration : ExitCode.Success;
    }
}
