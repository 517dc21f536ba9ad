using Microsoft.Extensions.Logging;

namespace Halfsilver.Telemetry;

/// <summary>Lines about mirrors. Those that traffic can cause are for a <see cref="RateLimitedLine"/> of each mirror.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1200, EventName = "mirror.response", Level = LogLevel.Information,
        Message = "{Mirror} on {Route} answered {Status} in {Ms} ms, {Bytes} bytes")]
    public static partial void MirrorResponse(this ILogger logger, string route, string mirror, int status, double ms, long bytes);

    /// <summary>At most one a second for each mirror.</summary>
    [LoggerMessage(EventId = 1201, EventName = "mirror.failed", Level = LogLevel.Warning,
        Message = "{Mirror} on {Route} failed: {Reason} ({Suppressed} more since the last line)")]
    public static partial void MirrorFailed(this ILogger logger, string route, string mirror, string reason, long suppressed);

    /// <summary>At most one in ten seconds for each mirror.</summary>
    [LoggerMessage(EventId = 1202, EventName = "mirror.overload", Level = LogLevel.Warning,
        Message = "{Mirror} on {Route} cannot take all copies: {Reason} ({Dropped} more since the last line)")]
    public static partial void MirrorOverload(this ILogger logger, string route, string mirror, string reason, long dropped);

    /// <summary>A warning when it opens, else for information.</summary>
    public static void MirrorCircuit(this ILogger logger, string route, string mirror, string state, string reason) =>
        logger.MirrorCircuitAt(state == "open" ? LogLevel.Warning : LogLevel.Information, route, mirror, state, reason);

    [LoggerMessage(EventId = 1203, EventName = "mirror.circuit",
        Message = "Circuit of {Mirror} on {Route} is {State}: {Reason}")]
    private static partial void MirrorCircuitAt(
        this ILogger logger, LogLevel level, string route, string mirror, string state, string reason);

    /// <summary>At most one in ten seconds.</summary>
    [LoggerMessage(EventId = 1204, EventName = "evidence.failed", Level = LogLevel.Warning,
        Message = "The evidence log cannot be written: {Fault} ({Dropped} lines lost so far, {Suppressed} faults since the last line)")]
    public static partial void EvidenceFailed(this ILogger logger, string fault, long dropped, long suppressed);

    /// <summary>At most one a minute.</summary>
    [LoggerMessage(EventId = 1205, EventName = "spill.failed", Level = LogLevel.Warning,
        Message = "Bodies cannot be kept on disk: {Fault}; copies that needed it end as lagged ({Suppressed} faults since the last line)")]
    public static partial void SpillFailed(this ILogger logger, string fault, long suppressed);

    /// <summary>Once for each plan that is taken.</summary>
    [LoggerMessage(EventId = 1207, EventName = "mirror.files", Level = LogLevel.Error,
        Message = "{Place} {Fault}: copies to it are skipped until the file can be used")]
    public static partial void MirrorFiles(this ILogger logger, string place, string fault);

    [LoggerMessage(EventId = 1206, EventName = "spill.in_memory", Level = LogLevel.Warning,
        Message = "{Path} is memory (tmpfs): bodies that are spilled there free none. A data directory on a disk, or maxSpillBytes: 0")]
    public static partial void SpillInMemory(this ILogger logger, string path);
}
