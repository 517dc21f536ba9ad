namespace TestKit;

/// <summary>Prometheus's own judge of metrics pages, where it is installed.</summary>
public static class Promtool
{
    /// <summary>Whether the tool is there.</summary>
    public static bool Available => OnPath.Find("promtool") is not null;

    /// <summary>What the tool says against a page; empty when it finds nothing wrong.</summary>
    public static async Task<string> CheckAsync(string text)
    {
        var tool = OnPath.Find("promtool") ?? throw new InvalidOperationException("promtool is not installed.");
        var (code, output, errors) = await RunningProcess.RunAsync(tool, ["check", "metrics"], text);
        var said = $"{output}\n{errors}".Trim();
        return code == 0 || said.Length > 0 ? said : $"promtool ended with {code}.";
    }
}
