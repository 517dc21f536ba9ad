using System.Collections.Immutable;
using Halfsilver.Dialects.Differences;
using Halfsilver.Stores;

namespace Halfsilver.Gateway.Control;

/// <summary>What a change did, or would do.</summary>
/// <param name="Revision">The active revision afterwards.</param>
/// <param name="Difference">What differs from the plan before.</param>
internal sealed record ChangeResult(Revision Revision, ImmutableArray<PlanChange> Difference)
{
    /// <summary>Whether another revision is active than before.</summary>
    public bool IsAccepted { get; init; }
}

/// <summary>A change that is asked for.</summary>
internal sealed record ChangeRequest
{
    /// <summary>Who, by which way, why.</summary>
    public required ChangeNote By { get; init; }

    /// <summary>Whether the active revision is the one that the change was made for; null where that was not said.</summary>
    public Func<Revision, bool>? Expects { get; init; }

    /// <summary>Whether only to say what it would do.</summary>
    public bool DryRun { get; init; }
}

/// <summary>Files alone say what is in force, so nothing else may change it.</summary>
internal sealed class ConfigIsTruthException() : Exception(
    "this gateway takes its plan from its files alone (--config-is-truth): change them and reload");
