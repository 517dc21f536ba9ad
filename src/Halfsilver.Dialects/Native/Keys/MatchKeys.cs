using Halfsilver.Dialects.Shapes;

using static Halfsilver.Dialects.Shapes.Kinds;

namespace Halfsilver.Dialects.Native.Keys;

/// <summary>Keys of rules.</summary>
internal static class MatchKeys
{
    public static GroupShape Match => field ??= new("match", "What a request must look like. All keys must hold; hosts, methods and clientAddresses hold when one of their items does.", () =>
    [
        new("hosts", new ListShape("hosts", new EitherShape(RuleHost, HostPattern), 1), "Hosts, without case and port; *. in front stands for one or more labels."),
        new("path", PathTest, "The path: a plain one stands for { prefix: … }, not for that path alone."),
        new("methods", new ListShape("methods", Method, 1), "Methods, in capital letters."),
        new("headers", new ListShape("header tests", HeaderTest), "Tests of fields; all must hold."),
        new("query", new ListShape("query tests", QueryTest), "Tests of query keys; all must hold."),
        new("clientAddresses", new ListShape("networks", Network, 1), "Networks that the client's address lies in."),
        new("any", new ListShape("rules", Nested, 1), "Rules of which one must hold."),
        new("all", new ListShape("rules", Nested, 1), "Rules that must all hold."),
        new("not", Nested, "A rule that must not hold."),
    ]);

    /// <summary>A test of a path; a bare text is a prefix.</summary>
    public static EitherShape PathTest => field ??= new(PathText, new GroupShape("path", "A test of the path.", () =>
    [
        new("prefix", PathText, "Begins with this, up to a segment's end: /a holds for /a and /a/b, not for /ab."),
        new("exact", PathText, "Is this."),
        new("textPrefix", PathText, "Begins with this text, wherever it ends."),
        new("template", Template, "Has these segments: {name} stands for one, a last {*rest} for any number."),
        new("anyCase", Bool, "Whether a template's literals are compared without case, and a slash at the path's end does not count.") { DefaultWords = "`false`" },
        new("regex", Pattern, "Matches this expression, which is not anchored unless it says so."),
    ])
    { ExactlyOne = [["prefix", "exact", "textPrefix", "template", "regex"]], Needs = [("anyCase", "template")] });

    /// <summary>A test of a field.</summary>
    public static GroupShape HeaderTest => field ??= ValueTest("headerTest", "A test of a field.", FieldName, "The field's name, without case.");

    private static GroupShape QueryTest => field ??= ValueTest(
        "queryTest", "A test of a query key.",
        new TextShape("query key", "^[^\\x00-\\x1f\\x7f]+$", "a key as it reads after percent-decoding", ["page"], ["", "a\nb"]) { Loose = true }, "The key, with case.");

    private static GroupShape HostPattern => field ??= new("hostPattern", "Hosts by a regular expression.", () =>
    [
        new("anyCase", Bool, "Whether a template's literals are compared without case, and a slash at the path's end does not count.") { DefaultWords = "`false`" },
        new("regex", Pattern, "Matches this expression, which is not anchored unless it says so.") { Required = true, Sample = @"^shop[0-9]\.example\.com$" },
    ]);

    // A rule inside a rule: this shape stands before its group exists, so it is asked for late.
    private static GroupReference Nested => field ??= new("match", () => Match);

    private static GroupShape ValueTest(string name, string description, TextShape names, string nameWords) => new(name, description, () =>
    [
        new("name", names, nameWords) { Required = true },
        new("exact", FieldValue, "Is this, with case."),
        new("regex", Pattern, "Matches this expression.") { Sample = "^(a|b)$" },
        new("present", new BoolShape { Only = true }, "Is there, whatever its value."),
        new("absent", new BoolShape { Only = true }, "Is not there."),
    ])
    { ExactlyOne = [["exact", "regex", "present", "absent"]] };
}
