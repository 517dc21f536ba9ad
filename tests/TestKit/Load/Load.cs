using System.Net;

namespace TestKit;

/// <summary>What a <see cref="LoadClient"/> is to do.</summary>
public sealed record Load
{
    /// <summary>Where to.</summary>
    public required EndPoint To { get; init; }

    /// <summary>Connections at once; default 1.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Requests on each connection, one after the other; default 1.</summary>
    public int RequestsEach { get; init; } = 1;

    /// <summary>The bytes of request n, 0 to all of them less one; head, and body unless <see cref="Body"/> is set.</summary>
    public required Func<int, ReadOnlyMemory<byte>> Request { get; init; }

    /// <summary>A body sent behind every head; the head must declare its length.</summary>
    public PatternBody? Body { get; init; }

    /// <summary>Requests a second over all connections; null, the default, goes as fast as answers come.</summary>
    public double? PerSecond { get; init; }

    /// <summary>The bound of each request, connecting included; default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A load of GETs for one path.</summary>
    public static Load Get(EndPoint to, string path = "/", int connections = 1, int requestsEach = 1)
    {
        var request = Bytes.Of($"GET {path} HTTP/1.1\r\nHost: {to}\r\n\r\n");
        return new Load { To = to, Connections = connections, RequestsEach = requestsEach, Request = _ => request };
    }
}
