using Halfsilver.Planning;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Wire;

/// <summary>A copy that is sent with another method.</summary>
public sealed class CopyMethodTests
{
    [Theory]
    [InlineData("GET", "GET /a%2Fb?c HTTP/1.1", "GET /a%2Fb?c HTTP/1.1")]
    [InlineData("HEAD", "GET /a%2Fb?c HTTP/1.1", "HEAD /a%2Fb?c HTTP/1.1")]
    [InlineData("PROPFIND", "POST / HTTP/1.1", "PROPFIND / HTTP/1.1")]
    [InlineData("GET", "OPTIONS / HTTP/1.1", "GET / HTTP/1.1")]
    [InlineData("GET", "OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1")]
    [InlineData("GET", "OPTIONS http://a HTTP/1.1", "OPTIONS * HTTP/1.1")]
    [InlineData("GET", "POST http://a/x HTTP/1.1", "GET /x HTTP/1.1")]
    [InlineData("GET", "CONNECT a:443 HTTP/1.1", "CONNECT a:443 HTTP/1.1")]
    public void Only_the_method_changes(string method, string line, string sent)
    {
        var template = LegTemplate.Compile(Rewrite.None, Rewrite.None, HostRewrite.Preserve, new LegChanges(null, null, method));
        var host = line.Contains("a:443", StringComparison.Ordinal) ? "a:443" : "a";
        var text = Leg.Write($"{line}\r\nHost: {host}\r\nX: 1\r\n\r\n", template);
        Assert.StartsWith($"{sent}\r\nHost: {host}\r\nX: 1\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_request_line_still_fits()
    {
        var method = new string('M', 32);
        var long1 = new string('p', 5_000);
        var template = LegTemplate.Compile(
            new() { AddPrefix = $"/{long1}", Query = new() { Add = [new(long1, long1)] } },
            new() { ReplacePath = $"/{long1}/", AddPrefix = $"/{long1}", Query = new() { Set = [new("a", long1)] } },
            HostRewrite.Preserve,
            new LegChanges(null, null, method));
        var line = Leg.Write("GET /x?a HTTP/1.1\r\nHost: a\r\n\r\n", template).Split("\r\n")[0];
        Assert.Equal($"{method} /{long1}/{long1}/?a={long1}&{long1}={long1} HTTP/1.1", line);
    }
}
