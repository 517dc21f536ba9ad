namespace Halfsilver.Wire;

/// <summary>What reading an answer came to.</summary>
internal enum AnswerResult : byte
{
    /// <summary>A head, or a piece of body.</summary>
    Ok,

    /// <summary>The body has ended, trailers included.</summary>
    End,

    /// <summary>The head goes on in bytes that are not there yet.</summary>
    Incomplete,

    /// <summary>The upstream closed before the first byte of an answer.</summary>
    Closed,

    /// <summary>The upstream closed in the middle of an answer.</summary>
    Truncated,

    /// <summary>The connection was reset or failed.</summary>
    Reset,

    /// <summary>The deadline ran out.</summary>
    TimedOut,

    /// <summary>The bytes are no answer.</summary>
    Protocol,

    /// <summary>The head is larger than 64 KiB.</summary>
    HeadTooLarge,
}
