using System.Collections.Immutable;

namespace Halfsilver.Stores;

/// <summary>Something that somebody did to the gateway.</summary>
internal sealed record AuditEntry
{
    /// <summary>From 1, in the order of the store.</summary>
    public long Number { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Who, by which way, why.</summary>
    public required ChangeNote By { get; init; }

    /// <summary>What was done: <c>plan.change</c>, <c>plan.activate</c>, <c>snapshot.create</c>, <c>kill.engage</c> and the like.</summary>
    public required string Action { get; init; }

    /// <summary>To what: a revision as <c>r12</c>, or a scope.</summary>
    public required string Target { get; init; }

    /// <summary>The revision in force before; null where there was none or nothing changed.</summary>
    public int? From { get; init; }

    /// <summary>The revision in force afterwards; null where nothing changed.</summary>
    public int? To { get; init; }

    /// <summary>What that changed, a line each, secrets masked.</summary>
    public ImmutableArray<string> Difference { get; init; } = [];
}

/// <summary>Words for what is done.</summary>
internal static class AuditAction
{
    /// <summary>A change became a revision.</summary>
    public const string Change = "plan.change";

    /// <summary>Another revision was made the active one.</summary>
    public const string Activate = "plan.activate";

    /// <summary>A revision got a name.</summary>
    public const string Pin = "snapshot.create";

    /// <summary>A name was taken away.</summary>
    public const string Unpin = "snapshot.delete";
}
