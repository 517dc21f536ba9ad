namespace Repository.Tests;

/// <summary>A file of the repository: its path from the root, with forward slashes, and its text.</summary>
internal sealed record HouseFile(string Path, string Text)
{
    public IEnumerable<string> Lines => Text.Split('\n').Select(line => line.TrimEnd('\r'));

    /// <summary>Lines as an editor counts them.</summary>
    public int LineCount => Text.Length == 0 ? 0 : Text.Count(letter => letter == '\n') + (Text.EndsWith('\n') ? 0 : 1);

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>The line, counted from 1, of a place in the text.</summary>
    public int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;
}
