using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Sampling;
using Halfsilver.Wire;

namespace Halfsilver.Micro;

/// <summary>Deciding whether a request is copied.</summary>
[MemoryDiagnoser]
public class Sampling
{
    private readonly RequestFacts _facts = new();
    private readonly RandomSampler _random = new(Share.FromPercent(10)!);
    private readonly CounterSampler _counter = new(Share.FromPercent(10)!);
    private readonly ExactSampler _exact = new(Share.FromPercent(10)!, seed: 1);
    private readonly StickySampler _sticky = new(new StickySampling { Key = new StickyKey(StickyKeyKind.Header, "X-User") }, Share.FromPercent(10)!, Share.None, "salt");

    /// <summary>Makes the request.</summary>
    [GlobalSetup]
    public void Make()
    {
        var bytes = Encoding.Latin1.GetBytes("GET / HTTP/1.1\r\nHost: shop.example\r\nX-User: 4711-abcdef\r\n\r\n");
        var head = new RequestHead();
        _ = RequestParser.Parse(head, bytes, bytes.Length, 100);
        _facts.Reset(head, IPAddress.Loopback);
    }

    /// <summary>By a random number.</summary>
    [Benchmark]
    public bool Random() => _random.Choose(_facts);

    /// <summary>Each tenth.</summary>
    [Benchmark]
    public bool Counter() => _counter.Choose(_facts);

    /// <summary>Shuffled, exact over every hundred.</summary>
    [Benchmark]
    public bool Exact() => _exact.Choose(_facts);

    /// <summary>By a field of the request.</summary>
    [Benchmark]
    public bool Sticky() => _sticky.Choose(_facts);
}
