using System.Runtime.CompilerServices;

using Xunit;

namespace Halfsilver.Dialects.Tests;

/// <summary>Files that tests compare with what the code gives, and rewrite when asked.</summary>
internal static class Goldens
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("HALFSILVER_UPDATE") == "1";

    /// <summary>The folder of golden files, in the sources.</summary>
    public static string Folder { get; } = Path.Combine(Here(), "Golden");

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static void Compare(string path, string expected, string actual)
    {
        if (Update)
        {
            File.WriteAllText(path, actual);
            return;
        }

        if (expected != actual)
        {
            Assert.Fail($"{Path.GetRelativePath(Repository, path)} differs {FirstDifference(expected, actual)}\n"
                + "If the new text is right, run this test again with HALFSILVER_UPDATE=1 and review the change.");
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        return $"at line {line + 1}:\n  expected: {left.ElementAtOrDefault(line) ?? "(end)"}\n  actual:   {right.ElementAtOrDefault(line) ?? "(end)"}";
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
