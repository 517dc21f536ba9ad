using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of comparing and redaction.</summary>
internal static class CompareKeys
{
    private static readonly TextShape JsonPath = new("JSON path", "^\\$.*", "a path that begins with $", ["$.total", "$..requestId"], ["", "total"]);

    public static GroupShape Redaction => field ??= new("redaction", "What is hidden before anything is kept, logged or shown.", () =>
    [
        new("headers", new ListShape("field names", FieldName), "Fields whose values are hidden."),
        new("jsonPaths", new ListShape("JSON paths", JsonPath), "Parts of JSON bodies that are hidden."),
        new("query", new ListShape("query keys", Text), "Query keys whose values are hidden."),
        new("replaceWith", new ChoiceShape("hash", "mask"), "A keyed hash keeps equality visible; a mask hides that too.") { Default = "hash" },
    ]);

    public static GroupShape Profile => field ??= new("profile", "A way to compare two answers.", () =>
    [
        new("status", new ChoiceShape("exact", "class"), "Whether statuses must be equal, or of one class.") { Default = "exact" },
        new("headers", HeaderSet, "Which fields are compared."),
        new("body", Body, "How bodies are compared."),
        new("noise", Noise, "What counts as noise."),
        new("store", Kept, "Which pairs are kept."),
    ]);

    private static GroupShape HeaderSet => field ??= new("comparedHeaders", "Which fields are compared.", () =>
    [
        new("include", new ListShape("field names", FieldName), "Fields that are compared."),
        new("ignore", new ListShape("field names", FieldName), "Fields that are not."),
    ]);

    private static GroupShape Body => field ??= new("comparedBody", "How bodies are compared.", () =>
    [
        new("as", new ChoiceShape("auto", "json", "text", "bytes", "protobuf"), "What they are read as.") { Default = "auto" },
        new("maxBytes", Size(0, 1L << 30), "How much of each is compared.") { Sample = "1MiB" },
        new("ignore", new ListShape("JSON paths", JsonPath), "Parts that are not compared."),
        new("tolerate", new ListShape("tolerances", Tolerance), "Parts that may differ a little."),
        new("asSet", new ListShape("sets", Set), "Lists whose order means nothing."),
        new("nullEqualsMissing", Bool, "Whether null equals absence.") { Default = false },
    ]);

    private static GroupShape Tolerance => field ??= new("tolerance", "How far a part may differ.", () =>
    [
        new("path", JsonPath, "The part.") { Required = true },
        new("absolute", new DecimalShape("number", 0, 1_000_000_000_000, 12), "By a number.") { Sample = 0.005m },
        new("relative", PercentText, "By a percentage."),
        new("within", Duration(TimeSpan.Zero), "By a time.") { Sample = "2s" },
    ])
    { ExactlyOne = [["absolute", "relative", "within"]] };

    private static GroupShape Set => field ??= new("set", "A list whose order means nothing.", () =>
    [
        new("path", JsonPath, "The list.") { Required = true },
        new("key", Text, "What tells its items apart.") { Sample = "sku" },
    ]);

    private static GroupShape Noise => field ??= new("noise", "What counts as noise.", () =>
    [
        new("selfReplay", Bool, "Whether safe requests are sent to the primary again, to learn noise.") { Default = false },
        new("relative", PercentText, "How much above noise a difference must be, relative to it.") { Default = "20%" },
        new("absolute", PercentText, "How much above noise a difference must be.") { Default = "0.03%" },
        new("minPairs", new IntegerShape(1, 1_000_000_000), "Pairs without which there is no verdict.") { Sample = 200 },
    ]);

    private static GroupShape Kept => field ??= new("keptPairs", "Which pairs are kept.", () =>
    [
        new("mismatches", PercentText, "How many of those that differ.") { Sample = "100%" },
        new("matches", PercentText, "How many of those that do not.") { Sample = "0.5%" },
        new("maxPerMinute", new IntegerShape(0, 1_000_000), "How many a minute at most.") { Sample = 600 },
    ]);
}
