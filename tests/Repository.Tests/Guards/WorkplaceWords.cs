using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>The repository speaks of the product, not of the desk, machine or network it was written at.</summary>
internal static class WorkplaceWords
{
    // Put together from parts, so that this file passes its own check.
    private static readonly (string Pattern, string Why)[] Patterns =
    [
        (@"(?<![\w.~-])/(" + "work|root" + ")/", "a path of one machine"),
        ("/tmp/" + "wt", "a path of one machine"),
        (@"\b[A-Z]:\\" + "Users" + @"\\", "a path of one machine"),
        ("(?i)\\b(api\\.nu" + "get|registry\\.np" + "mjs|py" + "pi|files\\.python" + "hosted)\\.org\\b|\\bpkgs\\.dev\\.azure\\.com\\b|(?i)arti" + "factory|/v3/index" + "\\.json", "a package feed"),
        (@"(?i)\b(this|that|last|next|previous|earlier|later|another|current|coming|one) " + "ses" + @"sion(s)?\b(?! (cookie|key|ticket|id|token))", "a working day, not the product"),
        (@"(?i)\b" + "ses" + @"sion \d+\b", "a working day, not the product"),
        (@"(?i)\b(iss" + @"ue|ticket|pull request|milestone)s? #?\d+\b", "a number of somebody's list"),
        (@"(?i)\b(DES" + "IGN|U" + "X|FAU" + "LTS|STA" + "CK|SE" + "EDS|PE" + "ERS|BASE" + @"LINES)\.md\b", "a page outside the repository"),
        (@"(?i)\bas an A" + @"I\b|\b(language " + @"model)\b|\bwork" + @"trees?\b", "how it was written"),
    ];

    private static readonly (Regex Regex, string Why)[] Compiled =
        [.. Patterns.Select(one => (new Regex(one.Pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)), one.Why))];

    /// <summary>What one file of any kind says that it should not.</summary>
    public static IEnumerable<string> Check(HouseFile file) =>
        from one in Compiled
        from Match match in one.Regex.Matches(file.Text)
        select $"{file.Path}:{file.LineOf(match.Index)}: '{match.Value}' is {one.Why}";
}
