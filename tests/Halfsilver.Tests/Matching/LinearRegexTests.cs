using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class LinearRegexTests
{
    [Theory]
    [InlineData("a$", "a", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData("(?m:^b$)c?$", "a\nb", true)]
    [InlineData("(?m:a$)|x$", "x\n", false)]
    [InlineData("^a\\z", "a", true)]
    [InlineData("\\Aa", "ba", false)]
    [InlineData("(?i)ABC", "abc", true)]
    [InlineData("(?i:A)B", "ab", false)]
    [InlineData("((?i)a)B", "Ab", false)]
    [InlineData("(?i)a(?-i)B", "Ab", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?U)a+", "aa", true)]
    [InlineData("(?P<year>[0-9]{4})-(?P<day>\\d+)", "2024-1", true)]
    [InlineData("(?<year>[0-9]{4})", "2024", true)]
    [InlineData("^\\pN+$", "12", true)]
    [InlineData("^\\p{Lu}\\P{Lu}$", "Aa", true)]
    [InlineData("^\\p{^Lu}$", "A", false)]
    [InlineData("^\\Qa.b+\\E$", "a.b+", true)]
    [InlineData("^\\Qa.b\\E$", "axb", false)]
    [InlineData("\\Q(", "(", true)]
    [InlineData("^\\w+$", "a_9", true)]
    [InlineData("^\\W$", "-", true)]
    [InlineData("^[\\w-]+$", "a-b", true)]
    [InlineData("^[^\\s]+$", "a b", false)]
    [InlineData("^[\\D]$", "5", false)]
    [InlineData("^[\\D]$", "x", true)]
    [InlineData("^\\s$", "\v", false)]
    [InlineData("^[[:alpha:]_]+$", "ab_", true)]
    [InlineData("^[[:^alpha:]]$", "1", true)]
    [InlineData("^[^[:digit:]]$", "1", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[a\\]]+$", "]a", true)]
    [InlineData("^[a-]+$", "a-", true)]
    [InlineData("^[[]$", "[", true)]
    [InlineData("^[[:word]$", ":", true)]
    [InlineData("^[a&&b]$", "&", true)]
    [InlineData("a{2,3}$", "aa", true)]
    [InlineData("^a{,2}$", "a{,2}", true)]
    [InlineData("^a{x}$", "a{x}", true)]
    [InlineData("^\\x41\\x{42}\\103\\t$", "ABC\t", true)]
    [InlineData("\\bfoo\\b", "a foo b", true)]
    [InlineData("a#b c", "a#b c", true)]
    [InlineData("^[!-/]+$", "#/", true)]
    [InlineData("^\\_\\-\\/$", "_-/", true)]
    [InlineData("", "anything", true)]
    public void A_pattern_means_what_it_means_to_re2(string pattern, string text, bool holds)
    {
        var problems = new List<Problem>();
        var regex = LinearRegex.Compile(pattern, "p", problems);
        Assert.Empty(problems);
        Assert.Equal(holds, regex!.IsMatch(text));
    }

    [Theory]
    [InlineData("^/caf\u00e9$")]
    [InlineData("^/caf\\x{e9}$")]
    [InlineData("^/caf\\Q\u00e9\\E$")]
    public void Text_beyond_ascii_matches_the_octets_that_requests_carry(string pattern)
    {
        var regex = LinearRegex.Compile(pattern, "p", []);
        Assert.Matches(regex!, "/caf\u00c3\u00a9");
        Assert.DoesNotMatch(regex!, "/caf\u00e9");
    }

    [Theory]
    [InlineData("(?=a)", "lookahead")]
    [InlineData("(?!a)", "lookahead")]
    [InlineData("(?<=a)b", "lookbehind")]
    [InlineData("(?<!a)b", "lookbehind")]
    [InlineData("(?>a)", "atomic")]
    [InlineData("(a)\\1", "backreference")]
    [InlineData("(?P<n>a)(?P=n)", "backreference")]
    [InlineData("(?P<n>a)\\k<n>", "backreference")]
    [InlineData("(?#note)a", "comment")]
    [InlineData("(?(a)b|c)", "condition")]
    [InlineData("(?x)a b", "flag x")]
    [InlineData("(?n)a", "flag n")]
    [InlineData("a\\Z", "\\Z")]
    [InlineData("\\Ga", "\\G")]
    [InlineData("\\Ca", "\\C")]
    [InlineData("\\p{Greek}", "\\p{Greek}")]
    [InlineData("[[:nope:]]", "[:nope:]")]
    [InlineData("[\u00e9]", "beyond ASCII")]
    [InlineData("[z-a]", "range")]
    [InlineData("a{1001}", "repeat")]
    [InlineData("a++", "")]
    [InlineData("a**", "")]
    [InlineData("(a", "")]
    [InlineData("a)", "")]
    [InlineData("[a", "")]
    [InlineData("a\\", "backslash")]
    [InlineData("(?P<1>a)", "name")]
    [InlineData("(?i", "not closed")]
    public void What_re2_does_not_know_is_a_problem_that_names_it(string pattern, string named)
    {
        var problems = new List<Problem>();
        var regex = LinearRegex.Compile(pattern, "p", problems);
        Assert.Null(regex);
        var problem = Assert.Single(problems);
        Assert.Equal(ProblemCodes.BadRegex, problem.Code);
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        Assert.Contains(pattern, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_problem_and_no_exception()
    {
        var problems = new List<Problem>();
        Assert.Null(LinearRegex.Compile($"a{(char)0xD800}b", "p", problems));
        Assert.Equal(ProblemCodes.BadRegex, Assert.Single(problems).Code);
    }

    [Fact]
    public void A_pattern_that_explodes_elsewhere_stays_linear_here()
    {
        var regex = LinearRegex.Compile("^(a|a|aa)*b$", "p", []);
        Assert.DoesNotMatch(regex!, new string('a', 50_000));
    }
}
