using System.Collections;
using System.Globalization;
using Halfsilver.Gateway.Cli;
using Halfsilver.Gateway.Running;
using Halfsilver.Gateway.Settings;

namespace Halfsilver.Gateway;

/// <summary>The program: surroundings, command line, exit code.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var line = new CommandLine(new Surroundings
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Environment = Variables(),
            Plans = new DialectPlanReader(),
            Launch = RunningGateway.LaunchAsync,
            Signals = () => new ProcessSignals(),
        });
        // The request path runs inline on the poll threads. Sockets read this once, before the first of them is made, and
        // only where a gateway is in this process: other verbs use blocking-friendly defaults.
        if (line.StartsGateway(args))
        {
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
            EarlyLoad.Begin();
        }
        else if (line.OnlyReads(args))
            ShortLife.PutOffCollections();
        return await line.RunAsync(args);
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }
}
