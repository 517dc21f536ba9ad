namespace Halfsilver.Sending;

/// <summary>
/// How a copy ended. Every copy ends in exactly one fate and every fate is counted, so the books balance:
/// matched = the sum of all skipped + sent, and at rest sent = answered + the sum of all failed.
/// </summary>
internal enum Fate : byte
{
    /// <summary>The mirror answered, whatever the status.</summary>
    Answered,

    // Skipped, in the order in which they are decided.

    /// <summary>The kill switch is on.</summary>
    Killed,

    /// <summary>The request is a copy already.</summary>
    Loop,

    /// <summary>Upgrades and CONNECT are never copied.</summary>
    Upgrade,

    /// <summary>The method is not copied here.</summary>
    Method,

    /// <summary>The path is not copied here.</summary>
    Path,

    /// <summary>A header rule does not hold.</summary>
    Header,

    /// <summary>The media type is not copied here.</summary>
    ContentType,

    /// <summary>The share left this one out.</summary>
    NotSampled,

    /// <summary>The declared body is larger than the mirror takes.</summary>
    BodyTooLarge,

    /// <summary>The gateway has as much to do as it takes, and the requests of clients go first.</summary>
    Overload,

    /// <summary>The target has no endpoint.</summary>
    NoEndpoint,

    /// <summary>The mirror failed too often in a row.</summary>
    CircuitOpen,

    /// <summary>Copies a second are used up.</summary>
    Rate,

    /// <summary>Copies in flight are used up and none may wait.</summary>
    InFlight,

    /// <summary>The queue is full.</summary>
    QueueFull,

    /// <summary>Waited longer than its deadline for a connection, or longer than its body is kept for the end of the answer.</summary>
    QueueExpired,

    /// <summary>The bytes that copies may hold are used up.</summary>
    BytesBudget,

    /// <summary>The process has no descriptor to spare for a copy.</summary>
    NoDescriptor,

    /// <summary>The client went away before the copy was due.</summary>
    ClientAbort,

    /// <summary>The primary's answer was cut before the copy was due.</summary>
    PrimaryCut,

    /// <summary>The process is stopping.</summary>
    Draining,

    /// <summary>The mirror was taken out of the plan.</summary>
    Removed,

    // Failed: after the copy was handed to a connection.

    /// <summary>The name does not resolve.</summary>
    FailedDns,

    /// <summary>The address is none that this process dials.</summary>
    FailedForbidden,

    /// <summary>The connection was refused or unreachable.</summary>
    FailedConnect,

    /// <summary>The connection was not there in time.</summary>
    FailedConnectTimeout,

    /// <summary>The TLS handshake failed.</summary>
    FailedTls,

    /// <summary>The mirror took no byte for too long.</summary>
    FailedWriteTimeout,

    /// <summary>No byte of an answer before the deadline.</summary>
    FailedAnswerTimeout,

    /// <summary>An answer that did not end before the deadline.</summary>
    FailedDeadline,

    /// <summary>The connection was reset.</summary>
    FailedReset,

    /// <summary>The connection ended before the answer did.</summary>
    FailedTruncated,

    /// <summary>The answer is no HTTP.</summary>
    FailedProtocol,

    /// <summary>The answer's head is too large.</summary>
    FailedHeadTooLarge,

    /// <summary>Interim answers without end.</summary>
    FailedTooManyInterim,

    /// <summary>101 to a request that asked for no upgrade.</summary>
    FailedUnexpectedUpgrade,

    // Cut short: counted among the failed.

    /// <summary>Fell further behind its client than the window.</summary>
    CutLagged,

    /// <summary>Was furthest behind when the bytes ran out.</summary>
    CutBytesBudget,

    /// <summary>An undeclared body grew past the mirror's limit.</summary>
    CutBodyTooLarge,

    /// <summary>The client went away in the middle of its body.</summary>
    CutClientAbort,

    /// <summary>The primary answered before the body had ended.</summary>
    CutBody,

    /// <summary>The answer is longer than the mirror's limit.</summary>
    CutAnswerTooLarge,

    /// <summary>The process stopped before the answer ended.</summary>
    CutDrained,

    /// <summary>The mirror was taken out of the plan in flight.</summary>
    CutRemoved,
}
