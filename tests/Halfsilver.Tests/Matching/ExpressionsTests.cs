using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

/// <summary>An expression is made once while a plan is checked or compiled.</summary>
public sealed class ExpressionsTests
{
    [Fact]
    public void An_expression_that_many_name_is_made_once()
    {
        var expressions = Expressions.ForRequests();
        var problems = new List<Problem>();
        for (var i = 0; i < 100; i++)
        {
            RuleCompiler.Compile(new AllOf([new PathRegexRule("^/a/[0-9]+$"), new HeaderRule("x", ValueTest.Matches("^b"))]), $"r{i}", problems, expressions);
            PathChanges.Compile(new Rewrite { ReplaceRegex = new RegexReplacement("^/a/[0-9]+$", "/b") }, AnyRule.Instance, "here", problems, expressions);
        }

        Assert.Empty(problems);
        Assert.Equal(2, expressions.Made);
        Assert.Same(expressions.Of("^b", "", problems), expressions.Of("^b", "", problems));
        Assert.NotSame(expressions.Of("^b", "", problems), expressions.Of("^b", "", problems, ignoreCase: true));
    }

    [Fact]
    public void A_wrong_expression_is_told_at_each_of_its_places()
    {
        var problems = new List<Problem>();
        var expressions = Expressions.ForChecks();
        Assert.Null(expressions.Of("(?=a)", "one", problems));
        Assert.Null(expressions.Of("(?=a)", "two", problems));
        Assert.Equal(["one", "two"], problems.Select(problem => problem.Path));
        Assert.Equal(problems[0].Message, problems[1].Message);
        Assert.Equal(1, expressions.Made);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("(")]
    [InlineData("(?=a)")]
    [InlineData("(a)\\1")]
    [InlineData("a{1001}")]
    [InlineData("(?i)\\bfoo\\b|^(?P<n>x)$")]
    [InlineData("[z-a]")]
    [InlineData("(?:a{500}){3}")]
    [InlineData("\\p{Greek}")]
    [InlineData("*")]
    public void A_check_refuses_what_would_not_run_and_nothing_else(string pattern)
    {
        var (checks, runs) = (new List<Problem>(), new List<Problem>());
        var isSound = Expressions.ForChecks().Of(pattern, "p", checks) is not null;
        Assert.Equal(Expressions.ForRequests().Of(pattern, "p", runs) is not null, isSound);
        Assert.Equal(runs, checks);
        Assert.Equal(isSound, checks.Count == 0);
    }
}
