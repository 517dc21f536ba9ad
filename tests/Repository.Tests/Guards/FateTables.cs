using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>The page about mirroring lists the fates of the code: all of them, in their order, in the words of the metrics.</summary>
internal static partial class FateTables
{
    /// <summary>Fates as the enum names them, in the page's words; the heading's word first.</summary>
    public static IEnumerable<string> InCode(string code) =>
        from Match fate in Member().Matches(CSharp.CodeOnly(code))
        let name = fate.Groups["name"].Value
        let ending = name.StartsWith("Failed", StringComparison.Ordinal) ? "Failed" : name.StartsWith("Cut", StringComparison.Ordinal) ? "Cut" : ""
        where name != "Answered"
        // The end of the request's body is the one whose short name would say nothing.
        let reason = name == "CutBody" ? "body_cut" : Hump().Replace(name[ending.Length..], "_$0").ToLowerInvariant()
        select $"{(ending.Length == 0 ? "Skipped" : ending == "Cut" ? "Cut short" : ending)}: {reason}";

    /// <summary>Fates as the page lists them, by heading.</summary>
    public static IEnumerable<string> InPage(string page)
    {
        var heading = "";
        foreach (var line in page.Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#', ' ');
            }
            else if (heading is "Skipped" or "Failed" or "Cut short" && Row().Match(line) is { Success: true } row)
            {
                yield return $"{heading}: {row.Groups["reason"].Value}";
            }
        }
    }

    [GeneratedRegex(@"^\s{4}(?<name>[A-Z]\w+)(\s*=\s*\d+)?,", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Member();

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Hump();

    [GeneratedRegex(@"^\| `(?<reason>\w+)` \|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Row();
}
