using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>Each change a plan can ask of a head.</summary>
public sealed class LegTemplateTests
{
    private const string Request = "GET /p HTTP/1.1\r\nA: 1\r\nHOST: a.example\r\nb: 2\r\nB: 3\r\nC: 4\r\n\r\n";
    private const string Forwarded = "X-Forwarded-Host: a.example\r\nX-Forwarded-Proto: http\r\n";

    [Theory]
    [InlineData("/api", "/api/x", "/x")]
    [InlineData("/api", "/api", "/")]
    [InlineData("/api", "/api/", "/")]
    [InlineData("/api", "/apix", "/apix")]
    [InlineData("/api", "/ap", "/ap")]
    [InlineData("/api", "/API/x", "/API/x")]
    [InlineData("/api/", "/api/x", "/x")]
    [InlineData("/", "/x", "/x")]
    [InlineData("api", "/api/x", "/x")]
    [InlineData("/api", "/%61pi/%7e", "/%7e")]
    [InlineData("/%61pi", "/api/x", "/x")]
    [InlineData("/a%2fb", "/a%2Fb/x", "/x")]
    [InlineData("/a%2Fb", "/a%2fb/x", "/x")]
    [InlineData("/a/b", "/a%2Fb/x", "/a%2Fb/x")]
    [InlineData("/caf\u00E9", "/caf%c3%a9/x", "/x")]
    [InlineData("/api", "/api//x", "//x")]
    [InlineData("/api", "/api%2Fx", "/api%2Fx")]
    public void A_prefix_comes_off_where_a_segment_ends(string prefix, string path, string sent) =>
        Assert.Equal(sent, Path(path, new() { StripPrefix = prefix }));

    [Theory]
    [InlineData("/v1", "/v2", "/v1/x", "/v2/x")]
    [InlineData("/v1", "/v2", "/v1", "/v2")]
    [InlineData("/v1", "/v2", "/v10", "/v10")]
    [InlineData("/v1", "/", "/v1/x", "/x")]
    [InlineData("/v1", "/", "/v1", "/")]
    [InlineData("/", "/v2", "/x", "/v2/x")]
    [InlineData("/v1/", "/longer/than/before/", "/v1/x", "/longer/than/before/x")]
    public void A_prefix_is_replaced_where_a_segment_ends(string from, string to, string path, string sent) =>
        Assert.Equal(sent, Path(path, new() { ReplacePrefix = new(from, to) }));

    [Theory]
    [InlineData("/a", "", "/ab", "/b")]
    [InlineData("/a", "", "/a/b", "/b")]
    [InlineData("/a", "", "/a//b", "//b")]
    [InlineData("/a", "", "/a", "/")]
    [InlineData("/a", "", "/%61b", "/b")]
    [InlineData("/a", "", "/a%2Fb", "/%2Fb")]
    [InlineData("/a", "", "/b", "/b")]
    [InlineData("/a/", "", "/a/b", "/b")]
    [InlineData("/a/", "", "/a/", "/")]
    [InlineData("/a/", "", "/a", "/a")]
    [InlineData("/a", "/base", "/ab", "/base/b")]
    [InlineData("/a", "/base", "/a", "/base")]
    [InlineData("/a", "/base", "/a/", "/base/")]
    [InlineData("/a/", "/base", "/a/", "/base/")]
    [InlineData("/a/", "/base", "/a/b", "/base/b")]
    [InlineData("/a/", "/base", "/a//b", "/base/b")]
    public void A_prefix_that_is_a_text_comes_off_inside_a_segment_too(string from, string to, string path, string sent)
    {
        Assert.Equal(sent, Path(path, new() { ReplacePrefix = new(from, to), PrefixIsText = true }));
        if (to.Length == 0)
        {
            Assert.Equal(sent, Path(path, new() { StripPrefix = from, PrefixIsText = true }));
        }
    }

    [Theory]
    [InlineData("/new", "/x", "/new/x")]
    [InlineData("/new/", "/", "/new/")]
    [InlineData("new", "/x", "/new/x")]
    [InlineData("/", "/x", "/x")]
    public void A_prefix_is_put_before(string prefix, string path, string sent) => Assert.Equal(sent, Path(path, new() { AddPrefix = prefix }));

    [Fact]
    public void Only_fields_that_pass_go_on_and_what_the_gateway_writes_stays()
    {
        var sent = Leg.Write(
            "POST /p HTTP/1.1\r\nA: 1\r\nHost: a.example\r\nb: 2\r\nB: 3\r\nCookie: c\r\nContent-Length: 2\r\n\r\n",
            LegTemplate.Compile(new() { PassFields = ["B", "Cookie"], SetFields = [new("Set", "s")] }, new() { PassFields = ["b", "a"] }, HostRewrite.Preserve),
            new LegFacts { Framing = BodyFraming.Length, ContentLength = 2 });

        Assert.Equal($"POST /p HTTP/1.1\r\nHost: a.example\r\nb: 2\r\nB: 3\r\nContent-Length: 2\r\n{Forwarded}Set: s\r\n\r\n", sent);
    }

    [Fact]
    public void A_trusted_peers_word_passes_whatever_the_list_says()
    {
        var template = LegTemplate.Compile(new() { PassFields = [] }, null, HostRewrite.Preserve);

        var sent = Leg.Write("GET /p HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n\r\n", template, new LegFacts { TrustsPeer = true });

        Assert.Equal("GET /p HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n\r\n", sent);
    }

    [Theory]
    [InlineData("/v2/{id}", "/u/7?a=1", "/v2/7?a=1")]
    [InlineData("/v2?u={id}", "/u/7?a=1&b", "/v2?u=7&a=1&b")]
    [InlineData("/v2?u={id}", "/u/7", "/v2?u=7")]
    [InlineData("/v2?u={id}", "/u/7?", "/v2?u=7")]
    [InlineData("/v2?u={id}", "/other?a", "/other?a")]
    public void A_target_may_have_a_query_that_the_clients_follows(string target, string asked, string sent)
    {
        var rewrite = new Rewrite { Target = target };
        var rule = new OneOf([new PathTemplateRule("/u/{id}"), new PathRule("/other")]);
        var template = LegTemplate.Compile(rewrite, null, HostRewrite.Preserve, new LegChanges(PathChanges.Compile(rewrite, rule, "", [])));
        var head = Heads.Request($"GET {asked} HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.StartsWith($"GET {sent} HTTP/1.1\r\n", Leg.Write(head, template, new LegFacts { Path = template.MakePath(head) }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health", "/x/y", "/health")]
    [InlineData("/dir/", "/", "/dir/")]
    [InlineData("/%2F%7e", "/x", "/%2F%7e")]
    [InlineData("/caf\u00E9", "/x", "/caf%C3%A9")]
    [InlineData("/", "/a%20b", "/")]
    public void A_whole_path_stands_in_place_of_the_clients(string whole, string path, string sent) =>
        Assert.Equal(sent, Path(path, new() { ReplacePath = whole }));

    [Fact]
    public void A_prefix_is_put_before_a_replaced_path() =>
        Assert.Equal("/v2/here", Path("/x", new() { StripPrefix = "/x", ReplacePath = "/here", AddPrefix = "/v2" }));

    [Fact]
    public void An_expression_or_template_that_nobody_compiled_is_not_passed_over()
    {
        Assert.Throws<ArgumentException>(() => Compile(new() { Template = "/{id}" }));
        Assert.Throws<ArgumentException>(() => Compile(new() { ReplaceRegex = new("a", "b") }));
    }

    [Fact]
    public void The_copys_rewrite_works_on_what_the_routes_made() =>
        Assert.Equal(
            "/d/c/x", Path("/a/x", new() { StripPrefix = "/a", AddPrefix = "/b" }, new() { ReplacePrefix = new("/b", "/c"), AddPrefix = "/d" }));

    [Theory]
    [InlineData("GET http://a.example/api/x?/api HTTP/1.1", "GET /x?/api HTTP/1.1")]
    [InlineData("GET http://a.example HTTP/1.1", "GET / HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1")]
    public void Only_paths_are_rewritten(string line, string sent) =>
        Assert.StartsWith(sent + "\r\n", Leg.Write($"{line}\r\nHost: a.example\r\n\r\n", Compile(new() { StripPrefix = "/api" })), StringComparison.Ordinal);

    [Fact]
    public void Set_replaces_every_line_of_the_name_and_add_keeps_them() =>
        Assert.Equal(
            $"GET /p HTTP/1.1\r\nA: 1\r\nHOST: a.example\r\nC: 4\r\n{Forwarded}B: new\r\nA: more\r\n\r\n",
            Leg.Write(Request, Compile(new() { SetFields = [new("B", "new")], AddFields = [new("A", "more")] })));

    [Fact]
    public void Removed_fields_are_gone() =>
        Assert.Equal($"GET /p HTTP/1.1\r\nA: 1\r\nHOST: a.example\r\n{Forwarded}\r\n", Leg.Write(Request, Compile(new() { RemoveFields = ["B", "c", "Z"] })));

    [Fact]
    public void A_copy_can_undo_what_its_route_did() =>
        Assert.Equal(
            $"GET /p HTTP/1.1\r\nA: 1\r\nHOST: a.example\r\nb: 2\r\nB: 3\r\n{Forwarded}X: copy\r\n\r\n",
            Leg.Write(Request, LegTemplate.Compile(
                new() { AddFields = [new("Route", "1"), new("C", "5")], SetFields = [new("X", "route")] },
                new() { RemoveFields = ["route", "c"], SetFields = [new("x", "no"), new("X", "copy")] }, HostRewrite.Preserve)).Replace("x: no\r\n", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("x-forwarded-host")]
    [InlineData("X-Forwarded-Proto")]
    public void Forwarding_fields_can_be_removed_and_set(string name)
    {
        var facts = new LegFacts { ClientAddress = "9.9.9.9"u8 };
        Assert.DoesNotContain(name, Leg.Write(Request, Compile(new() { RemoveFields = [name] }), facts), StringComparison.OrdinalIgnoreCase);
        var text = Leg.Write(Request, Compile(new() { SetFields = [new(name, "mine")] }), facts);
        Assert.Contains($"{name}: mine\r\n", text, StringComparison.Ordinal);
        Assert.Equal(text.IndexOf(name, StringComparison.OrdinalIgnoreCase), text.LastIndexOf(name, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_host_is_replaced_in_its_place()
    {
        var facts = new LegFacts { EndpointAuthority = "up:81"u8 };
        Assert.Contains("A: 1\r\nHOST: up:81\r\nb: 2", Leg.Write(Request, LegTemplate.Compile(Rewrite.None, null, HostRewrite.Service), facts), StringComparison.Ordinal);
        Assert.Contains("A: 1\r\nHOST: lit.example\r\nb: 2", Leg.Write(Request, Compile(new() { Host = new(HostKind.Literal, "lit.example") }), facts), StringComparison.Ordinal);
        Assert.Contains("X-Forwarded-Host: a.example\r\n", Leg.Write(Request, LegTemplate.Compile(Rewrite.None, null, HostRewrite.Service), facts), StringComparison.Ordinal);
    }

    [Fact]
    public void The_copys_host_wins_over_the_routes_and_that_over_the_services()
    {
        Rewrite literal = new() { Host = new(HostKind.Literal, "lit") };
        Assert.Equal(HostKind.Preserve, LegTemplate.Compile(literal, new() { Host = HostRewrite.Preserve }, HostRewrite.Service).HostKind);
        Assert.Equal(HostKind.Literal, LegTemplate.Compile(literal, new(), HostRewrite.Service).HostKind);
        Assert.Equal(HostKind.Service, LegTemplate.Compile(Rewrite.None, null, HostRewrite.Service).HostKind);
    }

    [Theory]
    [InlineData("A\r\nB", "c")]
    [InlineData("A B", "c")]
    [InlineData("", "c")]
    [InlineData("A", "b\r\nC: d")]
    [InlineData("A", "b\nc")]
    [InlineData("A", "b\0")]
    [InlineData("Host", "a")]
    [InlineData("content-length", "5")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Connection", "close")]
    public void Fields_that_could_break_a_head_are_refused(string name, string value)
    {
        Assert.Throws<ArgumentException>(() => Compile(new() { SetFields = [new(name, value)] }));
        Assert.Throws<ArgumentException>(() => Compile(new() { AddFields = [new(name, value)] }));
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a\r\n")]
    [InlineData("/a?b")]
    [InlineData("/a#b")]
    [InlineData("/a%2")]
    public void Prefixes_that_could_break_a_request_line_are_refused(string prefix)
    {
        Assert.Throws<ArgumentException>(() => Compile(new() { AddPrefix = prefix }));
        Assert.Throws<ArgumentException>(() => Compile(new() { StripPrefix = prefix }));
        Assert.Throws<ArgumentException>(() => Compile(new() { ReplacePath = prefix }));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("")]
    [InlineData(null)]
    public void A_literal_host_must_be_one(string? host) =>
        Assert.Throws<ArgumentException>(() => Compile(new() { Host = new(HostKind.Literal, host) }));

    private static LegTemplate Compile(Rewrite rewrite) => LegTemplate.Compile(rewrite, null, HostRewrite.Preserve);

    // The path as the upstream sees it; the query must stay.
    private static string Path(string path, Rewrite route, Rewrite? copy = null)
    {
        var template = LegTemplate.Compile(route, copy, HostRewrite.Preserve);
        var line = Leg.Write($"GET {path}?q=/api HTTP/1.1\r\nHost: a\r\n\r\n", template).Split("\r\n")[0];
        Assert.EndsWith("?q=/api HTTP/1.1", line, StringComparison.Ordinal);
        return line[4..line.IndexOf('?', StringComparison.Ordinal)];
    }
}
