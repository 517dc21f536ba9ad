using Halfsilver.Dialects.Shapes;

namespace Halfsilver.Dialects.Kong.Keys;

/// <summary>Shapes and keys that Kong's tables share.</summary>
internal static class KongKinds
{
    /// <summary>Whatever stands there.</summary>
    public static AnyShape Any { get; } = new();

    /// <summary>Texts.</summary>
    public static ListShape Texts { get; } = new("texts", Kinds.FieldValue);

    /// <summary>Statuses.</summary>
    public static ListShape Statuses { get; } = new("statuses", new IntegerShape(100, 999));

    /// <summary>Milliseconds.</summary>
    public static IntegerShape Milliseconds { get; } = new(1, 2_147_483_646);

    /// <summary>A count that means "never" where it is 0.</summary>
    public static IntegerShape Count { get; } = new(0, 255);

    /// <summary>Seconds.</summary>
    public static DecimalShape Seconds { get; } = new("number of seconds", 0, 65_535, 3);

    /// <summary>Another object, by its name or id.</summary>
    public static EitherShape Reference { get; } = new(Kinds.FieldValue, new GroupShape("reference", "Another object. A bare text is its name or id.", () =>
    [
        new("id", Kinds.FieldValue, "Its id."),
        new("name", Kinds.FieldValue, "Its name."),
    ]));

    /// <summary>What every object may have beside what it does.</summary>
    public static IEnumerable<Key> Marks =>
    [
        new("id", Kinds.FieldValue, "Its id, for references."),
        Silent("tags", "Words for tools."),
        Silent("updated_at", "When it was changed last."),
        Silent("_comment", "A comment."),
        Silent("ws_id", "The workspace that it came from."),
    ];

    /// <summary>A key that means nothing for traffic, neither there nor here.</summary>
    public static Key Silent(string name, string what) => new(name, Any, what);

    /// <summary>A key that is known and means nothing here.</summary>
    public static Key Ignored(string name, string why) => new(name, Any, "") { Ignored = why };

    /// <summary>A key without which requests are served, but not quite as there.</summary>
    public static Key Without(string name, string how) => new(name, Any, "") { Approximated = how };

    /// <summary>A key without which requests must not be served.</summary>
    public static Key Refused(string name, string why) => new(name, Any, "") { Rejected = why };
}
