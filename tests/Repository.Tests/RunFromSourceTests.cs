using Repository.Tests.Snippets;
using TestKit;

namespace Repository.Tests;

/// <summary>What a clone runs without installing anything: <c>dotnet run</c>, as the front page says it.</summary>
public sealed class RunFromSourceTests
{
    [Fact]
    public async Task Run_from_its_source_it_finds_files_where_the_command_was_typed()
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-source-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "here.yaml"), "version: 1\n", TestContext.Current.CancellationToken);
            await using var run = RunningProcess.Start(
                "dotnet",
                ["run", "--no-build", "-c", SnippetRunner.Configuration, "--project", Path.Combine(House.Root, "src", "Halfsilver.Gateway"), "--", "validate", "here.yaml"],
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_ROOT"] = SnippetRunner.DotnetRoot, ["PATH"] = $"{SnippetRunner.DotnetRoot}:{Environment.GetEnvironmentVariable("PATH")}" },
                folder);
            await run.WriteAsync("", andEnd: true);
            var code = await run.WaitForExitAsync(TimeSpan.FromSeconds(120));
            Assert.True(code == 0, string.Join('\n', run.Output.Lines.Concat(run.Errors.Lines)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
