using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace TestKit;

/// <summary>The executable itself on a native file, in a folder of its own, on free loopback ports read from what it prints.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private GatewayProcess(RunningProcess process, DirectoryInfo folder, IPEndPoint web, IPEndPoint admin) =>
        (Process, _folder, Web, Admin) = (process, folder, web, admin);

    /// <summary>The running executable.</summary>
    public RunningProcess Process { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Web { get; }

    /// <summary>Where metrics and the API are.</summary>
    public IPEndPoint Admin { get; }

    /// <summary>The file it was started on.</summary>
    public string File => FileIn(_folder);

    /// <summary>The executable that was built with whoever uses this.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "halfsilver");

    /// <summary>Starts on a native file; the entry point's and the admin side's addresses are chosen here.</summary>
    public static Task<GatewayProcess> StartAsync(string yaml, params string[] flags) => StartAsync([Executable], yaml, environment: null, flags);

    /// <summary>The same, with variables.</summary>
    public static Task<GatewayProcess> StartAsync(string yaml, IReadOnlyDictionary<string, string?>? environment, params string[] flags) =>
        StartAsync([Executable], yaml, environment, flags);

    /// <summary>The same, in a process that may have so many descriptors, files and connections together.</summary>
    public static Task<GatewayProcess> StartScarceAsync(string yaml, int descriptors) =>
        StartAsync(["/bin/sh", "-c", $"ulimit -n {descriptors}; exec \"$0\" \"$@\"", Executable], yaml, environment: null);

    /// <summary>Starts a program of the caller's choice, given by the words before <c>run</c>.</summary>
    public static async Task<GatewayProcess> StartAsync(
        IReadOnlyList<string> program, string yaml, IReadOnlyDictionary<string, string?>? environment, params string[] flags)
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-");
        var file = FileIn(folder);
        await System.IO.File.WriteAllTextAsync(file, yaml);
        string[] words = [.. program.Skip(1), "run", "-c", file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data-dir", folder.FullName, .. flags];
        return await WaitAsync(RunningProcess.Start(program[0], words, environment), folder);
    }

    /// <summary>Puts another file in the old one's place and has it read; throws where it is refused.</summary>
    public async Task ReplaceAsync(string yaml)
    {
        var fresh = Path.Combine(_folder.FullName, "fresh");
        await System.IO.File.WriteAllTextAsync(fresh, yaml);
        System.IO.File.Move(fresh, File, overwrite: true);
        using var http = Client();
        using var answer = await http.PostAsync(new Uri($"http://{Admin}/-/reload"), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A client that shows the token which the first start wrote, where it wrote one.</summary>
    public HttpClient Client()
    {
        var http = new HttpClient();
        if (System.IO.File.Exists(TokenFile))
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", System.IO.File.ReadAllText(TokenFile).Trim());
        return http;
    }

    /// <summary>Where the first start writes its token.</summary>
    public string TokenFile => Path.Combine(_folder.FullName, "admin-token");

    /// <summary>The metrics page, read.</summary>
    public async Task<PromText> MetricsAsync() => PromText.Parse(await PageAsync());

    /// <summary>The metrics page as text.</summary>
    public async Task<string> PageAsync()
    {
        using var http = Client();
        return await http.GetStringAsync(new Uri($"http://{Admin}/metrics"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string FileIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "halfsilver.yaml");

    private static async Task<GatewayProcess> WaitAsync(RunningProcess process, DirectoryInfo folder)
    {
        var patience = TimeSpan.FromSeconds(60);
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
