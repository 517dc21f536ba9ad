using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>Nothing is left for later, switched off, or swallowed.</summary>
internal static partial class Leftovers
{
    // Put together from halves, so that this file passes its own check.
    private static readonly string[] Words = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX", "NotImplemented" + "Exception"];

    private static readonly Regex Later = new($@"\b({string.Join('|', Words)})\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>What one C# file leaves undone or hides.</summary>
    public static IEnumerable<string> Check(HouseFile file)
    {
        foreach (Match word in Later.Matches(file.Text))
        {
            yield return $"{file.Path}:{file.LineOf(word.Index)}: {word.Value}: do it now or leave it out";
        }

        var code = CSharp.CodeOnly(file.Text);
        foreach (Match caught in Catch().Matches(code))
        {
            // A comment makes the silence about a named exception, or one a filter names, a decision; a catch-all has no excuse.
            var all = caught.Groups["type"].Value is "" or "Exception" or "System.Exception" && !caught.Groups["when"].Success;
            var silent = file.Text.AsSpan(caught.Index, caught.Length).TrimEnd('}').TrimEnd().EndsWith("{");
            if (silent || all)
            {
                yield return $"{file.Path}:{file.LineOf(caught.Index)}: an empty catch hides a fault; name the exception and say why it is nothing";
            }
        }

        foreach (Match skip in SwitchedOff().Matches(code))
        {
            yield return $"{file.Path}:{file.LineOf(skip.Index)}: a test that is switched off promises nothing; SkipUnless is for tools a machine lacks";
        }
    }

    [GeneratedRegex(@"\bcatch\b\s*(\(\s*(?<type>[\w.]+)[^)]*\)\s*)?(?<when>when\s*\((?>[^()]+|\((?<depth>)|\)(?<-depth>))*(?(depth)(?!))\)\s*)?\{\s*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Catch();

    [GeneratedRegex(@"\bSkip\s*=(?!=)|\bAssert\.Skip\s*\(|#if\s+false\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SwitchedOff();
}
