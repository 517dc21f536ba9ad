using System.Globalization;

using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Yarp.Keys;

/// <summary>Shapes that YARP's keys share. Configuration of .NET is text: numbers and words may stand in quotes, in any case.</summary>
internal static class YarpKinds
{
    /// <summary>Whatever stands under a key that has no effect here.</summary>
    public static AnyShape Any { get; } = new();

    /// <summary>Text of any kind, numbers too.</summary>
    public static TextShape Text { get; } = new("text", "^[^\\x00]*$", "any text", ["text", ""], ["a\0"]) { Loose = true };

    /// <summary>Texts.</summary>
    public static ListShape Texts { get; } = new("texts", Text);

    /// <summary>A number as .NET's Int32 takes it.</summary>
    public static IntegerShape Number { get; } = new(int.MinValue, int.MaxValue);

    /// <summary>A number of bytes.</summary>
    public static IntegerShape Bytes { get; } = new(-1, 1L << 50);

    /// <summary>A duration as .NET writes it.</summary>
    public static ParsedShape Time { get; } = new("duration as 00:01:30", "^-?[0-9.:]+$", Read, ["00:01:30", "00:00:00.5", "1.00:00:00"], ["soon", "1m"]);

    /// <summary>Texts by name.</summary>
    public static NamedShape Metadata { get; } = new("text by name", "^[^\\x00]*$", "any text", "Mirror.Percent", Text);

    /// <summary>A key that has no effect here.</summary>
    public static Key Ignored(string name, string description, string why) => new(name, Any, description) { Ignored = why };

    /// <summary>A key that is read for its presence, and done otherwise or not at all.</summary>
    public static Key Without(string name, string description, string how) => new(name, Any, description) { Approximated = how };

    /// <summary>A file with this key is refused.</summary>
    public static Key Refused(string name, string description, string why) => new(name, Any, description) { Rejected = why };

    private static Parsed Read(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time)
        ? new Parsed(time)
        : new Parsed(null, "is no duration; hours, minutes and seconds, as 00:01:30");
}
