using Halfsilver.Planning;

namespace Halfsilver.Dialects.Yarp.Binding;

/// <summary>Tests of values as expressions.</summary>
internal static class Patterns
{
    /// <summary>A text as an expression that matches it alone.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' || c > '~' ? $"{c}" : $"\\{c}"));

    /// <summary>The rule of a field; null where the mode is none.</summary>
    public static Rule? Header(string name, string mode, IReadOnlyList<string> values, bool withCase)
    {
        // Values of a field stand behind commas and semicolons, in quotes or not.
        const string Begin = "(?:^|[,;])[ \\t]*\\\"?";
        const string End = "\\\"?[ \\t]*(?:[,;]|$)";
        Rule Test(ValueTest test) => new HeaderRule(name, test);
        return mode switch
        {
            "exactheader" => Test(Any(values, withCase, Begin, End)),
            "headerprefix" => Test(Any(values, withCase, Begin, "")),
            "contains" => Test(Any(values, withCase, "", "")),
            "notcontains" => new AllOf([Test(ValueTest.Matches("(?s).")), new Not(Test(Any(values, withCase, "", "")))]),
            "exists" => Test(ValueTest.Matches("(?s).")),
            "notexists" => Test(ValueTest.Absent),
            _ => null,
        };
    }

    /// <summary>The rule of a parameter; null where the mode is none.</summary>
    public static Rule? Query(string name, string mode, IReadOnlyList<string> values, bool withCase)
    {
        Rule Test(ValueTest test) => new QueryRule(name, test);
        return mode switch
        {
            "exact" => Test(Any(values, withCase, "^", "$")),
            "prefix" => Test(Any(values, withCase, "^", "")),
            "contains" => Test(Any(values, withCase, "", "")),
            "notcontains" => new AllOf([Test(ValueTest.Matches("(?s).")), new Not(Test(Any(values, withCase, "", "")))]),
            "exists" => Test(ValueTest.Matches("(?s).")),
            _ => null,
        };
    }

    private static ValueTest Any(IReadOnlyList<string> values, bool withCase, string before, string after) =>
        ValueTest.Matches($"(?s{(withCase ? "" : "i")}){before}(?:{string.Join('|', values.Select(Escaped))}){after}");
}
