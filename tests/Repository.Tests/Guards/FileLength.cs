namespace Repository.Tests.Guards;

/// <summary>Files stay short enough to read at one sitting.</summary>
internal static class FileLength
{
    public const int Longest = 400;
    public const int Median = 80;

    /// <summary>A file that is too long.</summary>
    public static IEnumerable<string> Check(HouseFile file) =>
        file.LineCount > Longest ? [$"{file.Path}: {file.LineCount} lines; {Longest} at most"] : [];

    /// <summary>Half of the files have at most this many lines.</summary>
    public static int MedianOf(IEnumerable<HouseFile> files)
    {
        var lines = files.Select(file => file.LineCount).Order().ToArray();
        return lines.Length == 0 ? 0 : lines[(lines.Length - 1) / 2];
    }
}
