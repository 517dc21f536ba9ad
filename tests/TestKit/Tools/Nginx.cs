namespace TestKit;

/// <summary>A real nginx on loopback that answers with the facts of each request and logs them.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly RunningProcess _process;
    private readonly string _folder;

    private Nginx(RunningProcess process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>Whether nginx is installed.</summary>
    public static bool Available => OnPath.Find("nginx") is not null;

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Authority => $"127.0.0.1:{Port}";

    /// <summary>What it logged so far.</summary>
    public IReadOnlyList<NginxEntry> Entries => [.. WholeLines().Select(NginxEntry.Parse)];

    /// <summary>Starts it.</summary>
    /// <param name="echoed">Names of fields whose values the answer tells, as <c>X-Id</c>, each as a line <c>X-Id=value</c>.</param>
    public static async Task<Nginx> StartAsync(params string[] echoed)
    {
        var file = OnPath.Find("nginx") ?? throw new InvalidOperationException("nginx is not installed.");
        for (var attempt = 1; ; attempt++)
        {
            var nginx = await TryStartAsync(file, echoed);
            if (!nginx._process.HasExited)
            {
                return nginx;
            }

            // Another process may take the port between the choice and the start.
            var said = string.Join('\n', nginx._process.Errors.Lines);
            await nginx.DisposeAsync();
            if (attempt == Attempts)
            {
                throw new InvalidOperationException($"nginx did not start:\n{said}");
            }
        }
    }

    /// <summary>Waits for so many log entries and returns all there are.</summary>
    public async Task<IReadOnlyList<NginxEntry>> WaitForAsync(int count, TimeSpan? timeout = null)
    {
        await Bound.Eventually(() => WholeLines().Count >= count, timeout ?? Bound.Usual, $"{count} log entries of nginx");
        return Entries;
    }

    /// <summary>Ends nginx and takes its folder away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Nginx> TryStartAsync(string file, string[] echoed)
    {
        var folder = Directory.CreateTempSubdirectory("nginx-").FullName;
        var config = Path.Combine(folder, "nginx.conf");
        var port = Sockets.FreePort();
        await File.WriteAllTextAsync(config, NginxConfig.Text(folder, port, echoed));
        var nginx = new Nginx(RunningProcess.Start(file, ["-p", folder, "-c", config]), folder, port);
        await Bound.EndsWithin(
            Task.WhenAny(nginx._process.Errors.WaitForAsync("start worker process "), nginx._process.Errors.Ended), Bound.Usual);
        return nginx;
    }

    private List<string> WholeLines()
    {
        var log = Path.Combine(_folder, "access.log");
        var text = File.Exists(log) ? File.ReadAllText(log) : string.Empty;
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
