using System.Text.RegularExpressions;
using Repository.Tests.Snippets;
using TestKit;

namespace Repository.Tests;

/// <summary>The front page shows what the demo prints, to the letter; only ports and the build's configuration may be others.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public async Task The_front_page_shows_what_the_demo_prints()
    {
        var ports = new FreePorts();
        await using var demo = RunningProcess.Start(
            SnippetRunner.Built,
            ["demo", "--listen", $"127.0.0.1:{ports["8000"]}", "--admin", $"127.0.0.1:{ports["8080"]}", "--duration", "1s"],
            // Nothing on the search path: as on a machine where it is not installed.
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = "", ["DOTNET_ROOT"] = SnippetRunner.DotnetRoot, ["NO_COLOR"] = "1" },
            House.Root);
        await demo.WriteAsync("", andEnd: true);
        Assert.Equal(0, await demo.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        var said = string.Join('\n', demo.Errors.Lines);
        var printed = AsUsual(said, ports);
        Verdict.None(Shown(House.Files.Single(file => file.Path == "README.md").Text)
            .Where(line => !printed.Contains(line, StringComparer.Ordinal))
            .Select(line => $"README.md shows '{line}', which the demo does not print; it prints:\n{said}"));
    }

    [Fact]
    public void What_is_shown_is_read_from_its_block() =>
        Assert.Equal(["halfsilver 1", "  Proxy  a"], Shown("# A\n```sh\nhalfsilver demo\n```\n\n```text\nhalfsilver 1\n\n  Proxy  a\n```\n"));

    [Fact]
    public void Printed_lines_are_compared_with_the_usual_ports()
    {
        var ports = new FreePorts();
        var said = $"  Metrics  http://127.0.0.1:{ports["8080"]}/metrics\na/bin/Debug/halfsilver kill --admin http://127.0.0.1:{ports["8080"]}   # stop\nat 127.0.0.1:{ports["8000"]}";
        Assert.Equal(["  Metrics  http://127.0.0.1:8080/metrics", "a/bin/Release/halfsilver kill   # stop", "at 127.0.0.1:8000"], AsUsual(said, ports));
    }

    // On other ports the demo adds --admin to the commands it proposes.
    private static string[] AsUsual(string said, FreePorts ports) => said
        .Replace($"127.0.0.1:{ports["8000"]}", "127.0.0.1:8000", StringComparison.Ordinal)
        .Replace($"127.0.0.1:{ports["8080"]}", "127.0.0.1:8080", StringComparison.Ordinal)
        .Replace(" --admin http://127.0.0.1:8080", "", StringComparison.Ordinal)
        .Replace("/bin/Debug/", "/bin/Release/", StringComparison.Ordinal)
        .Split('\n');

    private static string[] Shown(string page) =>
        Block().Match(page).Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^```text\n(?<text>halfsilver [\s\S]*?)^```", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Block();
}
