using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Vrata.Keys;

/// <summary>Shapes that Vrata's keys share. An empty text, a zero and null all stand for absence there.</summary>
internal static class VrataKinds
{
    /// <summary>Whatever stands under a key that has no effect here.</summary>
    public static AnyShape Any { get; } = new();

    /// <summary>A duration.</summary>
    public static GoTimeShape Time { get; } = new("Vrata") { OrEmpty = true };

    /// <summary>Text of any kind, numbers too.</summary>
    public static TextShape Text { get; } = new("text", "^[^\\x00]*$", "any text", ["text", ""], ["a\0"]) { Loose = true };

    /// <summary>Texts.</summary>
    public static ListShape Texts { get; } = new("texts", Text);

    /// <summary>A number as Go's uint32 takes it.</summary>
    public static IntegerShape Number { get; } = new(0, uint.MaxValue);

    /// <summary>Names of middlewares and how they are used.</summary>
    public static NamedShape Overrides => field ??= new("override by middleware", "^[^\\x00]*$", "any text", "<jwt>", MiddlewareKeys.Override);

    /// <summary>A key that has no effect here.</summary>
    public static Key Ignored(string name, string description, string why) => new(name, Any, description) { Ignored = why };

    /// <summary>A key that is read for its presence, and done otherwise or not at all.</summary>
    public static Key Without(string name, string description, string how) => new(name, Any, description) { Approximated = how };
}
