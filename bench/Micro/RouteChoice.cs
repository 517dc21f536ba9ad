using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Micro;

/// <summary>Finding the route of a request among few and many.</summary>
[MemoryDiagnoser]
public class RouteChoice
{
    private readonly RequestFacts _facts = new();
    private RouteTable<string> _table = null!;

    /// <summary>Routes, each with a host of ten and a path prefix of its own.</summary>
    [Params(10, 1_000)]
    public int Routes { get; set; }

    /// <summary>Makes the table, and a request for its last route.</summary>
    [GlobalSetup]
    public void Make()
    {
        _table = new RouteTable<string>(Enumerable.Range(0, Routes).Select(Entry));
        var bytes = Encoding.Latin1.GetBytes($"GET /service/{Routes - 1}/orders HTTP/1.1\r\nHost: host{(Routes - 1) % 10}.example\r\n\r\n");
        var head = new RequestHead();
        if (RequestParser.Parse(head, bytes, bytes.Length, 100) != WireFault.None)
        {
            throw new InvalidOperationException("The request is no request.");
        }

        _facts.Reset(head, IPAddress.Loopback);
        if (_table.Find(_facts) != $"route-{Routes - 1}")
        {
            throw new InvalidOperationException("The request does not find its route.");
        }
    }

    /// <summary>One request.</summary>
    [Benchmark]
    public string? Find() => _table.Find(_facts);

    private static (Route, CompiledRule, string) Entry(int i)
    {
        var rule = new AllOf([new HostRule($"host{i % 10}.example"), new PathPrefixRule($"/service/{i}")]);
        var route = new Route { Name = $"route-{i}", Rule = rule, Action = new DirectAction { Status = 204 } };
        return (route, RuleCompiler.Compile(rule, "rule", new List<Problem>()), route.Name);
    }
}
