using System.Net;
using System.Text.RegularExpressions;
using TestKit;

namespace Samples.Tests;

/// <summary>A sample as its own process, on a free loopback port read from what it prints.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    /// <summary>Time for copies to connect that no stall of a busy machine uses up.</summary>
    public const string Patient = "Mirroring:Mirrors:v2:Timeouts:Connect=00:00:30";

    private SampleProcess(RunningProcess process, IPEndPoint address) => (Process, Address) = (process, address);

    public RunningProcess Process { get; }

    public IPEndPoint Address { get; }

    /// <summary>Starts a sample with settings on top of its own file's.</summary>
    /// <param name="name">Its project's name.</param>
    /// <param name="settings">As <c>Mirroring:Mirrors:v2:Percent=100</c>.</param>
    public static async Task<SampleProcess> StartAsync(string name, params string[] settings)
    {
        var folder = FolderOf(name);
        var process = RunningProcess.Start(
            Path.Combine(folder, name), ["--urls=http://127.0.0.1:0", .. settings.Select(setting => $"--{setting}")], folder: folder);
        try
        {
            var line = await process.Output.WaitForAsync(line => Listening().IsMatch(line), TimeSpan.FromSeconds(30));
            return new SampleProcess(process, IPEndPoint.Parse(Listening().Match(line).Groups["address"].Value));
        }
        catch (TimeoutException e)
        {
            // Where it has ended, the one output may be read to its end before the other.
            await Bound.EndsWithin(Task.WhenAll(process.Output.Ended, process.Errors.Ended), Bound.Usual);
            await process.DisposeAsync();
            throw new TimeoutException(string.Join('\n', [.. process.Output.Lines, .. process.Errors.Lines]), e);
        }
    }

    public HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{Address}") };

    /// <summary>The metrics page, read.</summary>
    public async Task<PromText> MetricsAsync()
    {
        using var client = Client();
        return PromText.Parse(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
    }

    /// <summary>Waits until the mirror's books balance over so many requests; the page then.</summary>
    public async Task<PromText> BalancedAsync(long matched)
    {
        var page = await MetricsAsync();
        await Bound.Within(
            Task.Run(async () =>
            {
                while (!Balances(page, matched))
                {
                    page = await MetricsAsync();
                }
            }),
            TimeSpan.FromSeconds(20),
            $"the books to balance over {matched} requests");
        return page;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static bool Balances(PromText page, long matched)
    {
        return Sum("matched") == matched && Sum("matched") == Sum("skipped") + Sum("requests") && Sum("requests") == Sum("responses") + Sum("errors");

        double Sum(string family) => page.Sum($"halfsilver_mirror_{family}_total");
    }

    // Samples are built as these tests are: the same configuration, in folders of the same names.
    private static string FolderOf(string name)
    {
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var tail = Path.Combine("bin", bin.Parent!.Name, bin.Name);
        for (var folder = bin; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Halfsilver.slnx")))
            {
                return Path.Combine(folder.FullName, "samples", name, tail);
            }
        }

        throw new DirectoryNotFoundException($"no Halfsilver.slnx above {AppContext.BaseDirectory}");
    }

    [GeneratedRegex(@"Now listening on: http://(?<address>127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
