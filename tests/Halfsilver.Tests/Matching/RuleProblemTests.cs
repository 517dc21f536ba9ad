using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class RuleProblemTests
{
    public static TheoryData<Rule, string, string> Wrong => new()
    {
        { new HostRule("example.com:80"), "match.host", ProblemCodes.BadHost },
        { new HostRule(""), "match.host", ProblemCodes.BadHost },
        { new HostRule("*"), "match.host", ProblemCodes.BadHost },
        { new HostRule("*."), "match.host", ProblemCodes.BadHost },
        { new HostRule("a.*.com"), "match.host", ProblemCodes.BadHost },
        { new HostRule("bücher.example"), "match.host", ProblemCodes.BadHost },
        { new HostRule("[10.0.0.1]"), "match.host", ProblemCodes.BadHost },
        { new HostRegexRule("("), "match.host", ProblemCodes.BadRegex },
        { new PathRule("a"), "match.path", ProblemCodes.BadPath },
        { new PathRule(""), "match.path", ProblemCodes.BadPath },
        { new PathRule("/a?b"), "match.path", ProblemCodes.BadPath },
        { new PathTextPrefixRule("a"), "match.path", ProblemCodes.BadPath },
        { new PathPrefixRule(""), "match.path", ProblemCodes.BadPath },
        { new PathTemplateRule("a/{b}"), "match.path", ProblemCodes.BadTemplate },
        { new PathTemplateRule("/v{n}"), "match.path", ProblemCodes.BadTemplate },
        { new PathTemplateRule("/{}"), "match.path", ProblemCodes.BadTemplate },
        { new PathTemplateRule("/{*}"), "match.path", ProblemCodes.BadTemplate },
        { new PathTemplateRule("/{a}/{a}"), "match.path", ProblemCodes.BadTemplate },
        { new PathTemplateRule("/{*a}/b"), "match.path", ProblemCodes.BadTemplate },
        { new PathTemplateRule("/a}"), "match.path", ProblemCodes.BadTemplate },
        { new PathTemplateRule("/a?b"), "match.path", ProblemCodes.BadTemplate },
        { new PathRegexRule("a(?=b)"), "match.path", ProblemCodes.BadRegex },
        { new MethodRule([]), "match.methods", ProblemCodes.BadMethod },
        { new MethodRule(["GET", "PO ST"]), "match.methods", ProblemCodes.BadMethod },
        { new HeaderRule("bad name", ValueTest.Present), "match.headers[bad name]", ProblemCodes.BadField },
        { new HeaderRule("x", ValueTest.Is("a\r\nb")), "match.headers[x]", ProblemCodes.BadField },
        { new HeaderRule("x", ValueTest.Is(" a")), "match.headers[x]", ProblemCodes.BadTest },
        { new HeaderRule("x", ValueTest.Matches("[")), "match.headers[x]", ProblemCodes.BadRegex },
        { new QueryRule("", ValueTest.Present), "match.query[]", ProblemCodes.BadTest },
        { new QueryRule("k", ValueTest.Matches("*")), "match.query[k]", ProblemCodes.BadRegex },
        { new ClientAddressRule([]), "match.client", ProblemCodes.BadNetwork },
        { new ClientAddressRule(["10.0.0.0/33"]), "match.client", ProblemCodes.BadNetwork },
        { new ClientAddressRule(["10.1"]), "match.client", ProblemCodes.BadNetwork },
        { new ClientAddressRule(["2001:db8::/129"]), "match.client", ProblemCodes.BadNetwork },
        { new ClientAddressRule(["10.0.0.0/-1"]), "match.client", ProblemCodes.BadNetwork },
        { new ClientAddressRule(["somewhere"]), "match.client", ProblemCodes.BadNetwork },
        { new AllOf([]), "match.all", ProblemCodes.EmptyRule },
        { new OneOf([]), "match.any", ProblemCodes.EmptyRule },
        { new AllOf([new MethodRule(["GET"]), new OneOf([new PathRule("x")])]), "match.all[1].any[0].path", ProblemCodes.BadPath },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_rule_that_cannot_be_compiled_is_one_problem_at_its_place(Rule rule, string path, string code)
    {
        var problem = Asked.OnlyProblem(rule);
        Assert.Equal(path, problem.Path);
        Assert.Equal(code, problem.Code);
        Assert.Contains(";", problem.Message, StringComparison.Ordinal);
    }
}
