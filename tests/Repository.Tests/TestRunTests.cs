using TestKit;

namespace Repository.Tests;

/// <summary>The test command itself, over a solution and a dotnet that are made up: what it adds up, and how it ends.</summary>
public sealed class TestRunTests
{
    private const string Dotnet = """
        #!/bin/bash
        case "$*" in
          build*) exit "${BUILD_ENDS:-0}" ;;
          *Good.Tests.dll*) echo '   Good.Tests  Total: 10, Errors: 0, Failed: 0, Skipped: 2, Not Run: 0, Time: 0.1s' ;;
          *Bad.Tests.dll*) printf '    A_promise [FAIL]\n      what was wrong\n   Bad.Tests  Total: 3, Errors: 1, Failed: 1, Skipped: 0, Not Run: 0, Time: 0.1s\n'; exit 1 ;;
          *Crashed.Tests.dll*) echo 'out of luck'; exit 134 ;;
          *Empty.Tests.dll*) echo '   Empty.Tests  Total: 0, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.1s' ;;
        esac
        """;

    [Fact]
    public async Task All_projects_add_up_on_the_last_line()
    {
        var (code, lines) = await RunAsync(["Good", "Bad"]);
        Assert.Equal((1, "9 passed, 2 failed, 2 skipped"), (code, lines[^1]));
        Assert.Contains(lines, line => line.Contains("what was wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_without_failures_succeeds()
    {
        var (code, lines) = await RunAsync(["Good"]);
        Assert.Equal((0, "8 passed, 0 failed, 2 skipped"), (code, lines[^1]));
    }

    [Theory]
    [InlineData("Crashed")]
    [InlineData("Empty")]
    public async Task A_project_that_crashes_or_tests_nothing_counts_as_failed_and_the_others_still_run(string broken)
    {
        var (code, lines) = await RunAsync([broken, "Good"]);
        Assert.Equal((1, "8 passed, 1 failed, 2 skipped"), (code, lines[^1]));
    }

    [Fact]
    public async Task A_build_that_fails_is_a_failure()
    {
        var (code, lines) = await RunAsync(["Good"], buildEnds: 1);
        Assert.Equal((1, "0 passed, 1 failed"), (code, lines[^1]));
    }

    [Fact]
    public async Task One_project_can_be_run_alone()
    {
        var (code, lines) = await RunAsync(["Good", "Bad"], arguments: ["Good.Tests"]);
        Assert.Equal((0, "8 passed, 0 failed, 2 skipped"), (code, lines[^1]));
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_a_failure()
    {
        var (code, lines) = await RunAsync(["Good"], arguments: ["Godo.Tests"]);
        Assert.Equal((1, "0 passed, 1 failed"), (code, lines[^1]));
    }

    private static async Task<(int Code, IReadOnlyList<string> Lines)> RunAsync(string[] projects, int buildEnds = 0, string[]? arguments = null)
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-run-").FullName;
        try
        {
            File.Copy(Path.Combine(House.Root, "test.sh"), Path.Combine(folder, "test.sh"));
            foreach (var project in projects)
            {
                Directory.CreateDirectory(Path.Combine(folder, "tests", $"{project}.Tests"));
                await File.WriteAllTextAsync(Path.Combine(folder, "tests", $"{project}.Tests", $"{project}.Tests.csproj"), "<Project />");
            }

            // Tools that are there: nothing is installed while this machine tests.
            foreach (var tool in new[] { "dotnet", "nginx", "promtool", "curl" })
            {
                await WriteToolAsync(Path.Combine(folder, "bin", tool), tool == "dotnet" ? Dotnet : "#!/bin/bash\n");
            }

            await using var run = RunningProcess.Start("bash", [Path.Combine(folder, "test.sh"), .. arguments ?? []], new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PATH"] = $"{Path.Combine(folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}",
                ["BUILD_ENDS"] = $"{buildEnds}",
            });
            await run.WriteAsync("", andEnd: true);
            return (await run.WaitForExitAsync(TimeSpan.FromSeconds(30)), run.Output.Lines);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteToolAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
