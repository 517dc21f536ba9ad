using Halfsilver.Dialects.Native;
using Halfsilver.Dialects.Native.Writing;
using Halfsilver.Planning;

using Xunit;

namespace Halfsilver.Dialects.Tests.Native;

public sealed class RuleFormTests
{
    private static readonly Rule Get = new MethodRule(["GET"]);
    private static readonly Rule Post = new MethodRule(["POST"]);
    private static readonly Rule Path = new PathPrefixRule("/a");
    private static readonly Rule Host = new HostRule("a.test");
    private static readonly Rule Never = new Not(Get);
    private static readonly Rule Either = new OneOf([Path, new PathRule("/b")]);

    public static TheoryData<Rule, string> Rules => new()
    {
        { AnyRule.Instance, "" },
        { Get, "methods: [ GET ]" },
        { new AllOf([Get, Path, Host]), "hosts: [ a.test ], path: { prefix: /a }, methods: [ GET ]" },
        { new AllOf([Host, new AllOf([Get, new AllOf([Path])])]), "hosts: [ a.test ], path: { prefix: /a }, methods: [ GET ]" },
        { new AllOf([AnyRule.Instance, Get]), "methods: [ GET ]" },
        { new AllOf([AnyRule.Instance]), "" },
        { new OneOf([Get]), "methods: [ GET ]" },
        { new OneOf([Host, new HostRegexRule("^b")]), "hosts: [ a.test, { regex: \"^b\" } ]" },
        { new AllOf([Get, Post]), "methods: [ GET ], all: [ { methods: [ POST ] } ]" },
        { new AllOf([Never, Get, new Not(Post)]), "methods: [ GET ], all: [ { not: { methods: [ GET ] } } ], not: { methods: [ POST ] }" },
        { new OneOf([Get, AnyRule.Instance]), "any: [ { methods: [ GET ] }, {} ]" },
        { Either, "any: [ { path: { prefix: /a } }, { path: { exact: /b } } ]" },

        // The first test of the path stays the first.
        { new AllOf([Either, Path]), "all: [ { any: [ { path: { prefix: /a } }, { path: { exact: /b } } ] }, { path: { prefix: /a } } ]" },
        { new AllOf([new HeaderRule("b", ValueTest.Present), Get, new HeaderRule("a", ValueTest.Absent)]), "methods: [ GET ], headers: [ { name: b, present: true }, { name: a, absent: true } ]" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_is_written_with_the_keys_that_people_would_take_and_reads_back_in_its_form(Rule rule, string written)
    {
        var plan = new Plan { Routes = [new Route { Name = "r", Rule = rule, Action = new DirectAction { Status = 200 } }] };
        var keys = NativeWriter.Keys(plan, new WritingStyle(Defaults: false, Short: true))["routes"]!["r"]!["match"];

        Assert.Equal(written, keys is null ? "" : YamlText.Line(keys)[2..^2]);
        var back = new NativeDialect().Read(new DialectText("written", NativeWriter.Yaml(plan))).Plan!;
        Assert.Equal(PlanDump.Of(plan with { Routes = [plan.Routes[0] with { Rule = RuleForm.Of(rule) }] }), PlanDump.Of(back));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_form_is_its_own_form_and_ranks_as_its_rule(Rule rule, string written)
    {
        Assert.NotNull(written);
        var form = RuleForm.Of(rule);

        Assert.Equal(Dump(form), Dump(RuleForm.Of(form)));
        Assert.Equal(0, Halfsilver.Matching.Specificity.Compare(Halfsilver.Matching.Specificity.Of(rule), Halfsilver.Matching.Specificity.Of(form)));
    }

    private static string Dump(Rule rule) => PlanDump.Of(new Plan { Routes = [new Route { Name = "r", Rule = rule, Action = new MetricsAction() }] });
}
