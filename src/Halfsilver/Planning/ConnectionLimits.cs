namespace Halfsilver.Planning;

/// <summary>What one client may ask of an entry point.</summary>
public sealed record ConnectionLimits
{
    /// <summary>Connections open at once. Default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Requests under way at once; one more is answered 503, and copies are no longer made in the last quarter. An upgraded connection is none.
    /// Default 10,000.
    /// </summary>
    public int MaxRequests { get; init; } = 10_000;

    /// <summary>Bytes of a request head, request line included. Default 64 KiB; 1 KiB to 1 MiB.</summary>
    public int MaxHeadBytes { get; init; } = 64 * 1024;

    /// <summary>Fields of a request head. Default 100; 1 to 1,000.</summary>
    public int MaxFields { get; init; } = 100;

    /// <summary>From the first byte of a head to its last. Default 10 s.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A kept connection without a request. Default 75 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Slowest body accepted, bytes a second, once <see cref="BodyRateGrace"/> has passed. Default 240; 0 switches it off.</summary>
    public int MinBodyRate { get; init; } = 240;

    /// <summary>How long a body may be slower than <see cref="MinBodyRate"/>. Default 5 s.</summary>
    public TimeSpan BodyRateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An upgraded connection (WebSocket) on which neither side sends a byte. Default none: it may be silent for ever.</summary>
    public TimeSpan? UpgradeIdleTimeout { get; init; }
}
