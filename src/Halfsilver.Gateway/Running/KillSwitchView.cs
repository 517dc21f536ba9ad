using System.Collections.Immutable;

namespace Halfsilver.Gateway.Running;

/// <summary>How much of the mirroring a kill switch covers.</summary>
/// <param name="Route">A route's name; null covers everything.</param>
/// <param name="Mirror">A mirror's name on that route; null covers the whole route.</param>
internal readonly record struct KillScope(string? Route, string? Mirror)
{
    /// <summary>All mirrors of all routes.</summary>
    public static KillScope Everything { get; }

    /// <summary>One of <c>all</c>, <c>route</c>, <c>mirror</c>.</summary>
    public string Kind => Route is null ? "all" : Mirror is null ? "route" : "mirror";

    /// <inheritdoc/>
    public override string ToString() => Route is null ? "all" : Mirror is null ? Route : $"{Route}/{Mirror}";
}

/// <summary>One scope that is stopped.</summary>
internal sealed record EngagedKill(KillScope Scope, string Reason, string Actor, DateTimeOffset Since);

/// <summary>Everything that is stopped now, widest scope first.</summary>
internal sealed record KillSwitchView(ImmutableArray<EngagedKill> Engaged)
{
    /// <summary>Nothing is stopped.</summary>
    public static KillSwitchView None { get; } = new([]);
}

/// <summary>What pressing or releasing the kill switch did.</summary>
/// <param name="Scope">The scope asked for.</param>
/// <param name="Changed">False when it was in that state already.</param>
/// <param name="At">When.</param>
/// <param name="QueuedDropped">Copies that waited and were dropped.</param>
/// <param name="InFlightCancelled">Copies under way that were cancelled.</param>
internal sealed record KillReport(KillScope Scope, bool Changed, DateTimeOffset At, int QueuedDropped, int InFlightCancelled);
