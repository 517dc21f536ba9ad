using System.Collections.Immutable;
using Halfsilver.Gateway.Cli;
using Halfsilver.Matching;
using Halfsilver.Planning;

namespace Halfsilver.Gateway.Settings;

/// <summary>Reads all the files that people name and makes one plan of them.</summary>
internal sealed class PlanFiles(IPlanReader reader, TextReader standardInput)
{
    /// <summary>What <c>-</c> is called in messages.</summary>
    public const string StandardInput = "<stdin>";

    private string? _standardInputText;

    /// <summary>What all files gave.</summary>
    /// <param name="Plan">The plan; null when a notice is an error.</param>
    /// <param name="Files">Each file's own reading, or that of several that were read together.</param>
    /// <param name="Notices">All notices: the files' in order, then those of the whole.</param>
    public sealed record Result(Plan? Plan, ImmutableArray<PlanFileReading> Files, ImmutableArray<PlanNotice> Notices);

    /// <summary>Reads files; a directory means its .yaml, .yml, .json and .toml files by name.</summary>
    /// <param name="names">Files, directories, or <c>-</c>.</param>
    /// <param name="dialect">The dialect of all of them; null guesses for each.</param>
    /// <param name="compose">What is put over the files before the whole is checked; null puts nothing.</param>
    /// <param name="toRun">Whether the plan is to run as it is, so that the admin side needs a port of its own.</param>
    /// <exception cref="CliException">A file is not there or cannot be read.</exception>
    public Result Read(IReadOnlyList<string> names, string? dialect, Func<Plan, Plan>? compose = null, bool toRun = true)
    {
        if (dialect is not null && !reader.Dialects.Contains(dialect, StringComparer.Ordinal))
            throw new CliException(ExitCode.Usage, $"--dialect: '{dialect}' is not known", $"there are: {string.Join(", ", reader.Dialects)}");
        var files = reader.Read([.. names.SelectMany(Expand).Select(Open)], dialect);
        var notices = files.SelectMany(file => file.Notices).ToList();
        if (files.Any(file => file.Plan is null))
            return new Result(null, files, [.. notices]);

        var whole = string.Join(", ", names);
        var plan = PlanMerge.Merge([.. files.Select(file => file.Plan!)], out var conflicts);
        plan = compose?.Invoke(plan) ?? plan;
        var problems = conflicts.IsEmpty ? PlanRules.CheckAll(plan) : conflicts;
        if (!toRun)
            problems = problems.RemoveAll(problem => EntryPointCheck.IsAdminsPort(plan, problem));
        notices.AddRange(problems.Select(problem => new PlanNotice(NoticeLevel.Error, problem.Code, whole, 0, 0, problem.Path, problem.Message)));
        return new Result(problems.IsEmpty ? plan : null, files, [.. notices]);
    }

    /// <summary>Every file that the names stand for; <c>-</c> stays itself.</summary>
    public static IEnumerable<string> Expand(string name)
    {
        if (name == "-" || !Directory.Exists(name))
            return [name];
        var found = Directory.EnumerateFiles(name)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json" or ".toml")
            .Order(StringComparer.Ordinal).ToArray();
        return found.Length > 0 ? found : throw new CliException(ExitCode.Configuration, $"{name}: no .yaml, .yml, .json or .toml file in this directory");
    }

    private PlanFile Open(string name)
    {
        if (name == "-")
            return new PlanFile(StandardInput, _standardInputText ??= standardInput.ReadToEnd());
        try
        {
            return new PlanFile(name, File.ReadAllText(name));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var missing = failure is FileNotFoundException or DirectoryNotFoundException;
            throw new CliException(ExitCode.Configuration, $"{name}: {(missing ? "there is no such file" : failure.Message)}", inner: failure);
        }
    }
}
