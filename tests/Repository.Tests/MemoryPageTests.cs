using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>The page about memory promises that a test holds each of its lines.</summary>
public sealed partial class MemoryPageTests
{
    private static readonly string s_page = House.Files.Single(file => file.Path == "docs/memory.md").Text;

    [Fact]
    public void Each_test_that_the_page_names_is_there()
    {
        var tests = string.Join('\n', House.Code("tests").Select(file => file.Text));
        var missing = TestNames().Matches(s_page).Select(match => match.Groups["name"].Value).Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal));
        Verdict.None(missing.Select(name => $"docs/memory.md: no test is called {name}"));
    }

    [Fact]
    public void Each_row_of_a_bound_names_a_test()
    {
        var (rows, bounded) = (new List<string>(), false);
        foreach (var line in s_page.Split('\n'))
        {
            bounded = line.StartsWith('|') && (bounded || line.Contains("held by the test", StringComparison.Ordinal));
            if (bounded && !line.Contains("held by the test", StringComparison.Ordinal) && !line.StartsWith("|---", StringComparison.Ordinal))
            {
                rows.Add(line);
            }
        }

        Assert.True(rows.Count > 10);
        Verdict.None(rows.Where(row => !TestNames().IsMatch(row.Split('|')[^2])).Select(row => $"docs/memory.md: names no test: {row}"));
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,})`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestNames();
}
