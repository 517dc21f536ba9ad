using System.Text.RegularExpressions;

namespace Repository.Tests.Guards;

/// <summary>The page about running names what the command line takes: every verb and flag of the code, and none that is not there.</summary>
internal static partial class CommandPage
{
    /// <summary>Verbs and flags that page and code do not share.</summary>
    public static IEnumerable<string> Check(HouseFile page, IEnumerable<HouseFile> code)
    {
        var text = code.Select(file => CSharp.WithoutComments(file.Text)).ToArray();
        var verbs = text.SelectMany(one => Verb().Matches(one)).Select(verb => verb.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var flags = text.SelectMany(one => Flag().Matches(one)).Select(flag => flag.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var verb in verbs.Where(verb => !Regex.IsMatch(page.Text, $@"\bhalfsilver {verb}\b", RegexOptions.None, TimeSpan.FromSeconds(10))).Order(StringComparer.Ordinal))
        {
            yield return $"{page.Path}: does not name the verb {verb}";
        }

        var named = Named().Matches(page.Text).Select(flag => flag.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var flag in flags.Except(named, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            yield return $"{page.Path}: does not name {flag}";
        }

        foreach (var flag in named.Except(flags, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            yield return $"{page.Path}: names {flag}, which nothing takes";
        }
    }

    /// <summary>Exit codes of the code's enum.</summary>
    public static IEnumerable<int> CodesInCode(string code) => Member().Matches(CSharp.CodeOnly(code)).Select(member => Number(member.Groups["code"].Value));

    /// <summary>Exit codes of the page's table.</summary>
    public static IEnumerable<int> CodesInPage(string page) => Row().Matches(page).Select(row => Number(row.Groups["code"].Value));

    private static int Number(string digits) => int.Parse(digits);

    [GeneratedRegex("""\bnew(\s+Command)?\("(?<name>[a-z]+)",\s*"[A-Z]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Verb();

    // A literal that is a flag and nothing else; messages that name one hold other words too.
    [GeneratedRegex(@"""(?<name>--[a-z][a-z-]*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Flag();

    [GeneratedRegex("(?<![\\w-])--[a-z][a-z-]*", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\s*\w+\s*=\s*(?<code>\d+),", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Member();

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Row();
}
