namespace Repository.Tests;

/// <summary>The repository these tests were built in, as files of text.</summary>
internal static class House
{
    private static readonly string[] NotOurs = [".git", "bin", "obj", "artifacts", "TestResults", ".vs", ".idea", "node_modules", "halfsilver-data"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static readonly Lazy<IReadOnlyList<HouseFile>> All = new(() => [.. Read(Root!)]);

    /// <summary>Every text file, by path from the root with forward slashes.</summary>
    public static IReadOnlyList<HouseFile> Files => All.Value;

    /// <summary>C# files below one of the folders.</summary>
    public static IEnumerable<HouseFile> Code(params string[] folders) =>
        Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && folders.Any(folder => file.IsUnder(folder)));

    /// <summary>Pages that people read.</summary>
    public static IEnumerable<HouseFile> Pages => Files.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal));

    /// <summary>Every text file below a folder; binary ones are left out.</summary>
    public static IEnumerable<HouseFile> Read(string root)
    {
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                if (!NotOurs.Contains(Path.GetFileName(inner), StringComparer.Ordinal))
                {
                    folders.Push(inner);
                }
            }

            foreach (var path in Directory.EnumerateFiles(folder))
            {
                // A linked checkout has .git as a file, and it names the machine.
                if (Path.GetFileName(path) == ".git")
                {
                    continue;
                }

                var text = File.ReadAllText(path);
                if (!text.Contains('\0', StringComparison.Ordinal))
                {
                    yield return new HouseFile(Path.GetRelativePath(root, path).Replace('\\', '/'), text);
                }
            }
        }
    }

    private static string FindRoot(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Halfsilver.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Halfsilver.slnx above {from}");
    }
}
