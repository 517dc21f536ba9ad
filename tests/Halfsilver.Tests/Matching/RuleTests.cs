using Halfsilver.Planning;
using Xunit;

namespace Halfsilver.Tests.Matching;

public sealed class RuleTests
{
    [Theory]
    [InlineData("shop.example.com", "shop.example.com", true)]
    [InlineData("shop.example.com", "SHOP.example.com:8080", true)]
    [InlineData("Shop.Example.Com.", "shop.example.com", true)]
    [InlineData("shop.example.com", "shop.example.com.", true)]
    [InlineData("shop.example.com", "example.com", false)]
    [InlineData("shop.example.com", "xshop.example.com", false)]
    [InlineData("*.example.com", "shop.example.com", true)]
    [InlineData("*.example.com", "a.b.EXAMPLE.com:1", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("[::1]", "[::1]:80", true)]
    [InlineData("[::1]", "[::2]", false)]
    public void A_host_is_compared_without_case_and_port(string rule, string host, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new HostRule(rule), Asked.For("/", host)));

    [Theory]
    [InlineData("^(a|b)\\.example\\.com$", "B.Example.com:80", true)]
    [InlineData("^(a|b)\\.example\\.com$", "c.example.com", false)]
    [InlineData("example", "www.example.org", true)]
    public void A_host_pattern_sees_the_host_without_case_and_port(string rule, string host, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new HostRegexRule(rule), Asked.For("/", host)));

    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/a?x", true)]
    [InlineData("/a", "/a/", false)]
    [InlineData("/a", "/A", false)]
    [InlineData("/~u", "/%7eu", true)]
    [InlineData("/%7Eu", "/~u", true)]
    [InlineData("/a%2fb", "/a%2Fb", true)]
    [InlineData("/a%2fb", "/a/b", false)]
    [InlineData("/a/b", "/a%2Fb", false)]
    [InlineData("/café", "/caf%c3%a9", true)]
    [InlineData("/a b", "/a%20b", true)]
    public void A_path_is_compared_whole_in_normal_form(string rule, string target, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new PathRule(rule), Asked.For(target)));

    [Fact]
    public void The_asterisk_is_a_path_of_its_own()
    {
        var facts = Asked.For("*", method: "OPTIONS");
        Assert.True(Asked.Holds(new PathRule("*"), facts));
        Assert.False(Asked.Holds(new PathRule("/"), facts));
        Assert.False(Asked.Holds(new PathPrefixRule("/"), facts));
        Assert.True(Asked.Holds(AnyRule.Instance, facts));
    }

    [Fact]
    public void The_empty_path_of_connect_lies_under_no_prefix()
    {
        var facts = Asked.For("h.example:443", "h.example:443", "CONNECT");
        Assert.False(Asked.Holds(new PathPrefixRule("/"), facts));
        Assert.False(Asked.Holds(new PathTextPrefixRule("/"), facts));
        Assert.False(Asked.Holds(new PathTemplateRule("/{*rest}"), facts));
        Assert.True(Asked.Holds(new PathRegexRule("^$"), facts));
    }

    [Theory]
    [InlineData("/a", "/a", true, true)]
    [InlineData("/a", "/a/", true, true)]
    [InlineData("/a", "/a/b", true, true)]
    [InlineData("/a", "/ab", true, false)]
    [InlineData("/a", "/a%2Fb", true, false)]
    [InlineData("/a", "/b", false, false)]
    [InlineData("/a/", "/a/b", true, true)]
    [InlineData("/a/", "/a", false, true)]
    [InlineData("/a/", "/ab", false, false)]
    [InlineData("/", "/", true, true)]
    [InlineData("/", "/anything", true, true)]
    public void A_text_prefix_ends_anywhere_and_a_segment_prefix_at_a_segments_end(string prefix, string target, bool text, bool segments)
    {
        Assert.Equal(text, Asked.Holds(new PathTextPrefixRule(prefix), Asked.For(target)));
        Assert.Equal(segments, Asked.Holds(new PathPrefixRule(prefix), Asked.For(target)));
    }

    [Theory]
    [InlineData("/Orders/{id}", "/orders/7", true)]
    [InlineData("/orders/{id}", "/ORDERS/7/", true)]
    [InlineData("/orders/{id}", "/orders/7//", false)]
    [InlineData("/orders/{id}", "/orders/", false)]
    [InlineData("/orders", "/Orders/", true)]
    [InlineData("/orders/{*rest}", "/ORDERS", true)]
    [InlineData("/orders/{*rest}", "/ordersx", false)]
    [InlineData("/", "/", true)]
    [InlineData("/\u00E9", "/%C3%A9", true)]
    public void A_template_in_any_case_leaves_case_and_a_closing_slash_out(string template, string target, bool holds)
    {
        Assert.Equal(holds, Asked.Holds(new PathTemplateRule(template) { AnyCase = true }, Asked.For(target)));
    }

    [Theory]
    [InlineData("/users/{id}", "/users/7", true)]
    [InlineData("/users/{id}", "/users/", false)]
    [InlineData("/users/{id}", "/users", false)]
    [InlineData("/users/{id}", "/users/7/", false)]
    [InlineData("/users/{id}", "/users/7/posts", false)]
    [InlineData("/users/{id}", "/users/a%2Fb", true)]
    [InlineData("/users/{id}/posts", "/users/7/posts", true)]
    [InlineData("/users/{id}/posts", "/users/7/post", false)]
    [InlineData("/files/{*rest}", "/files", true)]
    [InlineData("/files/{*rest}", "/files/", true)]
    [InlineData("/files/{*rest}", "/files/a/b", true)]
    [InlineData("/files/{*rest}", "/filesystem", false)]
    [InlineData("/{*rest}", "/", true)]
    [InlineData("/{a}/{b}", "/x/y", true)]
    [InlineData("/{a}/{b}", "/x", false)]
    [InlineData("/a/", "/a/", true)]
    [InlineData("/a/", "/a", false)]
    public void A_template_is_compared_segment_by_segment(string template, string target, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new PathTemplateRule(template), Asked.For(target)));

    [Theory]
    [InlineData("^/v[0-9]+/", "/v12/x", true)]
    [InlineData("^/v[0-9]+/", "/x/v12/", false)]
    [InlineData("orders", "/my/orders/1", true)]
    [InlineData("^/~u$", "/%7Eu", true)]
    public void A_path_pattern_is_not_anchored_unless_it_says_so(string pattern, string target, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new PathRegexRule(pattern), Asked.For(target)));

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", true)]
    [InlineData("get", false)]
    [InlineData("PUT", false)]
    [InlineData("GETS", false)]
    public void A_method_is_compared_with_case(string method, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new MethodRule(["GET", "POST"]), Asked.For("/", method: method)));

    [Fact]
    public void Header_lines_of_one_name_are_tried_one_by_one()
    {
        var facts = Asked.For("/", fields: ["X-Tenant: one", "Other: x", "x-tenant: two"]);
        Assert.True(Asked.Holds(new HeaderRule("X-TENANT", ValueTest.Is("one")), facts));
        Assert.True(Asked.Holds(new HeaderRule("x-tenant", ValueTest.Is("two")), facts));
        Assert.False(Asked.Holds(new HeaderRule("x-tenant", ValueTest.Is("one, two")), facts));
        Assert.False(Asked.Holds(new HeaderRule("x-tenant", ValueTest.Is("TWO")), facts));
        Assert.True(Asked.Holds(new HeaderRule("x-tenant", ValueTest.Matches("^t")), facts));
        Assert.False(Asked.Holds(new HeaderRule("x-tenant", ValueTest.Matches("^x")), facts));
        Assert.True(Asked.Holds(new HeaderRule("x-tenant", ValueTest.Present), facts));
        Assert.False(Asked.Holds(new HeaderRule("x-tenant", ValueTest.Absent), facts));
        Assert.True(Asked.Holds(new HeaderRule("x-absent", ValueTest.Absent), facts));
        Assert.False(Asked.Holds(new HeaderRule("x-absent", ValueTest.Present), facts));
        Assert.False(Asked.Holds(new HeaderRule("x-absent", ValueTest.Matches("")), facts));
    }

    [Fact]
    public void An_empty_header_is_there_and_equals_nothing_but_the_empty_value()
    {
        var facts = Asked.For("/", fields: ["X-Empty:"]);
        Assert.True(Asked.Holds(new HeaderRule("x-empty", ValueTest.Present), facts));
        Assert.True(Asked.Holds(new HeaderRule("x-empty", ValueTest.Is("")), facts));
        Assert.False(Asked.Holds(new HeaderRule("x-empty", ValueTest.Is("x")), facts));
    }

    [Theory]
    [InlineData("/?k=v", true)]
    [InlineData("/?k=x&k=v", true)]
    [InlineData("/?%6B=%76", true)]
    [InlineData("/?a&&k=v", true)]
    [InlineData("/?k=V", false)]
    [InlineData("/?k=vv", false)]
    [InlineData("/?k=", false)]
    [InlineData("/?kk=v", false)]
    [InlineData("/?k=v;a=b", false)]
    [InlineData("/", false)]
    public void A_query_value_is_compared_after_decoding_and_keys_one_by_one(string target, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new QueryRule("k", ValueTest.Is("v")), Asked.For(target)));

    [Theory]
    [InlineData("/?full+name=a+b", true)]
    [InlineData("/?full%20name=a%20b", true)]
    [InlineData("/?full%2Bname=a+b", false)]
    [InlineData("/?full+name=a%2Bb", false)]
    public void A_plus_sign_in_a_query_is_a_space_and_an_encoded_one_is_not(string target, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new QueryRule("full name", ValueTest.Is("a b")), Asked.For(target)));

    [Theory]
    [InlineData("/?k", true)]
    [InlineData("/?k=", true)]
    [InlineData("/?a=1&k", true)]
    [InlineData("/?kk", false)]
    [InlineData("/?", false)]
    [InlineData("/", false)]
    public void A_query_key_without_a_value_is_there_with_an_empty_one(string target, bool there)
    {
        var facts = Asked.For(target);
        Assert.Equal(there, Asked.Holds(new QueryRule("k", ValueTest.Present), facts));
        Assert.Equal(!there, Asked.Holds(new QueryRule("k", ValueTest.Absent), facts));
        Assert.Equal(there, Asked.Holds(new QueryRule("k", ValueTest.Is("")), facts));
        Assert.Equal(there, Asked.Holds(new QueryRule("k", ValueTest.Matches("^$")), facts));
    }

    [Fact]
    public void A_query_pattern_sees_the_decoded_value()
    {
        Assert.True(Asked.Holds(new QueryRule("k", ValueTest.Matches("^a b$")), Asked.For("/?k=x&k=a%20b")));
        Assert.False(Asked.Holds(new QueryRule("k", ValueTest.Matches("^a$")), Asked.For("/?k=a%0A")));
        Assert.True(Asked.Holds(new QueryRule("é", ValueTest.Is("ü")), Asked.For("/?%c3%a9=%C3%BC")));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.1.2.3/8", "10.9.9.9", true)]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.0/104", "10.2.3.4", true)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("::1", "::1", true)]
    public void A_client_lies_in_a_network_or_not(string network, string client, bool holds) =>
        Assert.Equal(holds, Asked.Holds(new ClientAddressRule(["192.0.2.0/24", network]), Asked.For("/", client: client)));

    [Fact]
    public void A_client_without_address_lies_in_no_network() =>
        Assert.False(Asked.Holds(new ClientAddressRule(["0.0.0.0/0", "::/0"]), Asked.For("/")));

    [Fact]
    public void Rules_are_joined_by_and_or_not()
    {
        var get = new MethodRule(["GET"]);
        var path = new PathRule("/a");
        Assert.True(Asked.Holds(new AllOf([get, path]), Asked.For("/a")));
        Assert.False(Asked.Holds(new AllOf([get, path]), Asked.For("/b")));
        Assert.False(Asked.Holds(new AllOf([get, path]), Asked.For("/a", method: "PUT")));
        Assert.True(Asked.Holds(new OneOf([get, path]), Asked.For("/b")));
        Assert.True(Asked.Holds(new OneOf([get, path]), Asked.For("/a", method: "PUT")));
        Assert.False(Asked.Holds(new OneOf([get, path]), Asked.For("/b", method: "PUT")));
        Assert.False(Asked.Holds(new Not(path), Asked.For("/a")));
        Assert.True(Asked.Holds(new Not(new AllOf([get, path])), Asked.For("/b")));
    }

    [Fact]
    public void Asking_any_kind_of_rule_allocates_nothing()
    {
        var rule = Asked.Compiled(new AllOf([
            new HostRule("*.example.com"), new HostRegexRule("^shop"), new PathPrefixRule("/a"), new PathTextPrefixRule("/a"),
            new PathTemplateRule("/a/{b}/{*rest}"), new PathRegexRule("^/a/[a-z]+/"), new Not(new PathRule("/a")), new MethodRule(["PUT", "GET"]),
            new HeaderRule("x", ValueTest.Is("two")), new HeaderRule("x", ValueTest.Matches("^t.o$")), new HeaderRule("y", ValueTest.Absent),
            new OneOf([new QueryRule("k", ValueTest.Is("no")), new QueryRule("k", ValueTest.Matches("^a b$"))]),
            new QueryRule("q", ValueTest.Present), new ClientAddressRule(["2001:db8::/32", "10.0.0.0/8"]),
        ]));
        var facts = Asked.For("/%61/bc/d?q&k=a+b", client: "::ffff:10.0.0.1", fields: ["X: one", "X: two"]);
        var (head, client) = (facts.Head, facts.Client);
        long before = 0;
        var held = 0;
        for (var i = 0; i < 200; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            facts.Reset(head, client);
            held += rule.Matches(facts) ? 1 : 0;
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(200, held);
    }
}
