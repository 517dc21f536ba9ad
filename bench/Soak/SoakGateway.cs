using System.Net;
using System.Text.RegularExpressions;
using TestKit;

namespace Halfsilver.Soak;

/// <summary>The gateway as a process of its own, on a file that is replaced while it runs.</summary>
internal sealed partial class SoakGateway : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder;

    private SoakGateway(RunningProcess process, DirectoryInfo folder, IPEndPoint web, IPEndPoint admin) =>
        (Process, _folder, Web, Admin) = (process, folder, web, admin);

    public RunningProcess Process { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Web { get; }

    private IPEndPoint Admin { get; }

    /// <summary>Starts an executable, or a library through <c>dotnet</c>; the one built with this program when null.</summary>
    public static async Task<SoakGateway> StartAsync(string? gateway, string plan)
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-soak-");
        var file = Path.Combine(folder.FullName, "halfsilver.yaml");
        await File.WriteAllTextAsync(file, plan);
        gateway ??= Path.Combine(AppContext.BaseDirectory, "halfsilver.dll");
        var library = gateway.EndsWith(".dll", StringComparison.Ordinal);
        string[] words = [.. library ? [gateway] : Array.Empty<string>(), "run", "-c", file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data-dir", folder.FullName];
        var process = RunningProcess.Start(library ? "dotnet" : gateway, words);
        var patience = TimeSpan.FromSeconds(60);
        var web = await process.Errors.WaitForAsync(line => Address().IsMatch(line) && line.Contains("Proxy", StringComparison.Ordinal), patience);
        var admin = await process.Errors.WaitForAsync("/metrics", patience);
        return new SoakGateway(process, folder, Parse(web), Parse(admin));
    }

    /// <summary>Puts another file in the old one's place and has it read.</summary>
    public async Task ReplaceAsync(string plan)
    {
        var fresh = Path.Combine(_folder.FullName, "fresh");
        await File.WriteAllTextAsync(fresh, plan);
        File.Move(fresh, Path.Combine(_folder.FullName, "halfsilver.yaml"), overwrite: true);
        using var answer = await _http.PostAsync(new Uri($"http://{Admin}/-/reload"), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The metrics page, read.</summary>
    public async Task<PromText> MetricsAsync() => PromText.Parse(await _http.GetStringAsync(new Uri($"http://{Admin}/metrics")));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static IPEndPoint Parse(string line) => IPEndPoint.Parse(Address().Match(line).Groups["address"].Value);

    [GeneratedRegex(@"http://(?<address>127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
