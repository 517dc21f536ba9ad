using System.Globalization;
using System.Text.Json;
using Repository.Tests.Snippets;
using TestKit;

namespace Repository.Tests;

/// <summary>What measures the gateway does what its figures rest on.</summary>
public sealed class MeasuringTests
{
    private const string Head = "POST /a HTTP/1.1\r\nHost: a\r\n";

    private static string Peers => Path.Combine(House.Root, "bench", "Peers", "bin", SnippetRunner.Configuration, "net10.0", "Halfsilver.Peers.dll");

    private static string Dotnet => Path.Combine(SnippetRunner.DotnetRoot, "dotnet");

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", 1)]
    [InlineData(Head + "CONTENT-LENGTH:  5\r\n\r\nabcde", 1)]
    [InlineData(Head + "Content-Length: 0\r\n\r\n" + Head + "content-length: 3\r\n\r\n\r\n\r", 2)]
    [InlineData(Head + "transfer-encoding: chunked\r\n\r\n4\r\n\r\n0\r\r\n00a\r\n0123456789\r\n0\r\n\r\n", 1)]
    [InlineData(Head + "Transfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\nx-trailer: of more than one line's worth\r\nx: y\r\n\r\nGET / HTTP/1.1\r\n\r\n", 2)]
    public async Task A_service_answers_once_for_each_request_wherever_its_bytes_are_cut(string requests, int count)
    {
        await using var services = RunningProcess.Start(Dotnet, [Peers, "service", "200", "204"]);
        var ports = await PortsAsync(services);
        await using var whole = await RawClient.ConnectAsync(ports[0]);
        await whole.SendAsync(requests);
        await using var cut = await RawClient.ConnectAsync(ports[1]);
        foreach (var letter in requests[..^1])
        {
            await cut.SendAsync(letter.ToString());
        }

        for (var i = 0; i < count; i++)
        {
            Assert.Equal((200, 128), await AnswerAsync(whole));
        }

        // But for its last byte the last request is whole, and nobody answers or counts it yet.
        for (var i = 0; i < count - 1; i++)
        {
            Assert.Equal((204, 0), await AnswerAsync(cut));
        }

        Assert.Equal(count == 1 ? "0 0" : $"{count - 1} 1", await CountAsync(ports[1]));
        await cut.SendAsync(requests[^1..]);
        Assert.Equal((204, 0), await AnswerAsync(cut));
        Assert.Equal($"{count} 1", await CountAsync(ports[0]));
        Assert.Equal($"{count} 1", await CountAsync(ports[1]));
    }

    [Fact]
    public async Task The_command_that_measures_runs_and_writes_its_page()
    {
        foreach (var tool in new[] { "python3", "wrk", "nginx" })
        {
            Assert.SkipUnless(OnPath.Find(tool) is not null, $"{tool} is not installed");
        }

        var folder = Directory.CreateTempSubdirectory("halfsilver-measure-").FullName;
        try
        {
            string page = Path.Combine(folder, "page.md"), kept = Path.Combine(folder, "kept.json");
            await using var run = RunningProcess.Start(
                "python3",
                ["-B", "bench/compare", SnippetRunner.Built, "--short", "--sections", "off", "--peers", Peers, "--page", page, "--keep", kept],
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_ROOT"] = SnippetRunner.DotnetRoot, ["PATH"] = $"{SnippetRunner.DotnetRoot}:{Environment.GetEnvironmentVariable("PATH")}" },
                House.Root);
            await run.WriteAsync("", andEnd: true);
            var code = await run.WaitForExitAsync(TimeSpan.FromSeconds(120));
            Assert.True(code == 0, string.Join('\n', run.Output.Lines.Concat(run.Errors.Lines)));
            var written = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            Assert.Matches(@"\| P1 \| [^|]+\| 1\.20 × \| 1\.00 × \| \d+\.\d\d × \| (\*\*not met\*\*|met|stretch) \|", written);
            Assert.Matches(@"\| P9 \| [^|]+\| [^|]+\| [^|]+\| – \| not measured \|", written);
            Assert.Matches(@"\n\| halfsilver \| off \| [1-9]\d* \|", written);
            using var figures = JsonDocument.Parse(await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
            var cell = figures.RootElement.GetProperty("sections").GetProperty("off").GetProperty("cells")[0];
            Assert.Equal("halfsilver", cell.GetProperty("gateway").GetString());
            Assert.Equal(0, cell.GetProperty("rounds")[0].GetProperty("errors").GetInt32());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int[]> PortsAsync(RunningProcess services)
    {
        var line = await services.Output.WaitForAsync("ports ");
        return [.. line.Split(' ')[1..].Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
    }

    private static async Task<(int Status, long Length)> AnswerAsync(RawClient client)
    {
        var answer = await client.ReadAnswerAsync();
        return (answer.Status, answer.BodyLength);
    }

    private static async Task<string> CountAsync(int port)
    {
        await using var client = await RawClient.ConnectAsync(port);
        await client.SendAsync("GET /__count HTTP/1.1\r\nHost: a\r\n\r\n");
        return (await client.ReadAnswerAsync()).BodyText;
    }
}
