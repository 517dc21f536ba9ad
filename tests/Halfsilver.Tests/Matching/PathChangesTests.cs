using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

/// <summary>Paths made by expressions and templates.</summary>
public sealed class PathChangesTests
{
    [Fact]
    public void A_template_takes_parameters_of_a_route_in_any_case() =>
        Assert.Equal("/v2/7/Lines", Made(new() { Template = "/v2/{id}/{*rest}" }, new PathTemplateRule("/orders/{id}/{*rest}") { AnyCase = true }, "/Orders/7/Lines"));

    [Theory]
    [InlineData("^/api/v1/(.*)$", "/v2/$1", "/api/v1/orders", "/v2/orders")]
    [InlineData("^/api/v1/(.*)$", "/v2/$1", "/api/v2/orders", "/api/v2/orders")]
    [InlineData("^/(a)(?P<name>b)(c)", "/$3$2$1${name}$0", "/abc/d", "/cbab/abc/d")]
    [InlineData("^/([0-9]+)", "/${1}x", "/42/y", "/42x/y")]
    [InlineData("o", "0", "/foo/o", "/f00/0")]
    [InlineData("o*", "-", "/foo", "/-/-f-")]
    [InlineData(".*", "/x", "/abc", "/x")]
    [InlineData("^/a", "b", "/a", "/b")]
    [InlineData("^.*$", "", "/a", "/")]
    [InlineData("^/a", "/$$", "/a", "/$")]
    [InlineData("^/a", "/caf\u00E9", "/a", "/caf%C3%A9")]
    [InlineData("%7[eE]", "~", "/%7e/%2F", "/~/%2F")]
    [InlineData("4", "", "/%41/4", "/%41/4")]
    [InlineData("[(](.)", "$1", "/(a)", "/a)")]
    [InlineData("(x)?/b", "$1/c", "/b", "/c")]
    public void Every_match_is_replaced_as_Go_replaces(string pattern, string replacement, string path, string made) =>
        Assert.Equal(made, Made(new() { ReplaceRegex = new(pattern, replacement) }, AnyRule.Instance, path));

    [Theory]
    [InlineData("a", "$1")]
    [InlineData("(a)", "$1x")]
    [InlineData("(?P<a>a)", "${b}")]
    [InlineData("(a)", "${1")]
    [InlineData("a", "$")]
    [InlineData("a", "$-")]
    [InlineData("a", "a b")]
    [InlineData("a", "a?b")]
    [InlineData("a", "%4")]
    public void A_replacement_that_names_nothing_or_breaks_a_path_is_a_problem(string pattern, string replacement)
    {
        var problem = Assert.Single(Problems(new() { ReplaceRegex = new(pattern, replacement) }, AnyRule.Instance));
        Assert.Equal((ProblemCodes.BadReplacement, "here.replaceRegex.replacement"), (problem.Code, problem.Path));
    }

    [Fact]
    public void An_expression_that_would_not_run_in_linear_time_is_a_problem() =>
        Assert.Equal("here.replaceRegex.pattern", Assert.Single(Problems(new() { ReplaceRegex = new("(a)\\1", "b") }, AnyRule.Instance)).Path);

    [Theory]
    [InlineData("/orders/{id}", "/v2/orders/{id}", "/orders/7", "/v2/orders/7")]
    [InlineData("/orders/{id}", "/v2/{id}/x", "/orders/a%2Fb%7e", "/v2/a%2Fb%7e/x")]
    [InlineData("/{a}/{b}", "/{b}/{a}", "/%61/2;x=1", "/2;x=1/%61")]
    [InlineData("/orders/{id}", "/all", "/orders/7", "/all")]
    [InlineData("/%6Frders/{id}", "/{id}", "/o%72ders/7", "/7")]
    [InlineData("/files/{*rest}", "/store/{*rest}", "/files/a//b/", "/store/a//b/")]
    [InlineData("/files/{*rest}", "/store/{*rest}", "/files", "/store")]
    [InlineData("/files/{*rest}", "/store/{*rest}", "/files/", "/store/")]
    [InlineData("/files/{*rest}", "/{*rest}", "/files", "/")]
    [InlineData("/{tenant}/files/{*rest}", "/files/{tenant}/{*rest}", "/t/files/a/b", "/files/t/a/b")]
    public void A_template_is_filled_from_the_routes_parameters(string route, string template, string path, string made) =>
        Assert.Equal(made, Made(new() { Template = template }, new PathTemplateRule(route), path));

    [Fact]
    public void Of_several_templates_of_a_route_the_one_that_holds_is_taken()
    {
        var rule = new AllOf([new OneOf([new PathTemplateRule("/a/{id}"), new PathTemplateRule("/b/x/{id}")]), new MethodRule(["GET"])]);
        Assert.Equal("/c/7", Made(new() { Template = "/c/{id}" }, rule, "/a/7"));
        Assert.Equal("/c/8", Made(new() { Template = "/c/{id}" }, rule, "/b/x/8"));
    }

    [Fact]
    public void A_route_that_matched_without_its_template_leaves_the_path_alone() =>
        Assert.Equal("/plain", Made(new() { Template = "/c/{id}" }, new OneOf([new PathTemplateRule("/a/{id}"), new PathRule("/plain")]), "/plain"));

    [Theory]
    [InlineData("/a", "/c/{id}")]
    [InlineData("/{id}", "/c/{other}")]
    [InlineData("/{id}", "/c/{*id}")]
    [InlineData("/{*id}", "/c/{id}")]
    public void A_parameter_that_the_route_does_not_have_is_a_problem(string route, string template)
    {
        var rule = route.Contains('{', StringComparison.Ordinal) ? (Rule)new PathTemplateRule(route) : new PathRule(route);
        var problem = Assert.Single(Problems(new() { Template = template }, rule));
        Assert.Equal((ProblemCodes.BadReplacement, "here.template"), (problem.Code, problem.Path));
    }

    [Fact]
    public void Mirrors_of_a_service_are_checked_with_every_route_that_leads_there()
    {
        Mirror mirror = new() { Name = "m", Target = new ServiceRef("b"), Share = Share.All, Changes = new() { Rewrite = new() { Template = "/x/{id}" } } };
        Plan plan = new()
        {
            Services = System.Collections.Immutable.ImmutableDictionary<string, Service>.Empty
                .Add("a", new EndpointsService { Name = "a", Endpoints = [new() { Host = "a", Port = 1 }] })
                .Add("b", new EndpointsService { Name = "b", Endpoints = [new() { Host = "b", Port = 1 }] })
                .Add("watched", new MirroringService { Name = "watched", Primary = new ServiceRef("a"), Mirrors = [mirror] }),
            Routes = [To("/good/{id}"), To("/bad/{no}")],
        };
        var problem = Assert.Single(PlanRules.Check(plan));
        Assert.Equal("services[watched].mirrors[m].template", problem.Path);
        Assert.Empty(PlanRules.Check(plan with { Routes = [To("/good/{id}")] }));

        static Route To(string template) => new() { Name = template, Rule = new PathTemplateRule(template), Action = new ForwardAction(new ServiceRef("watched")) };
    }

    private static string Made(Rewrite rewrite, Rule rule, string path)
    {
        var problems = new List<Problem>();
        var change = PathChanges.Compile(rewrite, rule, "here", problems);
        Assert.Empty(problems);
        var raw = Encoding.Latin1.GetBytes(path);
        return change!.Apply(raw, raw) is { } made ? Encoding.Latin1.GetString(made) : path;
    }

    private static List<Problem> Problems(Rewrite rewrite, Rule rule)
    {
        var problems = new List<Problem>();
        Assert.Null(PathChanges.Compile(rewrite, rule, "here", problems));
        return problems;
    }
}
