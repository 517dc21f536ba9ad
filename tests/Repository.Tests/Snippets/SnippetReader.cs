using System.Text.RegularExpressions;

namespace Repository.Tests.Snippets;

/// <summary>
/// Finds marked blocks: <c>&lt;!-- run --&gt;</c> before a fence of <c>sh</c>, <c>&lt;!-- validate --&gt;</c> or
/// <c>&lt;!-- validate orders.yaml --&gt;</c> before one of <c>yaml</c>.
/// </summary>
internal static partial class SnippetReader
{
    public static IEnumerable<Snippet> Read(HouseFile page) =>
        from Match block in Marked().Matches(page.Text)
        let mark = block.Groups["mark"].Value
        where (mark, block.Groups["language"].Value) is ("run", "sh") or ("validate", "yaml")
        let name = block.Groups["name"].Value
        select new Snippet(
            page.Path,
            page.LineOf(block.Groups["text"].Index) - 1,
            mark == "run" ? SnippetMark.Run : SnippetMark.Validate,
            name.Length > 0 ? name : "halfsilver.yaml",
            block.Groups["text"].Value);

    /// <summary>Marks that no block of their language follows: a promise that nobody keeps.</summary>
    public static IEnumerable<string> Stray(HouseFile page)
    {
        var marks = Mark().Count(page.Text);
        var read = Read(page).Count();
        return marks == read ? [] : [$"{page.Path}: {marks} marks, but {read} blocks that can be tried (run goes with sh, validate with yaml)"];
    }

    [GeneratedRegex(@"^<!-- (?<mark>run|validate)( (?<name>[\w.-]+))? -->\n+```(?<language>\w+)\n(?<text>[\s\S]*?)^```", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^<!-- (run|validate)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Mark();
}
