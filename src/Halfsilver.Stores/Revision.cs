using System.Collections.Immutable;

namespace Halfsilver.Stores;

/// <summary>One accepted state of the plan. It never changes.</summary>
internal sealed record Revision
{
    /// <summary>From 1, one more for each accepted change of a store; never given twice.</summary>
    public required int Number { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who wanted it.</summary>
    public required string Author { get; init; }

    /// <summary>By which way it came; see <see cref="ChangeSource"/>.</summary>
    public required string Source { get; init; }

    /// <summary>Why, in its author's words; empty where nobody said.</summary>
    public string Message { get; init; } = "";

    /// <summary>The revision that was active before; null for the first.</summary>
    public int? Parent { get; init; }

    /// <summary>The plan as a native file; empty in lists, which hold headings only.</summary>
    public string Plan { get; init; } = "";

    /// <summary>What differs from the parent, a line each, secrets masked; empty in lists.</summary>
    public ImmutableArray<string> Difference { get; init; } = [];

    /// <summary>How many differences there are, those included that were too many to keep.</summary>
    public int Changes { get; init; }
}

/// <summary>A change that is to become a revision.</summary>
internal sealed record NewRevision
{
    /// <summary>The plan as a native file.</summary>
    public required string Plan { get; init; }

    /// <summary>What differs from the active one.</summary>
    public ImmutableArray<string> Difference { get; init; } = [];

    /// <summary>How many differences there are; those beyond what is kept included.</summary>
    public int Changes { get; init; }

    /// <summary>Who, by which way, why.</summary>
    public required ChangeNote By { get; init; }
}

/// <summary>Who changes something, by which way and why.</summary>
/// <param name="Author">Who.</param>
/// <param name="Source">By which way; see <see cref="ChangeSource"/>.</param>
/// <param name="Message">Why; empty where nobody said.</param>
internal sealed record ChangeNote(string Author, string Source, string Message = "")
{
    /// <summary>Where the request came from; null inside the process.</summary>
    public string? Address { get; init; }

    /// <summary>The request that asked for it; null inside the process.</summary>
    public string? RequestId { get; init; }
}
