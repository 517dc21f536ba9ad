namespace Halfsilver.Teeing;

/// <summary>What a reader of a body gets.</summary>
/// <param name="Kind">Bytes, the end, or a cut.</param>
/// <param name="Bytes">Valid until the reader advances; at the end the trailer lines.</param>
/// <param name="Why">Why it was cut.</param>
internal readonly record struct TeeResult(TeeResultKind Kind, ReadOnlyMemory<byte> Bytes = default, TeeCut Why = default);

/// <summary>Kinds of <see cref="TeeResult"/>.</summary>
internal enum TeeResultKind : byte
{
    /// <summary>Some of the body.</summary>
    Bytes,

    /// <summary>The whole body has been read.</summary>
    End,

    /// <summary>This reader gets no more, and what it got is not the whole body.</summary>
    Cut,

    /// <summary>Some of the body, on disk; between the tee and its reader only.</summary>
    Spilled,
}

/// <summary>Why a reader was cut.</summary>
internal enum TeeCut : byte
{
    None,

    /// <summary>Fell further behind than its window.</summary>
    Lagged,

    /// <summary>Was furthest behind when the bytes ran out.</summary>
    BytesBudget,

    /// <summary>The body grew past the reader's limit.</summary>
    BodyTooLarge,

    /// <summary>The client went away in the middle of the body.</summary>
    ClientAbort,

    /// <summary>The primary answered before the body had ended, and the rest was not read.</summary>
    Body,

    /// <summary>Was kept for a reader that did not begin in time.</summary>
    Held,
}

/// <summary>Whoever follows a tee.</summary>
internal interface ITeeFollower
{
    /// <summary>
    /// The reader was cut while its last bytes may still be in use, as in a send that does not end: let go of them.
    /// Called under the tee's lock, so that it cannot reach a follower that has detached.
    /// </summary>
    void ReaderCut();
}
