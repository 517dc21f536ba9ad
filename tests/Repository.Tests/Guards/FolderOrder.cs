using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>Inside the engine a folder uses only folders that stand before it in the journey.</summary>
internal static partial class FolderOrder
{
    private const string Engine = "src/Halfsilver";

    /// <summary>The folders, in the order in which one may use another.</summary>
    public static IReadOnlyList<string> Folders { get; } =
    [
        "Steps", "Polling", "Planning", "Wire", "Telemetry", "Matching", "Upstreams", "Sampling", "Teeing", "Capturing", "Sending", "Comparing",
        "Recording", "Ramping", "Journey",
    ];

    /// <summary>What one file of the engine breaks.</summary>
    public static IEnumerable<string> Check(HouseFile file)
    {
        if (!file.IsUnder(Engine))
        {
            yield break;
        }

        var place = file.Path[(Engine.Length + 1)..].Split('/');
        var own = place.Length > 1 ? Index(place[0]) : -1;
        if (own < 0)
        {
            yield return $"{file.Path}: stands in no folder of the journey; there are {string.Join(", ", Folders)}";
            yield break;
        }

        var code = CSharp.CodeOnly(file.Text);
        if (Namespace().Match(code) is { Success: true } space && space.Groups["top"].Value != place[0])
        {
            yield return $"{file.Path}:{file.LineOf(space.Index)}: its namespace says {space.Groups["top"].Value}, its folder {place[0]}";
        }

        foreach (Match use in Use().Matches(code).Concat(Relative.Matches(code)).OrderBy(use => use.Index))
        {
            var used = use.Groups["top"].Value;
            if (Index(used) < 0)
            {
                yield return $"{file.Path}:{file.LineOf(use.Index)}: Halfsilver.{used} is no folder of the journey";
            }
            else if (Index(used) > own)
            {
                yield return $"{file.Path}:{file.LineOf(use.Index)}: {place[0]} may not use {used}, which comes after it";
            }
        }
    }

    /// <summary>The rows of a page's table of folders, in its order.</summary>
    public static IEnumerable<string> InPage(string page) =>
        Row().Matches(page).Select(row => row.Groups["folder"].Value).Where(folder => Index(folder) >= 0);

    // Inside Halfsilver.Wire, `Sending.Fate` needs no using: a name that begins with a folder is a use as well.
    private static readonly Regex Relative = new(
        $@"(?<![\w.]|namespace\s+)(?<top>{string.Join('|', Folders)})\s*\.\s*[A-Z]", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    private static int Index(string folder) => Folders.ToList().IndexOf(folder);

    [GeneratedRegex(@"^\s*namespace\s+Halfsilver\.(?<top>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Namespace();

    // A using, an alias, or a full name in the middle of code; the namespace's own line is none.
    [GeneratedRegex(@"(?<!namespace\s+)(?<![\w.])(global::)?Halfsilver\.(?<top>[A-Z]\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Use();

    [GeneratedRegex(@"^\| `(?<folder>[A-Z]\w+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Row();
}
