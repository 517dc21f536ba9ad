using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TestKit;
using Xunit;

namespace Halfsilver.Gateway.Tests.Process;

/// <summary>The executable is killed while its plan is being changed, again and again. <c>HALFSILVER_KILLS=100</c> is the long form.</summary>
public sealed partial class KilledWhileWritingTests(ITestOutputHelper output) : IDisposable
{
    private const int Writers = 3;

    // Below what a store keeps, so that what is looked for cannot have been forgotten.
    private const int LookedAt = 400;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("halfsilver-");
    private readonly ConcurrentDictionary<int, string> _acknowledged = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Bound.Usual };

    // The long form comes to 5,000 acknowledged changes and more.
    private static (int From, int Below) Between => Kills < 100 ? (1, 12) : (10, 120);

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("HALFSILVER_KILLS"), out var kills) ? kills : 10;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Acknowledged_changes_are_never_lost_none_is_torn_and_the_last_one_serves_at_the_next_start()
    {
        var random = new Random(20260321);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "plan.yaml"), Yaml("first"));
        var slowest = TimeSpan.Zero;
        for (var kill = 0; kill < Kills; kill++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await using var process = Start();
            var (web, admin) = await AddressesAsync(process);
            slowest = TimeProvider.System.GetElapsedTime(began) is var took && took > slowest ? took : slowest;
            await LogInAsync();
            await CheckAsync(web, admin);
            using var over = new CancellationTokenSource();
            var before = _acknowledged.Count;
            var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(admin, $"k{kill}w{writer}", over.Token)).ToArray();
            var enough = random.Next(Between.From, Between.Below);
            await Bound.Eventually(() => _acknowledged.Count >= before + enough, TimeSpan.FromSeconds(30), $"{enough} changes");

            process.Signal(Signals.Kill);
            await over.CancelAsync();
            await Task.WhenAll(writers);
            await process.WaitForExitAsync();
        }

        await using var last = Start();
        var (lastWeb, lastAdmin) = await AddressesAsync(last);
        await CheckAsync(lastWeb, lastAdmin);
        Assert.True(_acknowledged.Count >= Kills * Between.From);
        output.WriteLine($"{Kills} kills, {_acknowledged.Count} acknowledged changes, slowest start {slowest.TotalMilliseconds:F0} ms");
    }

    [Fact]
    public async Task A_second_gateway_in_the_same_directory_ends_with_69_and_says_what_to_do()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "plan.yaml"), Yaml("first"));
        await using var first = Start();
        await AddressesAsync(first);

        await using var second = Start();

        Assert.Equal(69, await second.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        var said = string.Join('\n', second.Errors.Lines);
        Assert.Contains("another gateway uses it", said, StringComparison.Ordinal);
        Assert.Contains("--data-dir", said, StringComparison.Ordinal);
    }

    // The first start wrote a token; the others know it.
    private async Task LogInAsync() => _http.DefaultRequestHeaders.Authorization =
        new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "state", "admin-token"))).Trim());

    // All that was acknowledged is there, whole, in one line of parents, each with its entry in the audit log; and the newest serves.
    private async Task CheckAsync(IPEndPoint web, IPEndPoint admin)
    {
        var list = await JsonAsync(admin, "/api/v1/revisions?limit=200");
        var active = list.GetProperty("active").GetInt32();
        var numbers = list.GetProperty("revisions").EnumerateArray().Select(one => one.GetProperty("number").GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(i => active - i), numbers);
        Assert.All(list.GetProperty("revisions").EnumerateArray().SkipLast(1), one => Assert.Equal(one.GetProperty("number").GetInt32() - 1, one.GetProperty("parent").GetInt32()));
        Assert.True(_acknowledged.IsEmpty || active >= _acknowledged.Keys.Max());
        foreach (var (number, name) in _acknowledged.Where(one => one.Key > active - LookedAt))
        {
            Assert.Equal(Name(name), Name((await JsonAsync(admin, $"/api/v1/revisions/{number}")).GetProperty("plan").GetString()!));
        }

        var audit = (await JsonAsync(admin, "/api/v1/audit?limit=200")).GetProperty("entries").EnumerateArray()
            .Where(entry => entry.GetProperty("action").GetString() == "plan.change").Select(entry => entry.GetProperty("target").GetString());
        Assert.Equal(numbers.Select(number => $"r{number}"), audit);
        var serving = Name(await _http.GetStringAsync(new Uri($"http://{admin}/api/v1/config")));
        Assert.Equal(serving, await _http.GetStringAsync(new Uri($"http://{web}/")));
        Assert.Equal(active, (await JsonAsync(admin, "/api/v1/status")).GetProperty("revision").GetInt32());
    }

    private async Task WriteAsync(IPEndPoint admin, string writer, CancellationToken over)
    {
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            var name = $"{writer}n{i}";
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"http://{admin}/api/v1/config"))
            {
                Content = new StringContent(Yaml(name), Encoding.UTF8, "application/yaml"),
            };
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            try
            {
                using var answer = await _http.SendAsync(request, over);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.True(_acknowledged.TryAdd(int.Parse(Assert.Single(answer.Headers.GetValues("X-Revision")), CultureInfo.InvariantCulture), Yaml(name)));
            }
            catch (Exception end) when (end is HttpRequestException or OperationCanceledException or IOException)
            {
                // The process is gone, and with it what nobody was told of.
                return;
            }
        }
    }

    private async Task<JsonElement> JsonAsync(IPEndPoint admin, string path) =>
        JsonDocument.Parse(await _http.GetStringAsync(new Uri($"http://{admin}{path}"))).RootElement;

    private RunningProcess Start() => RunningProcess.Start(
        GatewayProcess.Executable,
        ["run", "-c", Path.Combine(_folder.FullName, "plan.yaml"), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data-dir", Path.Combine(_folder.FullName, "state")]);

    private static async Task<(IPEndPoint Web, IPEndPoint Admin)> AddressesAsync(RunningProcess process)
    {
        try
        {
            var web = await process.Errors.WaitForAsync(line => line.Contains("  Proxy ", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
            var admin = await process.Errors.WaitForAsync("/metrics", TimeSpan.FromSeconds(60));
            return (IPEndPoint.Parse(Address().Match(web).Groups["address"].Value), IPEndPoint.Parse(Address().Match(admin).Groups["address"].Value));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(string.Join('\n', process.Errors.Lines), e);
        }
    }

    // Some kilobytes, so that a torn write would have room to show.
    private static string Yaml(string name)
    {
        var others = string.Concat(Enumerable.Range(0, 40).Select(i => $"  r{i}: {{ match: {{ path: {{ prefix: /{name}/{i} }} }}, service: a }}\n"));
        return $$"""
            version: 1
            gateway: {{name}}
            services:
              a: { host: 127.0.0.1, port: 9 }
            routes:
              all: { match: { path: { prefix: / } }, respond: { status: 200, body: {{name}} } }

            """ + others;
    }

    private static string Name(string yaml) => NameLine().Match(yaml).Groups["name"].Value;

    [GeneratedRegex(@"^gateway: (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameLine();

    [GeneratedRegex(@"http://(?<address>127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
