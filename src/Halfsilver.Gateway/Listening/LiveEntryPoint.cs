using System.Collections.Concurrent;
using Halfsilver.Journey;
using Halfsilver.Matching;
using Halfsilver.Planning;
using Halfsilver.Wire;

namespace Halfsilver.Gateway.Listening;

/// <summary>An entry point in service: its open connections, and the routes that are in force now.</summary>
internal sealed class LiveEntryPoint(EntryPoint entryPoint, Journey.Journey journey, RouteTable<CompiledRoute> routes, RefusalMeter refusals)
{
    private readonly ConcurrentDictionary<Http1Front, bool> _open = new();
    private EntryPoint _entryPoint = entryPoint;
    private RouteTable<CompiledRoute> _routes = routes;
    private TrustedProxies _trusted = TrustedProxies.None;
    private bool _draining;
    private bool _closesIdle;
    private int _connections;
    private int _requests;

    public string Name => _entryPoint.Name;

    public string Listen => _entryPoint.Listen;

    public ConnectionLimits Limits => Volatile.Read(ref _entryPoint).Limits;

    public PathPolicy Paths => Volatile.Read(ref _entryPoint).Paths;

    /// <summary>The routes in force; a request keeps the ones it began with.</summary>
    public RouteTable<CompiledRoute> Routes => Volatile.Read(ref _routes);

    /// <summary>Whose word about a client counts.</summary>
    public TrustedProxies TrustedProxies
    {
        get => Volatile.Read(ref _trusted);
        set => Volatile.Write(ref _trusted, value);
    }

    /// <summary>Whether answers say that their connection ends.</summary>
    public bool Draining => Volatile.Read(ref _draining);

    /// <summary>Whether connections without a request end now.</summary>
    public bool ClosesIdle => Volatile.Read(ref _closesIdle);

    /// <summary>The certificates shown to clients; null for clear text.</summary>
    public LiveCertificates? Certificates { get; init; }

    /// <summary>Whether clients may speak HTTP/2 over TLS.</summary>
    public bool OffersHttp2 => _entryPoint.Tls is { Http2: true };

    /// <summary>Connections of any protocol, from the first byte of a handshake on.</summary>
    public int OpenConnections => Volatile.Read(ref _connections);

    /// <summary>Counts a connection until <see cref="Leave"/>; false when there are as many as allowed.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _connections) <= Limits.MaxConnections)
        {
            return true;
        }

        Leave();
        refusals.TooManyConnections();
        return false;
    }

    /// <summary>A connection was closed for want of descriptors.</summary>
    public void NoDescriptor() => refusals.NoDescriptor();

    /// <summary>A counted connection has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _connections);

    public void Refused(WireFault fault) => refusals.Refused(fault);

    /// <summary>
    /// Serves a request that has begun, by the routes in force; or refuses it where as many are under way as allowed. In the last quarter below
    /// that, requests are served and not copied: what is scarce goes to clients first. Whatever comes of it, <see cref="Served"/> follows.
    /// </summary>
    public ValueTask ServeAsync(Exchange exchange)
    {
        var most = Limits.MaxRequests;
        var underWay = Interlocked.Increment(ref _requests);
        if (underWay > most)
        {
            return RefuseAsync(exchange);
        }

        exchange.ShedsCopies = underWay > most - (most / 4);
        return journey.RunAsync(exchange, Routes);
    }

    /// <summary>A request is over.</summary>
    public void Served() => Interlocked.Decrement(ref _requests);

    /// <summary>Puts the routes and limits of another plan in force. Open connections keep the limits they began with.</summary>
    public void Change(EntryPoint entryPoint, RouteTable<CompiledRoute> routes)
    {
        Volatile.Write(ref _entryPoint, entryPoint);
        Volatile.Write(ref _routes, routes);
    }

    /// <summary>Knows a connection, to end it when it is idle, until the returned value is disposed of.</summary>
    public Opened Open(Http1Front front)
    {
        _open[front] = true;
        return new Opened(_open, front);
    }

    /// <summary>From now on connections end with the answer to their next request, and it says so.</summary>
    public void Drain() => Volatile.Write(ref _draining, true);

    /// <summary>Idle connections end now.</summary>
    public void CloseIdle()
    {
        Volatile.Write(ref _closesIdle, true);

        // Every connection that has not seen this yet has said by now whether it is idle.
        Interlocked.MemoryBarrierProcessWide();
        foreach (var (front, _) in _open)
        {
            front.CloseIfIdle();
        }
    }

    private async ValueTask RefuseAsync(Exchange exchange)
    {
        refusals.TooMany();
        await RefusedAnswer.Busy().SendAsync(exchange.Answer, exchange.Head.Method.SequenceEqual("HEAD"u8));
    }

    internal readonly struct Opened(ConcurrentDictionary<Http1Front, bool> open, Http1Front front) : IDisposable
    {
        public void Dispose() => open.TryRemove(front, out _);
    }
}
