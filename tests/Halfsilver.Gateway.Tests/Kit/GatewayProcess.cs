using System.Net;
using System.Text.RegularExpressions;
using TestKit;

namespace Halfsilver.Gateway.Tests.Kit;

/// <summary>The executable itself, with a native file or with flags, on free loopback ports read from what it prints.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private GatewayProcess(RunningProcess process, DirectoryInfo folder, IPEndPoint web, IPEndPoint admin) =>
        (Process, _folder, Web, Admin) = (process, folder, web, admin);

    public RunningProcess Process { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Web { get; }

    /// <summary>Where metrics and the API are.</summary>
    public IPEndPoint Admin { get; }

    /// <summary>The file it was started on.</summary>
    public string File => Path.Combine(_folder.FullName, "halfsilver.yaml");

    /// <summary>The executable that was built with these tests.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "halfsilver");

    /// <summary>Starts on a native file; the entry point's and the admin side's addresses are chosen here.</summary>
    public static Task<GatewayProcess> StartAsync(string yaml, params string[] flags) => StartAsync(yaml, environment: null, flags);

    /// <summary>The same, with variables.</summary>
    public static async Task<GatewayProcess> StartAsync(string yaml, IReadOnlyDictionary<string, string?>? environment, params string[] flags)
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-");
        var file = Path.Combine(folder.FullName, "halfsilver.yaml");
        await System.IO.File.WriteAllTextAsync(file, yaml);
        return await WaitAsync(RunningProcess.Start(Executable, ["run", "-c", file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data-dir", folder.FullName, .. flags], environment), folder);
    }

    /// <summary>The same, in a process that may have so many descriptors, files and connections together.</summary>
    public static async Task<GatewayProcess> StartScarceAsync(string yaml, int descriptors)
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-");
        var file = Path.Combine(folder.FullName, "halfsilver.yaml");
        await System.IO.File.WriteAllTextAsync(file, yaml);
        string[] arguments = ["run", "-c", file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data-dir", folder.FullName];
        var process = RunningProcess.Start("/bin/sh", ["-c", $"ulimit -n {descriptors}; exec \"$0\" \"$@\"", Executable, .. arguments]);
        return await WaitAsync(process, folder);
    }

    /// <summary>The metrics page, read.</summary>
    public async Task<PromText> MetricsAsync() => PromText.Parse(await PageAsync());

    /// <summary>The metrics page as text.</summary>
    public async Task<string> PageAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://{Admin}/metrics"));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<GatewayProcess> WaitAsync(RunningProcess process, DirectoryInfo folder)
    {
        var patience = TimeSpan.FromSeconds(30);
        try
        {
            var web = await process.Errors.WaitForAsync(line => Address().IsMatch(line) && line.Contains("Proxy", StringComparison.Ordinal), patience);
            var admin = await process.Errors.WaitForAsync("/metrics", patience);
            return new GatewayProcess(process, folder, Parse(web), Parse(admin));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(string.Join('\n', process.Errors.Lines), e);
        }
    }

    private static IPEndPoint Parse(string line) => IPEndPoint.Parse(Address().Match(line).Groups["address"].Value);

    [GeneratedRegex(@"http://(?<address>127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
