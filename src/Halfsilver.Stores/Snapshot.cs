namespace Halfsilver.Stores;

/// <summary>A name for a revision, which is kept as long as the name is.</summary>
internal sealed record Snapshot
{
    /// <summary>The most that a store holds.</summary>
    public const int Most = 100;

    /// <summary>What it is asked for by; never given twice.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it; several may be called the same.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The revision.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether it was the last one that somebody went to; of all, one at most.</summary>
    public bool IsChosen { get; init; }
}
