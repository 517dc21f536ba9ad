using System.Globalization;
using System.Text;

namespace Repository.Tests.Cases;

/// <summary>The page that says which test shows what.</summary>
internal static class CasePage
{
    private const string Introduction = """
        # Cases

        What the systems hold of their mirrors, in their own tests and documentation, must hold here for the same files. Each such case has a name, and the tests that show
        it carry that name at the beginning of theirs: `K12_A_shadow_that_answers_404_…`. This page is made of those names. A test that is listed is one that `./test.sh`
        runs, and CI runs the same; no change lands while one of them fails. No case is listed without a test unless the table says so and why.

        """;

    /// <summary>The whole page in Markdown.</summary>
    public static string Write(IReadOnlyList<CaseTest> tests)
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var system in CaseBook.Systems)
        {
            Head(page, system.Heading, system.From);
            foreach (var one in system.Cases)
            {
                Row(page, one.Id, one.Promise, one.Not is { } why ? $"does not apply: {why}" : Names(Showing(one.Id, tests)));
            }
        }

        Head(page, CaseBook.Common.Heading, CaseBook.Common.From);
        foreach (var one in CaseBook.Common.Cases)
        {
            var showing = Showing(one.Id, tests);
            var gaps = CaseBook.Gaps.Where(gap => gap.Id == one.Id).Select(gap => $"{gap.Dialect}: does not apply: {gap.Why}");
            string[] cells = [Names(showing.Where(IsCommon)), .. gaps, Names(showing.Where(test => !IsCommon(test)))];
            Row(page, one.Id, one.Promise, string.Join("<br>", cells.Where(cell => cell.Length > 0)));
        }

        return page.ToString();
    }

    /// <summary>What is wrong with names and tables.</summary>
    public static IEnumerable<string> Check(IReadOnlyList<CaseTest> tests)
    {
        var cases = CaseBook.Systems.Append(CaseBook.Common).SelectMany(system => system.Cases).ToList();
        foreach (var twice in cases.GroupBy(one => one.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"{twice.Key}: stands in the tables {twice.Count()} times";
        }

        foreach (var one in cases)
        {
            var shown = tests.Any(test => test.Ids.Contains(one.Id, StringComparer.Ordinal));
            if (shown == one.Not is not null)
            {
                yield return shown ? $"{one.Id}: has a test, and is said not to apply" : $"{one.Id}: no test's name begins with it";
            }
        }

        foreach (var test in tests)
        {
            foreach (var id in test.Ids.Where(id => cases.All(one => one.Id != id)))
            {
                yield return $"{test.Path}: {test.Name}: {id} stands in no table";
            }
        }

        foreach (var (one, dialect) in from one in CaseBook.Common.Cases from dialect in CaseTests.Dialects select (one, dialect))
        {
            var own = tests.Any(test => test.Dialect == dialect && test.Ids.Contains(one.Id, StringComparer.Ordinal));
            var gap = CaseBook.Gaps.Any(gap => gap.Id == one.Id && gap.Dialect == dialect);
            if (gap ? own : !own && !tests.Any(test => IsCommon(test) && test.Ids.Contains(one.Id, StringComparer.Ordinal)))
            {
                yield return gap ? $"{one.Id}: {dialect} has a test, and is said not to have the case" : $"{one.Id}: no test for {dialect}";
            }
        }
    }

    private static IReadOnlyList<CaseTest> Showing(string id, IEnumerable<CaseTest> tests) => [.. tests.Where(test => test.Ids.Contains(id, StringComparer.Ordinal))];

    private static bool IsCommon(CaseTest test) => test.Class.StartsWith("Common", StringComparison.Ordinal);

    private static string Names(IEnumerable<CaseTest> tests) =>
        string.Join("<br>", tests.Select(test => $"`{(test.Dialect is { } dialect && !test.Class.StartsWith(dialect, StringComparison.Ordinal) ? $"{dialect}." : "")}{test.Class}.{test.Name}`"));

    private static void Head(StringBuilder page, string heading, string from) =>
        page.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n{from}\n\n| case | what it promises | shown by |\n|---|---|---|\n");

    private static void Row(StringBuilder page, string id, string promise, string shown) => page.Append(CultureInfo.InvariantCulture, $"| {id} | {promise} | {shown} |\n");
}
