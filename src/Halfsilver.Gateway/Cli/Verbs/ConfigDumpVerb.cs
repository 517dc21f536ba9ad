using System.CommandLine;
using System.Text.Json.Nodes;
using Halfsilver.Gateway.Admin;

namespace Halfsilver.Gateway.Cli.Verbs;

/// <summary><c>config dump</c>: the plan that a running gateway serves by, with flags and variables.</summary>
internal sealed class ConfigDumpVerb : IVerb
{
    private readonly Option<string?> _admin = AdminClient.Option();
    private readonly Option<bool> _origins = new("--origins") { Description = "Say where it comes from: the revision, and what flags and variables changed." };

    public Command Describe() => new(name: "dump", "Show the plan that a running gateway serves by, as a native file.") { _admin, _origins };

    public async Task<ExitCode> RunAsync(Invocation call)
    {
        using var admin = AdminClient.Open(call, _admin);
        if (call.Json)
        {
            var plan = await admin.JsonAsync<JsonObject>(HttpMethod.Get, ConfigRoutes.PlanPath, null, call.Cancel, "application/json");
            call.WriteJson(call.Get(_origins) ? plan : plan["plan"]);
            return ExitCode.Success;
        }

        var text = await admin.TextAsync(ConfigRoutes.PlanPath, call.Cancel);
        while (!call.Get(_origins) && text.StartsWith('#'))
            text = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        call.Around.Out.Write(text);
        return ExitCode.Success;
    }
}
