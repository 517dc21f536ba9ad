using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>Where requests go. Services form a graph without cycles.</summary>
public abstract record Service
{
    /// <summary>Unique name.</summary>
    public required string Name { get; init; }
}

/// <summary>A reference to a service, and to one of its ports where it has several.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Port">A port's name; null where the service has one port.</param>
public readonly record struct ServiceRef(string Service, string? Port = null);

/// <summary>A reference with its weight, 0 to 1,000,000.</summary>
public readonly record struct WeightedRef(ServiceRef Service, int Weight);

/// <summary>Addresses that answer.</summary>
public sealed record EndpointsService : Service
{
    /// <summary>The addresses; weights count within one port.</summary>
    public required ImmutableArray<EndpointAddress> Endpoints { get; init; }

    /// <summary>How one of several is chosen. Default round robin.</summary>
    public Balancing Balancing { get; init; } = Balancing.RoundRobin;

    /// <summary>Times allowed.</summary>
    public ServiceTimeouts Timeouts { get; init; } = new();

    /// <summary>Connections open at once to one endpoint, for primaries; null means no limit. Default none.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>The Host that upstreams see: the client's (default), the endpoint's own, or a literal.</summary>
    public HostRewrite Host { get; init; } = HostRewrite.Preserve;

    /// <summary>What the endpoints speak. Default HTTP/1.1.</summary>
    public UpstreamProtocol Protocol { get; init; } = UpstreamProtocol.Http1;

    /// <summary>How TLS is done with those endpoints that have it; null for the defaults of <see cref="UpstreamTls"/>.</summary>
    public UpstreamTls? Tls { get; init; }

    /// <summary>False for services that speak no HTTP and can never be routed to. Default true.</summary>
    public bool Routable { get; init; } = true;
}

/// <summary>One address of a service.</summary>
public sealed record EndpointAddress
{
    /// <summary>Name or IP address (IPv6 without brackets).</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>The port's name, for services with several ports; else null.</summary>
    public string? PortName { get; init; }

    /// <summary>Share of the traffic among the endpoints of one port, 0 to 1,000,000. Default 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether the connection is TLS. Default false.</summary>
    public bool Tls { get; init; }

    /// <summary>What this endpoint speaks; null for its service's.</summary>
    public UpstreamProtocol? OwnProtocol { get; init; }

    /// <summary>How TLS is done with this endpoint; null for its service's.</summary>
    public UpstreamTls? OwnTls { get; init; }
}

/// <summary>How one of several endpoints is chosen.</summary>
public enum Balancing
{
    /// <summary>In turn, smoothly by weight.</summary>
    RoundRobin,

    /// <summary>The one with the fewest requests under way, relative to its weight.</summary>
    LeastRequests,

    /// <summary>The better of two drawn at random.</summary>
    PowerOfTwo,

    /// <summary>At random, by weight.</summary>
    Random,
}

/// <summary>Times allowed to a service.</summary>
public sealed record ServiceTimeouts
{
    /// <summary>To open a connection. Default 2 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From the end of the request to the end of the answer's head. Default 60 s.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A kept connection without a request. Default 60 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>One of several services, by weight.</summary>
public sealed record WeightedService : Service
{
    /// <summary>The services; at least one weight is above 0.</summary>
    public required ImmutableArray<WeightedRef> To { get; init; }
}

/// <summary>A service whose requests are copied to mirrors.</summary>
public sealed record MirroringService : Service
{
    /// <summary>The service that answers.</summary>
    public required ServiceRef Primary { get; init; }

    /// <summary>The mirrors; their names are unique here.</summary>
    public required ImmutableArray<Mirror> Mirrors { get; init; }
}
