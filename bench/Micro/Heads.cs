using System.Text;
using BenchmarkDotNet.Attributes;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Micro;

/// <summary>Reading and writing heads, small ones and those of browsers.</summary>
[MemoryDiagnoser]
public class Heads
{
    private const int MaxFields = 100;

    private readonly RequestHead _request = new();
    private readonly AnswerHead _answer = new();
    private readonly LegTemplate _template = LegTemplate.Compile(Rewrite.None, null, HostRewrite.Preserve);
    private readonly byte[] _room = new byte[16 * 1024];
    private byte[] _requestBytes = [];
    private byte[] _answerBytes = [];

    /// <summary>Fields beside Host.</summary>
    [Params(2, 20)]
    public int Fields { get; set; }

    /// <summary>Makes the heads.</summary>
    [GlobalSetup]
    public void Make()
    {
        var fields = string.Concat(Enumerable.Range(0, Fields).Select(i => $"X-Field-{i}: some value of usual length {i}\r\n"));
        _requestBytes = Encoding.Latin1.GetBytes($"GET /orders/7?page=2 HTTP/1.1\r\nHost: shop.example\r\n{fields}\r\n");
        _answerBytes = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{fields}\r\n");
        ReadRequest();
    }

    /// <summary>A request's head, parsed in place.</summary>
    [Benchmark]
    public int ReadRequest() => (int)RequestParser.Parse(_request, _requestBytes, _requestBytes.Length, MaxFields);

    /// <summary>The same head for an upstream.</summary>
    [Benchmark]
    public int WriteRequest()
    {
        var facts = new LegFacts { ClientAddress = "192.0.2.7"u8, EndpointAuthority = "10.0.0.1:8080"u8, Via = "1.1 halfsilver-1"u8 };
        return HeadWriter.Write(_request, _template, in facts, _room);
    }

    /// <summary>An answer's head, parsed in place.</summary>
    [Benchmark]
    public int ReadAnswer() => (int)AnswerParser.Parse(_answer, _answerBytes, _answerBytes.Length, MaxFields, toHead: false);
}
