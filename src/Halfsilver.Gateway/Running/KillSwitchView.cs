using System.Collections.Immutable;
using Halfsilver.Sending;

namespace Halfsilver.Gateway.Running;

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
