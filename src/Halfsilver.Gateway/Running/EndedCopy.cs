using Halfsilver.Sending;

namespace Halfsilver.Gateway.Running;

/// <summary>One copy that has ended, beside the exchange it is a copy of.</summary>
internal sealed record EndedCopy
{
    /// <summary>When the copy ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The route's name.</summary>
    public required string Route { get; init; }

    /// <summary>The mirror's name.</summary>
    public required string Mirror { get; init; }

    /// <summary>The request's method.</summary>
    public required string Method { get; init; }

    /// <summary>The request's path without its query, which may hold secrets.</summary>
    public required string Path { get; init; }

    /// <summary>How the copy ended.</summary>
    public required Fate Fate { get; init; }

    /// <summary>Status of the primary; 0 where it gave none, or none before the copy ended.</summary>
    public int PrimaryStatus { get; init; }

    /// <summary>Status of the mirror; 0 where it gave none.</summary>
    public int MirrorStatus { get; init; }

    /// <summary>From the end of the request to the end of the primary's answer; zero where that came after the copy.</summary>
    public TimeSpan PrimaryTime { get; init; }

    /// <summary>From the end of the request to the end of the mirror's answer.</summary>
    public TimeSpan MirrorTime { get; init; }

    /// <summary>Whether the copy ended without an answer, or with an answer of 500 or above.</summary>
    public bool IsError => Fate is not Fate.Answered || MirrorStatus >= 500;
}
