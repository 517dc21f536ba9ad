using System.Net;
using System.Net.Security;
using System.Text;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Upstreams;

/// <summary>
/// One live address of a service: what is under way there, its kept connections, and the one place that knows how new ones are opened.
/// </summary>
internal sealed class Endpoint
{
    private readonly Resolver.Name _name;
    private readonly Reach _reach;
    private readonly Http2Link? _link;
    private Dialling? _dialling;
    private int _inFlight;

    public Endpoint(EndpointAddress address, Resolver resolver, Reach? reach = null)
    {
        Address = address;
        _reach = reach ?? Reach.Plain;
        _name = resolver.Open(address.Host, address.Port);
        var host = address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]" : address.Host;
        var authority = address.Port == (address.Tls ? 443 : 80) ? host : $"{host}:{address.Port}";
        Authority = Encoding.ASCII.GetBytes(authority);
        _link = _reach.Protocol == UpstreamProtocol.Http1 ? null : new Http2Link(address.Tls, authority, _reach.Idle, DialStreamAsync);
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

    /// <summary>HTTP/2 connections that are open; 0 where HTTP/1.1 is spoken.</summary>
    public int SharedConnections => _link?.Open ?? 0;

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Opens a connection: the name, the address, TLS where the endpoint has it. What a network does is never an exception.</summary>
    public ValueTask<(WireConnection? Connection, DialResult Result)> ConnectAsync(DeadlineWheel wheel, TimeSpan timeout)
    {
        if (_link is null)
        {
            return DialAsync(wheel, timeout);
        }

        if (_dialling is not { } dialling || dialling.Timeout != timeout)
        {
            Volatile.Write(ref _dialling, new Dialling(wheel, timeout));
        }

        return _link.ConnectAsync(wheel);
    }

    /// <summary>Drops connections that ended while idle.</summary>
    public void Sweep()
    {
        Pool.Sweep();
        _link?.Sweep();
    }

    /// <summary>Closes kept connections, and everything that comes back later.</summary>
    public void Close()
    {
        Pool.Close();
        _link?.Close();
    }

    private async ValueTask<(WireConnection? Connection, DialResult Result)> DialAsync(DeadlineWheel wheel, TimeSpan timeout)
    {
        if (await ResolveAsync(wheel, timeout) is not { } address)
        {
            return (null, DialResult.Dns);
        }

        if (!_name.MayDial(address))
        {
            return (null, DialResult.Forbidden);
        }

        if (_reach.Tls is null)
        {
            return await WireConnection.ConnectAsync(address, wheel, timeout, _reach.Use);
        }

        var (dialed, result) = await StreamDial.OpenAsync(address, _reach.Tls, wheel, timeout, _reach.Use);
        return dialed is null
            ? (null, result)
            : (new WireConnection(new TlsChannel(dialed.Socket, (SslStream)dialed.Stream), wheel), result);
    }

    // For connections that streams share; who asked last says how long it may take.
    private async ValueTask<(DialedStream? Dialed, DialResult Result)> DialStreamAsync(Action closed)
    {
        var (wheel, timeout) = Volatile.Read(ref _dialling)!;
        return await ResolveAsync(wheel, timeout) is not { } address ? (null, DialResult.Dns)
            : !_name.MayDial(address) ? (null, DialResult.Forbidden)
            : await StreamDial.OpenAsync(address, _reach.Tls, wheel, timeout, _reach.Use, closed, new FrameGuard(wheel.Time));
    }

    private ValueTask<IPEndPoint?> ResolveAsync(DeadlineWheel wheel, TimeSpan timeout)
    {
        var resolving = _name.ResolveAsync();
        return resolving.IsCompleted ? resolving : Lookups.WithinAsync(resolving, timeout, wheel.Time);
    }

    private sealed record Dialling(DeadlineWheel Wheel, TimeSpan Timeout);
}
