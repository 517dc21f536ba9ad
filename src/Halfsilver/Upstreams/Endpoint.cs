using System.Net.Sockets;
using System.Text;
using Halfsilver.Planning;
using Halfsilver.Wire;

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

    /// <summary>Who asks it whether it is well; null where nobody does.</summary>
    public EndpointCheck? Check { get; set; }

    /// <summary>What traffic says about it; null where that does not matter.</summary>
    public EndpointFaults? Faults { get; set; }

    /// <summary>Whether it is given requests: it passes its checks and is not left alone.</summary>
    public bool IsWell => Check is not { IsWell: false } && Faults is not { IsOut: true };

    /// <summary>It has answered a request.</summary>
    public void Answered(int status) => Faults?.Answered(status);

    /// <summary>It has not answered a request, and that is its fault.</summary>
    public void Failed() => Faults?.Failed();

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);

    public ValueTask<System.Net.IPEndPoint?> ResolveAsync() => _name.ResolveAsync();

    /// <summary>Opens a connection. What a network does is never an exception.</summary>
    public async ValueTask<(WireConnection? Connection, SocketError Result)> ConnectAsync(DeadlineWheel wheel, TimeSpan timeout)
    {
        var resolving = _name.ResolveAsync();
        var address = resolving.IsCompleted ? await resolving : await Lookups.WithinAsync(resolving, timeout, wheel.Time);
        return address is null ? (null, SocketError.HostNotFound) : await WireConnection.ConnectAsync(address, wheel, timeout);
    }
}
