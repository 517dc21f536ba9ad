namespace Halfsilver.Dialects.Yaml;

/// <summary>Where something stands in a file: line and column from 1, and how many columns it takes on that line.</summary>
internal readonly record struct Place(int Line, int Column, int Length)
{
    /// <summary>The file's first character.</summary>
    public static Place Start => new(1, 1, 1);
}
