namespace Halfsilver.Telemetry;

/// <summary>How one copy ended, without bodies or fields.</summary>
/// <param name="Route">Name of the route.</param>
/// <param name="Mirror">Name of the mirror.</param>
/// <param name="Destination">Name of the service copied to.</param>
/// <param name="Fate">Its fate in snake case.</param>
/// <param name="Status">The mirror's status; 0 without an answer.</param>
/// <param name="ElapsedTicks">Time from dispatch to end, as a difference of timestamps.</param>
/// <param name="RequestBytes">Bytes sent.</param>
/// <param name="ResponseBytes">Bytes received.</param>
/// <param name="At">When it ended.</param>
/// <param name="Method">Method of the request.</param>
/// <param name="Path">Path as it was on the wire, without the query.</param>
/// <param name="Primary">What the client got; null where nobody watches.</param>
internal readonly record struct CopyRecord(
    string Route,
    string Mirror,
    string Destination,
    string Fate,
    int Status,
    long ElapsedTicks,
    long RequestBytes,
    long ResponseBytes,
    DateTimeOffset At,
    string Method,
    string Path,
    PrimaryOutcome? Primary = null);
