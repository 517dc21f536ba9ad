using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("/orders", "exact")]
    [InlineData("/orders/17", "template")]
    [InlineData("/orders/17/lines", "prefix")]
    [InlineData("/ordersheet", "text")]
    [InlineData("/order", "any")]
    [InlineData("/", "any")]
    public void The_most_specific_route_answers(string target, string name)
    {
        var table = Tables.Of(
            Tables.Route("any", AnyRule.Instance),
            Tables.Route("text", new PathTextPrefixRule("/orders")),
            Tables.Route("prefix", new PathPrefixRule("/orders")),
            Tables.Route("template", new PathTemplateRule("/orders/{id}")),
            Tables.Route("exact", new PathRule("/orders")));
        Assert.Equal(name, table.Find(Asked.For(target)));
    }

    [Theory]
    [InlineData("a.b.example.com", "inner")]
    [InlineData("X.B.EXAMPLE.COM:99", "inner")]
    [InlineData("b.example.com", "exact")]
    [InlineData("c.example.com.", "outer")]
    [InlineData("example.com", "regex")]
    [InlineData("other.org", null)]
    public void Hosts_are_found_by_name_by_parent_and_by_pattern(string host, string? name)
    {
        var table = Tables.Of(
            Tables.Route("regex", new HostRegexRule("^example\\.")),
            Tables.Route("outer", new HostRule("*.Example.com")),
            Tables.Route("inner", new HostRule("*.b.example.com")),
            Tables.Route("exact", new HostRule("B.example.com")));
        Assert.Equal(name, table.Find(Asked.For("/", host)));
    }

    [Fact]
    public void A_priority_lifts_a_wide_route_over_a_narrow_one()
    {
        var table = Tables.Of(Tables.Route("narrow", new PathRule("/a")), Tables.Route("wide", new PathPrefixRule("/"), 5));
        Assert.Equal("wide", table.Find(Asked.For("/a")));
    }

    [Fact]
    public void A_narrow_route_whose_other_tests_fail_leaves_the_request_to_the_next()
    {
        var table = Tables.Of(
            Tables.Route("post", new AllOf([new PathRule("/a"), new MethodRule(["POST"])])),
            Tables.Route("all", new PathPrefixRule("/")));
        Assert.Equal("all", table.Find(Asked.For("/a")));
        Assert.Equal("post", table.Find(Asked.For("/a", method: "POST")));
    }

    [Fact]
    public void A_route_with_alternatives_is_found_by_each_of_them()
    {
        var table = Tables.Of(Tables.Route("r", new AllOf([
            new OneOf([new HostRule("a.example"), new HostRule("*.b.example")]),
            new OneOf([new PathRule("/x"), new PathPrefixRule("/y")]),
        ])));
        Assert.Equal("r", table.Find(Asked.For("/x", "a.example")));
        Assert.Equal("r", table.Find(Asked.For("/y/z", "q.b.example")));
        Assert.Null(table.Find(Asked.For("/y/z", "b.example")));
        Assert.Null(table.Find(Asked.For("/z", "a.example")));
    }

    [Fact]
    public void A_rule_with_more_alternatives_than_the_index_holds_is_still_found()
    {
        var hosts = new OneOf([.. Enumerable.Range(0, 20).Select(i => new HostRule($"h{i}.example"))]);
        var paths = new OneOf([.. Enumerable.Range(0, 20).Select(i => new PathRule($"/p{i}"))]);
        var table = Tables.Of(Tables.Route("r", new AllOf([hosts, paths])));
        Assert.Equal("r", table.Find(Asked.For("/p19", "h19.example")));
        Assert.Null(table.Find(Asked.For("/p20", "h19.example")));
    }

    [Fact]
    public void An_encoded_path_finds_the_route_of_its_normal_form()
    {
        var table = Tables.Of(Tables.Route("user", new PathPrefixRule("/~user")));
        Assert.Equal("user", table.Find(Asked.For("/%7Euser/x")));
    }

    [Fact]
    public void A_table_without_routes_finds_nothing() => Assert.Null(Tables.Of().Find(Asked.For("/")));

    [Fact]
    public void Finding_a_route_allocates_nothing()
    {
        var table = Tables.Of(Enumerable.Range(0, 100).Select(i => Tables.Route($"r{i}", new AllOf([
            new HostRule($"h{i % 7}.example"), new PathPrefixRule($"/api/{i}"), new HeaderRule("x", ValueTest.Is("1")),
        ]))));
        var head = Asked.Head("GET", "/%61pi/41/x?y", "h6.example", "X: 1");
        var facts = Asked.For("/");
        long before = 0;
        var found = 0;
        for (var i = 0; i < 200; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            facts.Reset(head, null);
            found += table.Find(facts) == "r41" ? 1 : 0;
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(200, found);
    }

    [Fact]
    public void An_explanation_names_the_route_and_what_failed_in_each_before_it()
    {
        var table = Tables.Of(
            Tables.Route("post", new AllOf([new PathRule("/a"), new MethodRule(["PUT", "POST"])])),
            Tables.Route("host", new AllOf([new HostRule("Other.example"), new OneOf([new PathRule("/a"), new PathRule("/b")])])),
            Tables.Route("not", new AllOf([new PathRule("/a"), new Not(new HeaderRule("X-Bot", ValueTest.Absent)), new QueryRule("k", ValueTest.Present)])),
            Tables.Route("hit", new PathPrefixRule("/a")),
            Tables.Route("after", AnyRule.Instance));
        var explanation = table.Explain(Asked.For("/a"));
        Assert.Equal("hit", explanation.Matched!.Name);
        Assert.Equal(
            ["host: host is other.example", "not: not (header x-bot is absent)", "post: method is POST or PUT"],
            explanation.Rejected.Select(rejected => $"{rejected.Route.Name}: {rejected.Failed}"),
            StringComparer.Ordinal);
    }

    [Fact]
    public void An_explanation_of_a_miss_names_every_route()
    {
        var table = Tables.Of(Tables.Route("b", new PathRule("/b")), Tables.Route("c", new OneOf([new PathRule("/c"), new MethodRule(["PUT"])])));
        var explanation = table.Explain(Asked.For("/a"));
        Assert.Null(explanation.Matched);
        Assert.Equal(["path is /b", "path is /c or method is PUT"], explanation.Rejected.Select(rejected => rejected.Failed), StringComparer.Ordinal);
    }
}
