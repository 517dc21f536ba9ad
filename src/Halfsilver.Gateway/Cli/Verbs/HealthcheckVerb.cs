using System.CommandLine;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>healthcheck</c>: 0 when the gateway lives (or is ready), else 1; for containers without a shell.</summary>
internal sealed class HealthcheckVerb : IVerb
{
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<bool> _ready = new("--ready") { Description = "Ask whether it takes traffic, not only whether it lives." };

    public Command Describe() => new("healthcheck", "Exit with 0 when a running gateway is healthy, else with 1.") { _admin, _ready };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _admin);
        try
        {
            var (healthy, text) = await admin.ProbeAsync(call.Get(_ready) ? "/readyz" : "/healthz", call.Cancel);
            if (call.Json)
                call.WriteJson(new Health(healthy, text));
            else
                call.Write(text);
            return healthy ? ExitCode.Success : ExitCode.Failed;
        }
        catch (CliException unreachable)
        {
            // To whoever checks, a gateway that cannot be asked is one that is not healthy.
            throw new CliException(ExitCode.Failed, unreachable.Message, unreachable.Hint, unreachable);
        }
    }

    private sealed record Health(bool Healthy, string Text);
}
