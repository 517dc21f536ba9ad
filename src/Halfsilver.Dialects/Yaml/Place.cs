namespace Halfsilver.Dialects.Yaml;

/// <summary>
/// Where something stands: line and column from 1, how many columns it takes on that line, and which of the files that are read together
/// it is, from 0.
/// </summary>
internal readonly record struct Place(int Line, int Column, int Length, int File = 0)
{
    /// <summary>The file's first character.</summary>
    public static Place Start => new(1, 1, 1);
}
