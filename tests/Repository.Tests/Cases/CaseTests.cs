using System.Text.RegularExpressions;

using Repository.Tests.Guards;

namespace Repository.Tests.Cases;

/// <summary>Finds the tests whose names begin with cases.</summary>
internal static partial class CaseTests
{
    /// <summary>The dialects, as the folders and classes of their tests begin.</summary>
    public static IReadOnlyList<string> Dialects { get; } = ["Traefik", "KrakenD", "Kong", "Vrata", "Mse", "GatewayApi", "Yarp"];

    /// <summary>Whether a word of a test's name is a case.</summary>
    public static bool IsId(string word) => Id().IsMatch(word);

    /// <summary>All of them, by file and name.</summary>
    public static IReadOnlyList<CaseTest> In(IEnumerable<HouseFile> files) =>
    [
        .. from file in files
           let code = CSharp.CodeOnly(file.Text)
           from Match method in Method().Matches(code)
           let owner = Class().Matches(code).LastOrDefault(found => found.Index < method.Index)?.Groups["name"].Value ?? ""
           let test = new CaseTest(owner, method.Groups["name"].Value, Dialects.FirstOrDefault(name => file.Path.Contains($"/{name}", StringComparison.Ordinal)), file.Path)
           where test.Ids.Count > 0
           orderby test.Path, test.Name
           select test,
    ];

    [GeneratedRegex(@"^[ACGHKMTV]\d{1,2}$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Id();

    // A method right behind an attribute, as a test is.
    [GeneratedRegex(@"\]\s+public\s+(static\s+)?(async\s+)?(void|Task|ValueTask)\s+(?<name>[A-Z]\d{1,2}_\w+)\s*\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Method();

    [GeneratedRegex(@"\bclass\s+(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Class();
}
