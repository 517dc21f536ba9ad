using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>Programs under node with other people's protocols. The folder that test.sh has installed their packages in is named by a variable.</summary>
internal static class Peers
{
    public const string Variable = "HALFSILVER_PEERS";

    private static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Skips a test where there is no node or its packages could not be had.</summary>
    public static void Need() =>
        Assert.SkipUnless(OnPath.Find("node") is not null && Folder is { } folder && Directory.Exists(Path.Combine(folder, "node_modules")),
            $"node, or the packages of tests/peers ({Variable}), are not installed");

    /// <summary>Starts a server that says its port, and waits for that.</summary>
    public static async Task<(RunningProcess Process, int Port)> StartAsync(string script)
    {
        var process = RunningProcess.Start(OnPath.Find("node")!, [Path.Combine(Folder!, script)]);
        var line = await process.Output.WaitForAsync("port ", TimeSpan.FromSeconds(30));
        return (process, int.Parse(line["port ".Length..]));
    }

    /// <summary>Runs a client to its end; its lines.</summary>
    public static async Task<string[]> RunAsync(string script, params string[] arguments)
    {
        var (code, output, errors) = await RunningProcess.RunAsync(
            OnPath.Find("node")!, [Path.Combine(Folder!, script), .. arguments], timeout: TimeSpan.FromSeconds(60));
        Assert.True(code == 0, $"{script} ended with {code}: {output}{errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
