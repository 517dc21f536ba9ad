using System.Text;
using Halfsilver.Planning;

namespace Halfsilver.Upstreams;

/// <summary>One live address of a service: what is under way there and its kept connections.</summary>
internal sealed class Endpoint
{
    private readonly Resolver.Name _name;
    private int _inFlight;

    public Endpoint(EndpointAddress address, Resolver resolver)
    {
        Address = address;
        _name = resolver.Open(address.Host, address.Port);
        var host = address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]" : address.Host;
        Authority = Encoding.ASCII.GetBytes(address.Port == 80 ? host : $"{host}:{address.Port}");
    }

    public EndpointAddress Address { get; }

    /// <summary>Host and port as a Host field says them.</summary>
    public ReadOnlyMemory<byte> Authority { get; }

    public ConnectionPool Pool { get; } = new();

    /// <summary>Requests under way; what the balancer looks at.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);

    public ValueTask<System.Net.IPEndPoint?> ResolveAsync() => _name.ResolveAsync();
}
