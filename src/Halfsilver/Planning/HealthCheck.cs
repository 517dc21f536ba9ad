using System.Collections.Immutable;

namespace Halfsilver.Planning;

/// <summary>
/// Requests of the gateway's own that find out which endpoints of a service are well. An endpoint is well until it is proven otherwise.
/// Two checks that say the same are equal.
/// </summary>
public sealed record HealthCheck
{
    /// <summary>The path that is asked, with its query.</summary>
    public required string Path { get; init; }

    /// <summary>From one request to the next. Default 5 s; the first one comes at a random time within it.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the begin of the connection to the end of the answer's head. Default 1 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row that take an endpoint out, 1 to 1,000. Default 3.</summary>
    public int UnhealthyAfter { get; init; } = 3;

    /// <summary>Successes in a row that take it back, 1 to 1,000. Default 2.</summary>
    public int HealthyAfter { get; init; } = 2;

    /// <summary>The method. Default GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The statuses that mean well. Default 200 to 399.</summary>
    public ImmutableArray<StatusRange> Status { get; init; } = [new(200, 399)];

    /// <summary>The port that is asked; null means the endpoint's own.</summary>
    public int? Port { get; init; }

    /// <summary>The Host that is sent; null means the endpoint's own.</summary>
    public string? Host { get; init; }

    /// <summary>Fields that are sent beside it.</summary>
    public ImmutableArray<Field> Fields { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(HealthCheck? other) => other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>All of it, in one line.</summary>
    public override string ToString() =>
        $"{Method} {Path} on {Port?.ToString() ?? "own port"} as {Host ?? "own host"} every {Interval} within {Timeout}, "
        + $"out after {UnhealthyAfter}, back after {HealthyAfter}, status {string.Join(',', Status)}, "
        + $"fields {string.Join('\n', Fields.Select(field => $"{field.Name}: {field.Value}"))}";
}

/// <summary>
/// Leaves an endpoint alone for a while when it fails again and again under live traffic. The last endpoint that is well is never left alone.
/// </summary>
public sealed record Ejection
{
    /// <summary>Requests in a row without an answer (no connection, none in time, cut short) that take an endpoint out, 1 to 10,000. Default 5.</summary>
    public int ConsecutiveFailures { get; init; } = 5;

    /// <summary>Answers with a status of 500 or above in a row that take an endpoint out, 1 to 10,000; null: none do. Default none.</summary>
    public int? ConsecutiveErrors { get; init; }

    /// <summary>
    /// How long an endpoint is left alone for the first time. The next time it is twice as long, and so on up to ten times as long; one that has been
    /// in for as long as it was out before begins anew. Default 30 s.
    /// </summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many of a service's endpoints may be left alone at once, as a share of all. Default 50 %.</summary>
    public Share MaxEjected { get; init; } = Share.FromPercent(50)!;
}
