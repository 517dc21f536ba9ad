using Halfsilver.Dialects.Traefik.Rules;

using Xunit;

namespace Halfsilver.Dialects.Tests.Traefik;

/// <summary>Traefik's rules: what they come to, and where they are wrong.</summary>
public sealed class RuleParserTests
{
    [Theory]
    [InlineData("Host(`example.com`)", "host example.com")]
    [InlineData("Host(`Example.COM`)", "host example.com")]
    [InlineData("Host(`*.example.com`)", @"all(host *.example.com, host~ ^[^.]+\.example\.com$)")]
    [InlineData("Host(`*`)", "any")]
    [InlineData("Host(`*`) && Path(`/a`)", "all(any, path /a)")]
    [InlineData("Host(`10.0.0.1`)", "host 10.0.0.1")]
    [InlineData("HostRegexp(`^.+\\.example\\.com$`)", @"host~ ^.+\.example\.com$")]
    [InlineData("HostRegexp(`^[a-z]{2,3}$`)", "host~ ^[a-z]{2,3}$")]
    [InlineData("Path(`/products`)", "path /products")]
    [InlineData("Path(`/products/{id}`)", "path /products/{id}")]
    [InlineData("PathPrefix(`/products`)", "prefix /products")]
    [InlineData("PathPrefix(`/`)", "prefix /")]
    [InlineData(@"PathRegexp(`\.(jpeg|jpg|png)$`)", @"path~ \.(jpeg|jpg|png)$")]
    [InlineData("Method(`GET`)", "method GET")]
    [InlineData("Method(`post`)", "method POST")]
    [InlineData("Header(`Content-Type`, `application/yaml`)", "header Content-Type=application/yaml")]
    [InlineData("HeaderRegexp(`Content-Type`, `^application/(json|yaml)$`)", "header Content-Type~^application/(json|yaml)$")]
    [InlineData("Query(`mobile`, `true`)", "query mobile=true")]
    [InlineData("Query(`mobile`)", "query mobile=")]
    [InlineData("QueryRegexp(`mobile`, `^(true|yes)$`)", "query mobile~^(true|yes)$")]
    [InlineData("QueryRegexp(`mobile`)", "query mobile=")]
    [InlineData("ClientIP(`10.76.105.11`)", "client 10.76.105.11")]
    [InlineData("ClientIP(`192.168.1.0/24`)", "client 192.168.1.0/24")]
    [InlineData("ClientIP(`fe80::/10`)", "client fe80::/10")]
    public void Each_matcher_comes_to_the_rule_that_does_the_same(string rule, string expected) => Assert.Equal(expected, Read(rule));

    [Theory]
    [InlineData("Host(`a`) && Path(`/b`)", "all(host a, path /b)")]
    [InlineData("Host(`a`) || Host(`b`)", "one(host a, host b)")]
    [InlineData("Host(`a`) || Host(`b`) && Path(`/c`)", "one(host a, all(host b, path /c))")]
    [InlineData("Host(`a`) && Path(`/c`) || Host(`b`)", "one(all(host a, path /c), host b)")]
    [InlineData("(Host(`a`) || Host(`b`)) && Path(`/c`)", "all(one(host a, host b), path /c)")]
    [InlineData("Host(`a`) && Host(`b`) && Host(`c`)", "all(host a, host b, host c)")]
    [InlineData("!Path(`/c`)", "not(path /c)")]
    [InlineData("! Path(`/c`)", "not(path /c)")]
    [InlineData("!!Path(`/c`)", "not(not(path /c))")]
    [InlineData("!(Host(`a`) || Host(`b`))", "not(one(host a, host b))")]
    [InlineData("!Host(`a`) && Path(`/c`)", "all(not(host a), path /c)")]
    [InlineData("((Host(`a`)))", "host a")]
    [InlineData("Host(`a`)&&Path(`/b`)||!Method(`GET`)", "one(all(host a, path /b), not(method GET))")]
    [InlineData("Host(`a`)\n  && Path(`/b`)\r\n\t|| Path(`/c`)\n", "one(all(host a, path /b), path /c)")]
    [InlineData("  Host( `a` )  ", "host a")]
    public void Operators_bind_as_in_Go(string rule, string expected) => Assert.Equal(expected, Read(rule));

    [Theory]
    [InlineData("Path(\"/a\")", "path /a")]
    [InlineData("Header(\"X\", \"say \\\"it\\\"\")", "header X=say \"it\"")]
    [InlineData("Header(`X`, `say \"it\"`)", "header X=say \"it\"")]
    [InlineData("Header(`X`, \"\\u00e9\\x41\\101\\U0001F600\")", "header X=\u00e9AA\ud83d\ude00")]
    [InlineData("HeaderRegexp(`X`, \"^\\\\d+$\")", "header X~^\\d+$")]
    [InlineData("HeaderRegexp(`X`, `a(b)||c && d`)", "header X~a(b)||c && d")]
    [InlineData("Header(`X`, ``)", "header X=")]
    public void Texts_stand_in_back_quotes_or_double_quotes(string rule, string expected) => Assert.Equal(expected, Read(rule));

    [Theory]
    [InlineData("host(`a`)", "host a")]
    [InlineData("PATHPREFIX(`/a`)", "prefix /a")]
    [InlineData("Clientip(`10.0.0.1`)", "client 10.0.0.1")]
    public void Names_of_matchers_may_be_written_in_any_case(string rule, string expected) => Assert.Equal(expected, Read(rule));

    [Theory]
    [InlineData("Host(`a`, `b`)", "one(host a, host b)")]
    [InlineData("Path(`/a`, `/b`, `/c`)", "one(path /a, path /b, path /c)")]
    [InlineData("Method(`GET`, `POST`)", "method GET|POST")]
    [InlineData("ClientIP(`10.0.0.1`, `10.0.0.2`)", "client 10.0.0.1|10.0.0.2")]
    [InlineData("Headers(`X`, `a`)", "header X=a")]
    [InlineData("HeadersRegexp(`X`, `a+`)", "header X~a+")]
    public void What_version_2_wrote_is_read_with_a_note(string rule, string expected)
    {
        var reading = RuleParser.Read(rule);
        Assert.Equal(expected, RuleShown.Of(reading.Rule!));
        Assert.Contains("version 2", Assert.Single(reading.Notes).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host(`a`, `b`)", "one(host a, host b)")]
    [InlineData("HostRegexp(`{sub:[a-z]+}.example.com`)", @"host~ ^(?:[a-z]+)\.example\.com$")]
    [InlineData("HostRegexp(`{sub}.example.com`)", @"host~ ^(?:[^.]+)\.example\.com$")]
    [InlineData("Path(`/products/{id:[0-9]{1,3}}`)", "path~ ^/products/(?:[0-9]{1,3})$")]
    [InlineData("PathPrefix(`/{shop}/cart`)", "path~ ^/(?:[^/]+)/cart")]
    [InlineData("Query(`mobile=true`)", "query mobile=true")]
    [InlineData("Query(`a=1`, `b=2`)", "one(query a=1, query b=2)")]
    [InlineData("Path(`/plain`)", "path /plain")]
    public void Rules_of_version_2_have_its_templates(string rule, string expected)
    {
        var reading = RuleParser.Read(rule, older: true);
        Assert.Equal(expected, RuleShown.Of(reading.Rule!));
        Assert.Empty(reading.Notes);
    }

    [Theory]
    [InlineData("", 0, "found the end")]
    [InlineData("   ", 2, "found the end")]
    [InlineData("Host", 3, "opening parenthesis")]
    [InlineData("Host(", 4, "text in back quotes")]
    [InlineData("Host()", 0, "takes one text")]
    [InlineData("Host(`a`", 7, "comma or a closing parenthesis")]
    [InlineData("Host(`a)", 5, "no closing back quote")]
    [InlineData("Host(\"a)", 5, "no closing double quote")]
    [InlineData("Host(\"a\n\")", 5, "no closing double quote")]
    [InlineData("Host('a')", 5, "not in single quotes")]
    [InlineData("Host(a)", 5, "text in back quotes")]
    [InlineData("Host(`a`,)", 9, "text in back quotes")]
    [InlineData("Host(,`a`)", 5, "text in back quotes")]
    [InlineData("Host(`a` `b`)", 9, "comma or a closing parenthesis")]
    [InlineData("Host(`a`))", 9, "&&, || or the rule's end")]
    [InlineData("(Host(`a`)", 9, "closing parenthesis")]
    [InlineData("Host(`a`) Path(`/b`)", 10, "&&, || or the rule's end")]
    [InlineData("Host(`a`) &&", 11, "expected a matcher")]
    [InlineData("&& Host(`a`)", 0, "expected a matcher")]
    [InlineData("Host(`a`) & Path(`/b`)", 10, "use &&")]
    [InlineData("Host(`a`) | Path(`/b`)", 10, "use ||")]
    [InlineData("Host(`a`) and Path(`/b`)", 10, "rule's end")]
    [InlineData("Host(`a`) && !", 13, "expected a matcher")]
    [InlineData("()", 1, "expected a matcher")]
    [InlineData("Hots(`a`)", 0, "no matcher named Hots")]
    [InlineData("Host(`a b`)", 5, "not a host")]
    [InlineData("Host(`a:80`)", 5, "not a host")]
    [InlineData("Host(`a`, `b c`)", 10, "not a host")]
    [InlineData("Path(`a`)", 5, "does not begin with /")]
    [InlineData("PathPrefix(`/a?b`)", 11, "?")]
    [InlineData("PathRegexp(`(`)", 11, "(")]
    [InlineData("PathRegexp(`(?=a)`)", 11, "RE2")]
    [InlineData("Header(`X`)", 0, "takes 2 texts")]
    [InlineData("Header(`X`, `a`, `b`)", 17, "takes 2 texts")]
    [InlineData("Header(`X Y`, `a`)", 14, "")]
    [InlineData("HeaderRegexp(`X`, `[`)", 18, "RE2")]
    [InlineData("Query(`a`, `b`, `c`)", 16, "takes 1 or 2 texts")]
    [InlineData("Query()", 0, "takes 1 or 2 texts")]
    [InlineData("ClientIP(`home`)", 9, "network")]
    [InlineData("Host(`a`) @ Path(`/b`)", 10, "cannot stand here")]
    [InlineData("Host(\"\\q\")", 6, "no escape")]
    [InlineData("Host(\"\\u12\")", 6, "no escape")]
    [InlineData("Host(\"\\ud800\")", 6, "no escape")]
    [InlineData("Host(\"\\", 6, "no escape")]
    public void A_wrong_rule_says_where(string rule, int at, string message)
    {
        var reading = RuleParser.Read(rule);
        Assert.Null(reading.Rule);
        Assert.Equal(at, reading.Fault!.At);
        Assert.Contains(message, reading.Fault.Message, StringComparison.Ordinal);
        Assert.InRange(reading.Fault.At + reading.Fault.Length, reading.Fault.At + 1, Math.Max(rule.Length, 1));
    }

    [Fact]
    public void A_matcher_that_is_misspelt_is_guessed() => Assert.Equal("PathPrefix", RuleParser.Read("PathPrefx(`/a`)").Fault!.Suggestion);

    [Fact]
    public void A_rule_is_bounded_in_depth_and_length()
    {
        Assert.Contains("levels", RuleParser.Read(new string('(', 100_000)[..60_000] + "Host(`a`)").Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("levels", RuleParser.Read(new string('!', 60_000) + "Host(`a`)").Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("characters", RuleParser.Read(new string(' ', 100_000)).Fault!.Message, StringComparison.Ordinal);
        Assert.NotNull(RuleParser.Read(string.Join(" || ", Enumerable.Range(0, 2_000).Select(i => $"Host(`a{i}`)"))).Rule);
    }

    private static string Read(string rule)
    {
        var reading = RuleParser.Read(rule);
        Assert.Null(reading.Fault?.Message);
        Assert.Empty(reading.Notes);
        return RuleShown.Of(reading.Rule!);
    }
}
