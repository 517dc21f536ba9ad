using Repository.Tests.Cases;

namespace Repository.Tests;

public sealed class CasePageTests
{
    private static readonly IReadOnlyList<CaseTest> s_tests = CaseTests.In(House.Code("tests"));

    [Fact]
    public void Every_case_has_a_test_and_every_test_a_case() => Verdict.None(CasePage.Check(s_tests));

    [Fact]
    public void At_most_five_cases_do_not_apply() =>
        Assert.InRange(CaseBook.Systems.SelectMany(system => system.Cases).Count(one => one.Not is not null) + CaseBook.Gaps.Count, 0, 5);

    [Fact]
    public void The_page_in_the_docs_is_the_one_that_the_tests_give()
    {
        var page = CasePage.Write(s_tests);
        var path = Path.Combine(House.Root, "docs", "cases.md");
        if (Environment.GetEnvironmentVariable("HALFSILVER_UPDATE") == "1")
        {
            File.WriteAllText(path, page);
            return;
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == page, "docs/cases.md is not what the tests' names give; run this test again with HALFSILVER_UPDATE=1 and review the change.");
    }

    [Fact]
    public void Cases_are_read_from_the_beginning_of_a_test_s_name()
    {
        const string Code = """
            public sealed class ATests
            {
                [Fact]
                public void T7_C6_A_body_of_T9_is_copied() => Assert.True(true);

                public void T8_No_test() { }

                [Theory]
                [InlineData("public void T1_In_text() ")]
                public async Task G14_B(string x)
                {
                }
            }
            """;
        var found = CaseTests.In([new HouseFile("tests/A/Kong/ATests.cs", Code)]);
        Assert.Equal(["Kong ATests.G14_B: G14", "Kong ATests.T7_C6_A_body_of_T9_is_copied: T7 C6"], found.Select(test => $"{test.Dialect} {test.Class}.{test.Name}: {string.Join(' ', test.Ids)}"));
    }

    [Fact]
    public void A_case_without_a_test_and_a_test_without_a_case_are_seen()
    {
        var complaints = CasePage.Check([.. s_tests.Where(test => !test.Ids.Contains("K12")), new CaseTest("ATests", "T99_A", null, "a")]).ToList();
        Assert.Equal(["K12: no test's name begins with it", "a: T99_A: T99 stands in no table"], complaints.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_case_of_all_dialects_that_one_lacks_is_seen()
    {
        var complaints = CasePage.Check([.. s_tests.Where(test => !test.Ids.Contains("C6")), new CaseTest("KrakenDTests", "C6_A", "KrakenD", "a"), new CaseTest("KrakenDTests", "C10_A", "KrakenD", "a")]).ToList();
        Assert.Contains("C6: no test for Vrata", complaints);
        Assert.DoesNotContain("C6: no test for KrakenD", complaints);
        Assert.Contains("C10: KrakenD has a test, and is said not to have the case", complaints);
    }
}
