using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>The page about the wire names the fields that differ by design: those the wire tests leave out of their comparison, and no others.</summary>
internal static partial class WirePage
{
    /// <summary>Fields that are on one side only.</summary>
    /// <param name="page">The page.</param>
    /// <param name="byDesign">The tests' list of what may differ.</param>
    /// <param name="names">The code that knows names of fields.</param>
    public static IEnumerable<string> Check(HouseFile page, HouseFile byDesign, HouseFile names)
    {
        var tested = Literal().Matches(CSharp.WithoutComments(byDesign.Text)).Select(name => name.Groups["name"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var section = Section().Match(page.Text).Value;
        var named = Name().Matches(section).Select(name => name.Groups["name"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in tested.Except(named, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            yield return $"{page.Path}: '{name}' differs by design, and the page does not say so";
        }

        foreach (var name in named.Except(tested, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            if (!names.Text.Contains($"\"{name}\"u8", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{page.Path}: the page says that '{name}' differs; neither the tests nor the code know that";
            }
        }
    }

    [GeneratedRegex(@"^## Different by design$[\s\S]*?(?=^## |\z)", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Section();

    [GeneratedRegex("\"(?<name>[A-Z][A-Za-z0-9-]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Literal();

    // A field in the page's words: `Connection`, `Via: …`; not `GET /path`, not `Halfsilver-*`.
    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*)(:[^`]*)?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Name();
}
