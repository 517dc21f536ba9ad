using System.Net;
using System.Text;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;
using Xunit;

namespace Halfsilver.Tests.Matching;

/// <summary>Requests as the codec hands them to rules, and rules as the compiler makes them.</summary>
internal static class Asked
{
    public static RequestHead Head(string method, string target, string host = "shop.example.com", params string[] fields)
    {
        var text = $"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(fields.Select(field => $"{field}\r\n"))}\r\n";
        var octets = Encoding.UTF8.GetBytes(text);
        var head = new RequestHead();
        Assert.Equal(WireFault.None, RequestParser.Parse(head, octets, octets.Length, 100));
        return head;
    }

    public static RequestFacts For(string target, string host = "shop.example.com", string method = "GET", string? client = null, params string[] fields)
    {
        var facts = new RequestFacts();
        facts.Reset(Head(method, target, host, fields), client is null ? null : IPAddress.Parse(client));
        return facts;
    }

    public static CompiledRule Compiled(Rule rule)
    {
        var problems = new List<Problem>();
        var compiled = RuleCompiler.Compile(rule, "match", problems);
        Assert.Empty(problems);
        return compiled;
    }

    public static bool Holds(Rule rule, RequestFacts facts) => Compiled(rule).Matches(facts);

    public static Problem OnlyProblem(Rule rule)
    {
        var problems = new List<Problem>();
        var compiled = RuleCompiler.Compile(rule, "match", problems);
        Assert.False(compiled.Matches(For("/")));
        return Assert.Single(problems);
    }
}
