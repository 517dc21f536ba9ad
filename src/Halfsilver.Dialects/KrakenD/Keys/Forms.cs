using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.KrakenD.Keys;

/// <summary>Shapes and keys that many tables share.</summary>
internal static class Forms
{
    /// <summary>A duration.</summary>
    public static GoTimeShape Time { get; } = new("KrakenD");

    /// <summary>Whatever stands there.</summary>
    public static AnyShape Any { get; } = new();

    /// <summary>A list of texts, or one text for a list of one.</summary>
    public static EitherShape Texts(string words) => new(new ListShape(words, Text), Text);

    /// <summary>A key that is known and means nothing here.</summary>
    public static Key Ignored(string name, string why) => new(name, Any, "") { Ignored = why };

    /// <summary>A key that means nothing for traffic, neither there nor here.</summary>
    public static Key Silent(string name, string what) => new(name, Any, what);

    /// <summary>A key without which requests are served, but not quite as there.</summary>
    public static Key Without(string name, string how) => new(name, Any, "") { Approximated = how };

    /// <summary>A key without which requests must not be served.</summary>
    public static Key Refused(string name, string why) => new(name, Any, "") { Rejected = why };
}
