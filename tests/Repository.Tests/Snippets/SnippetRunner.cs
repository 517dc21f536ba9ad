using TestKit;

namespace Repository.Tests.Snippets;

/// <summary>
/// Tries the marked blocks of one page in order, in one folder of their own, with the built executable first on the path.
/// </summary>
internal sealed class SnippetRunner(string executable, TimeSpan bound)
{
    // Whatever a block leaves running ends with it.
    private const string Frame = "set -euo pipefail\ntrap 'code=$?; kill $(jobs -p) 2>/dev/null || true; wait || true; exit $code' EXIT\n";

    /// <summary>The executable that this build made.</summary>
    public static string Built => Path.Combine(House.Root, "src", "Halfsilver.Gateway", "bin", Configuration, "net10.0", "halfsilver");

    /// <summary>Where the executable finds the runtime that runs this test: …/shared/Microsoft.NETCore.App/VERSION.</summary>
    public static string DotnetRoot => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    /// <summary>Of this build: …/tests/Repository.Tests/bin/Release/net10.0/.</summary>
    public static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;

    /// <summary>What does not do what the page promises.</summary>
    public async Task<IReadOnlyList<string>> TryAsync(IEnumerable<Snippet> snippets)
    {
        var folder = Directory.CreateTempSubdirectory("halfsilver-docs-").FullName;
        var (ports, complaints) = (new FreePorts(), new List<string>());
        try
        {
            foreach (var snippet in snippets)
            {
                var text = ports.In(snippet.Text);
                if (snippet.Mark is SnippetMark.Validate)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, snippet.Name), text);
                    text = $"halfsilver validate {snippet.Name}\n";
                }

                if (await ComplaintAsync(text, folder, ports) is { } complaint)
                {
                    complaints.Add($"{snippet.Place}: {complaint}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return complaints;
    }

    private async Task<string?> ComplaintAsync(string script, string folder, FreePorts ports)
    {
        await using var shell = RunningProcess.Start("bash", ["-c", Frame + script], Environment(folder, ports), folder);
        await shell.WriteAsync("", andEnd: true);
        int code;
        try
        {
            code = await shell.WaitForExitAsync(bound);
        }
        catch (TimeoutException)
        {
            return $"does not end within {bound.TotalSeconds} s\n{Said(shell)}";
        }

        return code == 0 ? null : $"ends with {code}\n{Said(shell)}";
    }

    private Dictionary<string, string?> Environment(string folder, FreePorts ports) => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{Path.GetDirectoryName(executable)}:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["HOME"] = folder,
        ["XDG_STATE_HOME"] = null,
        ["NO_COLOR"] = "1",
        // Pages may leave out the usual address of the admin side.
        ["HALFSILVER_ADMIN"] = $"http://127.0.0.1:{ports["8080"]}",
        ["DOTNET_ROOT"] = DotnetRoot,
    };

    private static string Said(RunningProcess shell) =>
        string.Join('\n', shell.Output.Lines.Concat(shell.Errors.Lines).TakeLast(30).Select(line => "      " + line));
}
