using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>
/// A service, and another that answers where the first cannot: it has no endpoint that is well, cannot be reached, or answers with a status that is
/// listed. Once a byte of an answer has gone to the client it stays with that answer.
/// </summary>
public sealed record FailoverService : Service
{
    /// <summary>The service that answers where it can. A mirroring service may stand here: its copies are made whoever answers.</summary>
    public required ServiceRef Primary { get; init; }

    /// <summary>The service that answers else. It cannot be mirrored.</summary>
    public required ServiceRef Fallback { get; init; }

    /// <summary>
    /// Statuses of the first service that are not given to the client. Its being silent or breaking off before an answer counts as the 502 or 504
    /// that a client would get. Default none.
    /// </summary>
    public ImmutableArray<StatusRange> OnStatus { get; init; } = [];

    /// <summary>
    /// Request bytes that are kept so that they can be sent once more. A longer body goes to the first service all the same, and stays there.
    /// Default 1 MiB.
    /// </summary>
    public long MaxBufferedBody { get; init; } = 1024 * 1024;
}
